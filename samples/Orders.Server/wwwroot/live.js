// The live list: what the streamed channels bring, newest first, and what happened to the connection.

import { ChannelPicker } from "./channel-picker.js";
import { byId, el, eventRow, say, time } from "./dom.js";
import { LiveStream } from "./stream.js";

const MAX_ROWS = 500;
const STATES = {
  idle: "Not streaming",
  connecting: "Connecting…",
  live: "Live",
  waiting: "Reconnecting…",
  failed: "Stopped",
};
const REASONS = {
  "unknown-cursor": "the server does not know the position to resume from",
  "stream-restarted": "the channel began anew, as it does when an in-memory server restarts",
  "trimmed": "events after the last one seen are no longer kept",
  "not-retained": "the channel keeps no history",
  "continuity-lost": "the server's connection to its broker was interrupted",
  "too-slow": "this page read too slowly",
};

export class LiveView {
  #stream;
  #picker = null;
  #pending = [];
  #isPaused = false;
  #received = 0;
  #state = "idle";
  #onReconnected;

  constructor(eventNames, onReconnected) {
    this.#onReconnected = onReconnected;
    this.#stream = new LiveStream(eventNames, {
      state: (name, detail) => this.#showState(name, detail),
      event: envelope => this.#receive(() => eventRow(envelope), true),
      gap: gap => this.#note("gap", `Gap on ${gap.channel}: ${REASONS[gap.reason] ?? gap.reason}. Events may be missing; reload what depends on them.`),
      ready: channels => this.#showReady(channels),
    });
    byId("live-add").addEventListener("submit", submission => {
      submission.preventDefault();
      const address = this.#picker.address();
      if (address) this.setChannels([...this.#stream.channels, address]);
    });
    byId("live-pause").addEventListener("click", () => this.#pause(!this.#isPaused));
    byId("live-clear").addEventListener("click", () => this.#clear());
  }

  setManifest(manifest) {
    const channel = manifest.channels.find(c => c.parameters.length === 0) ?? manifest.channels[0];
    byId("live-command").textContent = `curl -N '${location.origin}/events?channel=${channel?.name}'`;
    this.#picker = new ChannelPicker("live", manifest.channels);
    byId("live-add").replaceChildren(this.#picker.element, el("button", { type: "submit" }, "Stream this channel"));
    this.#stream.setEventNames(manifest.events.map(event => event.name));
  }

  /** Streams these channels and writes them into the address bar, so that a reload or a shared link shows the same. */
  setChannels(channels) {
    const distinct = [...new Set(channels)];
    const url = new URL(location.href);
    url.searchParams.delete("channel");
    for (const channel of distinct) url.searchParams.append("channel", channel);
    history.replaceState(null, "", url);
    byId("live-channels").replaceChildren(...distinct.map(channel => el("li", { "data-channel": channel },
      el("code", {}, channel),
      el("button", { type: "button", "aria-label": `Stop streaming ${channel}`, onclick: () => this.setChannels(distinct.filter(c => c !== channel)) }, "×"))));
    return this.#stream.setChannels(distinct);
  }

  #showState(name, detail) {
    const isBack = name === "live" && this.#state === "waiting";
    if (name === "waiting" && this.#state === "live") this.#note("lost", "Connection lost. Reconnecting…");
    this.#state = name;
    byId("connection").textContent = STATES[name];
    byId("connection").dataset.state = name;
    say(byId("live-problem"), name === "failed" ? `${detail} Start the channel again to retry.` : null);
    if (isBack) this.#onReconnected();
  }

  #showReady(channels) {
    const resumed = channels.filter(channel => channel.resumed === "complete").map(channel => channel.channel);
    const fresh = channels.filter(channel => channel.resumed === "live").map(channel => channel.channel);
    if (resumed.length > 0) this.#note("ready", `Resumed ${resumed.join(", ")}: nothing was missed.`);
    if (fresh.length > 0) this.#note("ready", `Streaming ${fresh.join(", ")} from now on.`);
  }

  #note(kind, text) {
    const row = el("li", { class: `note ${kind}` }, time(new Date().toISOString()), el("span", {}, text));
    this.#receive(() => row);
  }

  /** Rows are shown once a frame and the list is bounded, so that a busy channel costs no more than the screen shows. */
  #receive(makeRow, isEvent = false) {
    if (isEvent) this.#received++;
    if (this.#pending.length === 0 && !this.#isPaused) requestAnimationFrame(() => this.#flush());
    this.#pending.push(makeRow);
    if (this.#pending.length > MAX_ROWS) this.#pending.shift();
    if (this.#isPaused) this.#showCount();
  }

  #flush() {
    if (this.#isPaused) return;
    const list = byId("live-list");
    list.prepend(...this.#pending.reverse().map(makeRow => makeRow()));
    this.#pending = [];
    while (list.childElementCount > MAX_ROWS) list.lastElementChild.remove();
    this.#showCount();
  }

  #showCount() {
    byId("live-empty").hidden = byId("live-list").querySelector(".event") !== null;
    const waiting = this.#isPaused && this.#pending.length > 0 ? ` · ${this.#pending.length} waiting` : "";
    byId("live-count").textContent = `${this.#received} ${this.#received === 1 ? "event" : "events"}${waiting}`;
  }

  #pause(isPaused) {
    this.#isPaused = isPaused;
    byId("live-pause").setAttribute("aria-pressed", String(isPaused));
    byId("live-pause").textContent = isPaused ? "Resume" : "Pause";
    if (!isPaused) this.#flush();
  }

  #clear() {
    this.#pending = [];
    this.#received = 0;
    byId("live-list").replaceChildren();
    this.#showCount();
  }
}
