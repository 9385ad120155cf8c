// What a channel still keeps, a page at a time, oldest first.

import { Problem, readHistory } from "./api.js";
import { ChannelPicker } from "./channel-picker.js";
import { byId, el, eventRow, say } from "./dom.js";

export class HistoryView {
  #picker = null;
  #since;
  #limit;
  #query = null;
  #starts = [null];
  #next = null;

  constructor() {
    this.#since = el("input", { id: "history-since", type: "text", placeholder: "the beginning", autocomplete: "off", spellcheck: "false", title: "An event id or an ISO 8601 time; later events are listed" });
    this.#limit = el("select", { id: "history-limit" }, ...[10, 50, 200].map(limit => el("option", { value: limit }, `${limit}`)));
    byId("history-form").addEventListener("submit", submission => {
      submission.preventDefault();
      const channel = this.#picker.address();
      if (!channel) return;
      this.#query = { channel, limit: this.#limit.value };
      this.#read([this.#since.value.trim() || null]);
    });
    byId("history-next").addEventListener("click", () => this.#read([...this.#starts, this.#next]));
    byId("history-previous").addEventListener("click", () => this.#read(this.#starts.slice(0, -1)));
  }

  setManifest(manifest) {
    this.#picker = new ChannelPicker("history", manifest.channels.filter(channel => channel.history));
    byId("history-form").replaceChildren(
      this.#picker.element,
      el("div", { class: "field" }, el("label", { for: "history-since" }, "After"), this.#since),
      el("div", { class: "field short" }, el("label", { for: "history-limit" }, "Page size"), this.#limit),
      el("button", { type: "submit" }, "List"));
  }

  /** Reads the page that begins after the last of `starts`; those before it are the way back. */
  async #read(starts) {
    try {
      this.#show(await readHistory({ ...this.#query, since: starts.at(-1) }), starts);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(byId("history-problem"), problem.toString());
    }
  }

  #show(page, starts) {
    this.#starts = starts;
    this.#next = page.next;
    say(byId("history-problem"), page.complete ? null : "Events before these are no longer kept.");
    byId("history-list").replaceChildren(...page.events.map(eventRow));
    byId("history-list").hidden = page.events.length === 0;
    const count = `${page.events.length} ${page.events.length === 1 ? "event" : "events"}`;
    byId("history-summary").textContent = page.events.length === 0 ? "No events here" : `Page ${this.#starts.length} · ${count}${page.next ? " · more follow" : ""}`;
    byId("history-next").disabled = !page.next;
    byId("history-previous").disabled = this.#starts.length < 2;
  }
}
