// One EventSource over all the channels that the page streams. It resumes where it was, whatever ends it.
//
// A browser reconnects by itself after a lost connection, and never after an answer that is not 200 (a server that is draining, a proxy
// without a server behind it). So a closed EventSource is made anew here, with back-off, and with the position in the query.

import { whyRefused } from "./api.js";
import { readCursor, writeCursor } from "./position.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const READY_LIMIT_MS = 10_000;

export class LiveStream {
  #channels = [];
  #positions = new Map();
  #eventNames;
  #handlers;
  #source = null;
  #timer = null;
  #attempt = 0;
  #changes = Promise.resolve();

  /** `handlers` holds state(name, detail), event(envelope), gap(gap), ready(channels). */
  constructor(eventNames, handlers) {
    this.#eventNames = eventNames;
    this.#handlers = handlers;
  }

  get channels() {
    return this.#channels;
  }

  /** Named events reach only listeners of their name, so new names need a new stream; it resumes where the old one was. */
  setEventNames(names) {
    if (names.join() === this.#eventNames.join()) return;
    this.#eventNames = names;
    this.#open();
  }

  /** Streams these channels from now on. Those that were streamed before go on where they were; changes are made one after another. */
  setChannels(channels) {
    this.#changes = this.#changes.then(() => this.#change(channels));
    return this.#changes;
  }

  async #change(channels) {
    // A vector needs a position for every channel, so a channel that joins others first asks for its own.
    const resumes = this.#channels.some(channel => channels.includes(channel) && this.#positions.has(channel));
    if (resumes) {
      for (const channel of channels.filter(c => !this.#positions.has(c))) {
        const position = await positionOf(channel);
        if (position) this.#positions.set(channel, position);
      }
    }

    this.#channels = [...channels];
    for (const channel of this.#positions.keys()) if (!channels.includes(channel)) this.#positions.delete(channel);
    this.#attempt = 0;
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    if (this.#channels.length === 0) return this.#handlers.state("idle");

    const channels = this.#channels;
    const url = streamUrl(channels, writeCursor(channels, this.#positions));
    const source = this.#source = new EventSource(url);
    this.#handlers.state(this.#attempt === 0 ? "connecting" : "waiting");

    const listen = (name, handle) => source.addEventListener(name, frame => {
      if (source !== this.#source) return;
      if (frame.lastEventId) this.#positions = readCursor(frame.lastEventId, channels);
      handle(JSON.parse(frame.data));
    });
    listen("pubsub:ready", ready => {
      this.#attempt = 0;
      this.#handlers.state("live");
      this.#handlers.ready(ready.channels);
    });
    listen("pubsub:gap", gap => this.#handlers.gap(gap));
    listen("pubsub:close", close => this.#endedByServer(close));
    for (const name of this.#eventNames) listen(name, envelope => this.#handlers.event(envelope));

    source.onerror = () => {
      if (source !== this.#source) return;
      if (source.readyState === EventSource.CLOSED) this.#refused(source, url);
      else this.#handlers.state("waiting");
    };
  }

  #endedByServer({ code, reconnect, retryAfterMs }) {
    this.#source.close();
    if (reconnect) this.#openLater(retryAfterMs);
    else this.#handlers.state("failed", `The server ended the stream (${code}).`);
  }

  async #refused(source, url) {
    this.#handlers.state("waiting");
    const problem = await whyRefused(url);
    if (source !== this.#source) return;
    if (problem?.code === "INVALID_CURSOR") {
      this.#positions.clear();
      for (const channel of this.#channels) this.#handlers.gap({ channel, reason: "unknown-cursor" });
      this.#openLater();
    } else if (!problem || problem.isTemporary) {
      this.#openLater();
    } else {
      this.#handlers.state("failed", problem.toString());
    }
  }

  /** Waits between half and the whole of a delay that doubles up to a limit, so that many pages do not return at once. */
  #openLater(atLeastMs = 0) {
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt++);
    this.#handlers.state("waiting");
    this.#timer = setTimeout(() => this.#open(), Math.max(0, atLeastMs) + delay * (0.5 + Math.random() / 2));
  }
}

function streamUrl(channels, cursor) {
  const query = new URLSearchParams(channels.map(channel => ["channel", channel]));
  if (cursor) query.set("lastEventId", cursor);
  return `/events?${query}`;
}

/** The position of a channel now, by a stream that ends as soon as it has said so. Null where it does not say. */
function positionOf(channel) {
  return new Promise(resolve => {
    const source = new EventSource(streamUrl([channel], null));
    const finish = position => {
      clearTimeout(timer);
      source.close();
      resolve(position);
    };
    const timer = setTimeout(() => finish(null), READY_LIMIT_MS);
    source.addEventListener("pubsub:ready", frame => finish(frame.lastEventId || null));
    source.onerror = () => finish(null);
  });
}
