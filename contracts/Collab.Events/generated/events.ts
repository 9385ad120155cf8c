// Generated from Collab.Events. Do not edit it: change the contract and build again.
//
// The types are those of the JSON on the wire. `payload` is what subscribers receive, where every member is written; `input` is what a client may
// send, where members with a default may be left out. Where the two differ, a type has a second form whose name ends in `Input`. Numbers of 64 bits
// and more, and decimals, are JSON numbers, which JavaScript reads exactly up to 2^53 and to about 16 digits.

/** The events by name. */
export interface Events {
  /** Somebody said something. */
  "chat:message": {
    payload: ChatMessage;
    input: ChatMessage;
    result: null;
    channel: `chat:${string}`;
    params: ChatChannel;
    direction: "Both";
    version: 1;
  };
  /** Somebody began or stopped typing. */
  "chat:typing": {
    payload: ChatTyping;
    input: ChatTyping;
    result: null;
    channel: `chat:${string}`;
    params: ChatChannel;
    direction: "Both";
    version: 1;
  };
  /** Somebody's pointer left the board. */
  "cursor:blur": {
    payload: CursorBlur;
    input: CursorBlur;
    result: null;
    channel: `cursor:${string}`;
    params: CursorChannel;
    direction: "Both";
    version: 1;
  };
  /** Somebody's pointer moved. */
  "cursor:move": {
    payload: CursorMove;
    input: CursorMove;
    result: null;
    channel: `cursor:${string}`;
    params: CursorChannel;
    direction: "Both";
    version: 1;
  };
  /** One entry of a ledger. It is kept and broadcast as it is; nothing else happens. */
  "ledger:entry": {
    payload: LedgerEntry;
    input: LedgerEntry;
    result: null;
    channel: `ledger:${string}`;
    params: LedgerChannel;
    direction: "Both";
    version: 1;
  };
  /** One ping of a probe. It is broadcast as it is; nothing else happens. */
  "probe:ping": {
    payload: ProbePing;
    input: ProbePing;
    result: null;
    channel: `probe:${string}`;
    params: ProbeChannel;
    direction: "Both";
    version: 1;
  };
}

/** The name of an event. */
export type EventName = keyof Events;

/** The name of an event that a client may send. */
export type ClientEventName = { [Name in EventName]: Events[Name]["direction"] extends "Sse" ? never : Name }[EventName];

/** An event as subscribers see it. Tell events apart by `name`, and `payload` has the type that belongs to it. */
export type EventEnvelope<Name extends EventName = EventName> = {
  [N in Name]: {
    /** The event's identity and position. */
    id: string;
    /** The event's canonical name. */
    name: N;
    /** The address of the channel. */
    channel: Events[N]["channel"];
    /** What happened. */
    payload: Events[N]["payload"];
    /** When the event was ordered: ISO 8601, UTC. */
    timestamp: string;
    /** What travels with the event beside its payload. */
    meta?: EventMeta | null;
  };
}[Name];

/** What travels with an event beside its payload. */
export interface EventMeta {
  /** The version of the event's contract. */
  version?: number;
  /** Which server published the event. */
  source?: string;
  /** The request that caused the event. */
  requestId?: string;
  /** The id that the client gave its request, so that it can tell its own events. */
  clientEventId?: string;
  /** The key that orders an event within a channel that allows subdivision. */
  partitionKey?: string;
  /** Everything else, among it the sender's own members, whose names begin with `x-`. */
  [member: string]: unknown;
}

/** Any JSON. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [member: string]: JsonValue };

/** The conversation in one room. Ephemeral: who is not there misses it. */
export interface ChatChannel {
  /** The room. */
  roomId: string;
}

/** Somebody said something. */
export interface ChatMessage {
  /** What was said: 1 to 4,000 characters. */
  text: string;
  /** Who said it: 1 to 64 characters. */
  userId: string;
}

/** Somebody began or stopped typing. */
export interface ChatTyping {
  /** Who: 1 to 64 characters. */
  userId: string;
  /** True from the first key, false after a pause or when the message is sent. */
  isTyping: boolean;
}

/** Somebody's pointer left the board. */
export interface CursorBlur {
  /** Whose: 1 to 64 characters. */
  userId: string;
}

/** Where everybody's pointer is on one room's board. Ephemeral: only the latest position matters. */
export interface CursorChannel {
  /** The room. */
  roomId: string;
}

/** Somebody's pointer moved. */
export interface CursorMove {
  /** Whose: 1 to 64 characters. */
  userId: string;
  /** Distance from the board's left edge, in board units. */
  x: number;
  /** Distance from the board's top edge, in board units. */
  y: number;
}

/** A probe of a deployment that can be read again: as ProbeChannel, with ten minutes of history. */
export interface LedgerChannel {
  /** Which ledger, so that several do not meet. */
  name: string;
}

/** One entry of a ledger. It is kept and broadcast as it is; nothing else happens. */
export interface LedgerEntry {
  /** The number of this entry among those of its sender, from 1. */
  seq: number;
  /** The sender's own number, where a probe has several. */
  p: number;
  /** When it was sent, by the sender's clock and in the sender's unit. */
  t: number;
  /** Whatever makes the entry as large as it is to be: up to 65,536 characters. */
  pad: string;
}

/** A probe of a deployment: who listens sees what was sent, how soon, and that nothing is missing. Ephemeral, and open to everybody. */
export interface ProbeChannel {
  /** Which probe, so that several do not meet. */
  name: string;
}

/** One ping of a probe. It is broadcast as it is; nothing else happens. */
export interface ProbePing {
  /** The number of this ping among those of its sender, from 1. */
  seq: number;
  /** The sender's own number, where a probe has several. */
  p: number;
  /** When it was sent, by the sender's clock and in the sender's unit. */
  t: number;
  /** Whatever makes the ping as large as it is to be: up to 65,536 characters. */
  pad: string;
}
