// Generated from Orders.Events. Do not edit it: change the contract and build again.
//
// The types are those of the JSON on the wire. `payload` is what subscribers receive, where every member is written; `input` is what a client may
// send, where members with a default may be left out. Where the two differ, a type has a second form whose name ends in `Input`. Numbers of 64 bits
// and more, and decimals, are JSON numbers, which JavaScript reads exactly up to 2^53 and to about 16 digits.

/** The events by name. */
export interface Events {
  /** A customer has placed an order. */
  "orders:created": {
    payload: OrderCreated;
    input: OrderCreated;
    result: OrderAccepted;
    channel: "orders";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** An order has been stored. It follows the OrderCreated that brought it. */
  "orders:ingested": {
    payload: OrderIngested;
    input: never;
    result: null;
    channel: "orders";
    params: null;
    direction: "Sse";
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

/** The answer to OrderCreated. */
export interface OrderAccepted {
  /** Whether the order was stored; false where an order of that id is already stored. */
  ok: boolean;
}

/** A customer has placed an order. */
export interface OrderCreated {
  /** The order's id, chosen by the sender and unique among all orders: 1 to 64 characters. */
  orderId: string;
  /** What the order costs, in the shop's currency. Not negative. */
  total: number;
}

/** An order has been stored. It follows the OrderCreated that brought it. */
export interface OrderIngested {
  /** The order's id: 1 to 64 characters. */
  orderId: string;
  /** What the order costs, in the shop's currency. Not negative. */
  total: number;
}
