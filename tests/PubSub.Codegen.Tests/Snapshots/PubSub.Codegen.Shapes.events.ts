// Generated from PubSub.Codegen.Shapes. Do not edit it: change the contract and build again.
//
// The types are those of the JSON on the wire. `payload` is what subscribers receive, where every member is written; `input` is what a client may
// send, where members with a default may be left out. Where the two differ, a type has a second form whose name ends in `Input`. Numbers of 64 bits
// and more, and decimals, are JSON numbers, which JavaScript reads exactly up to 2^53 and to about 16 digits.

/** The events by name. */
export interface Events {
  /** A board was renamed. */
  "board:renamed": {
    payload: BoardRenamed;
    input: never;
    result: null;
    channel: `tenant:${string}:board:${string}:${string}`;
    params: BoardChannel;
    direction: "Sse";
    version: 3;
  };
  /** Every annotation that reaches the schema, on parameters and on properties. */
  "shapes:annotated": {
    payload: Annotated;
    input: AnnotatedInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  "shapes:collections": {
    payload: Collections;
    input: CollectionsInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** Positional parameters with defaults may be left out when sent and are always there when received. */
  "shapes:defaults": {
    payload: Defaults;
    input: DefaultsInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  "shapes:dictionaries": {
    payload: Dictionaries;
    input: DictionariesInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  "shapes:enums": {
    payload: Enums;
    input: Enums;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** What System.Text.Json writes and does not read is fine in what only the server sends. */
  "shapes:frozen": {
    payload: Frozen;
    input: never;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Sse";
    version: 1;
  };
  /** Names and presence as attributes have them. */
  "shapes:members": {
    payload: Members;
    input: MembersInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** Every scalar, or nothing. */
  "shapes:nullable": {
    payload: NullableScalars;
    input: NullableScalarsInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  "shapes:objects": {
    payload: Objects;
    input: ObjectsInput;
    result: PageOfDog;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** Anything at all. */
  "shapes:open": {
    payload: Open;
    input: Open;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  "shapes:polymorphic": {
    payload: Polymorphic;
    input: Polymorphic;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** The payload itself is polymorphic. */
  "shapes:root": {
    payload: Root;
    input: RootInput;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** Every scalar. It ends a comment: *\/ and says `code` & more. */
  "shapes:scalars": {
    payload: Scalars;
    input: Scalars;
    result: null;
    channel: "shapes";
    params: null;
    direction: "Both";
    version: 1;
  };
  /** Somebody wrote on a wall. */
  "wall:written": {
    payload: WallWritten;
    input: WallWritten;
    result: null;
    channel: "wall" | `wall:${string}` | `wall:${string}:${string}`;
    params: WallChannel;
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

export type Access = "None" | "Read" | "Write" | "Both" | `${string}, ${string}`;

export interface Animal {
  name: string;
}

/** This is what may be sent; {@link Animal} is what is received. */
export interface AnimalInput {
  name?: string;
}

/** Every annotation that reaches the schema, on parameters and on properties. */
export interface Annotated {
  name: string;
  needed: string;
  stars: number;
  ratio: number;
  price: number;
  between: number;
  code: string;
  tags: string[];
  pin: string;
  numbers: number[];
  size: string;
  user: string;
  data: string;
  mail: string;
  site: string;
  optional: string | null;
  map: { [key: string]: number };
}

/**
 * Every annotation that reaches the schema, on parameters and on properties.
 *
 * This is what may be sent; {@link Annotated} is what is received.
 */
export interface AnnotatedInput {
  name: string;
  needed: string;
  stars: number;
  ratio: number;
  price: number;
  between: number;
  code: string;
  tags: string[];
  pin: string;
  numbers: number[];
  size: string;
  user: string;
  data: string;
  mail: string;
  site: string;
  optional?: string | null;
  map?: { [key: string]: number };
}

/** One tenant's board. */
export interface BoardChannel {
  /** The tenant. */
  tenantId: string;
  /** The board's number. */
  number: number;
  /** What the board is for. */
  kind: Colour;
}

/** A board was renamed. */
export interface BoardRenamed {
  /** The new name. */
  name: string;
}

/** Round. */
export interface Circle {
  radius: number;
  label: string;
}

export interface Collections {
  array: number[];
  jagged: number[][];
  list: string[];
  withNulls: (string | null)[];
  maybeList: string[] | null;
  deep: (string | null)[][] | null;
  nullableInts: (number | null)[];
  enumerable: number[];
  collection: number[];
  iList: number[];
  readOnlyCollection: number[];
  readOnlyList: Point[];
  set: number[];
  hashSet: string[];
  sortedSet: number[];
  queue: number[];
  stack: number[];
  linkedList: number[];
  concurrentQueue: number[];
  observable: number[];
  immutableArray: number[];
  immutableList: string[];
  immutableHashSet: number[];
  immutableSortedSet: number[];
  immutableQueue: number[];
  immutableStack: number[];
  memory: number[];
}

/** This is what may be sent; {@link Collections} is what is received. */
export interface CollectionsInput {
  array?: number[];
  jagged?: number[][];
  list: string[];
  withNulls?: (string | null)[];
  maybeList?: string[] | null;
  deep?: (string | null)[][] | null;
  nullableInts?: (number | null)[];
  enumerable?: number[];
  collection?: number[];
  iList?: number[];
  readOnlyCollection?: number[];
  readOnlyList?: PointInput[];
  set?: number[];
  hashSet?: string[];
  sortedSet?: number[];
  queue?: number[];
  stack?: number[];
  linkedList?: number[];
  concurrentQueue?: number[];
  observable?: number[];
  immutableArray?: number[];
  immutableList?: string[];
  immutableHashSet?: number[];
  immutableSortedSet?: number[];
  immutableQueue?: number[];
  immutableStack?: number[];
  memory?: number[];
}

/** A colour. */
export type Colour =
  /** Like a rose. */
  | "Red"
  | "Green"
  /** Has another name on the wire. */
  | "deep-blue";

/** Positional parameters with defaults may be left out when sent and are always there when received. */
export interface Defaults {
  /** Must be there. */
  needed: string;
  /** May be left out. */
  text: string;
  /** May be left out too. */
  count: number;
  /** Null unless it is given. */
  nothing: string | null;
}

/**
 * Positional parameters with defaults may be left out when sent and are always there when received.
 *
 * This is what may be sent; {@link Defaults} is what is received.
 */
export interface DefaultsInput {
  /** Must be there. */
  needed: string;
  /** May be left out. */
  text?: string;
  /** May be left out too. */
  count?: number;
  /** Null unless it is given. */
  nothing?: string | null;
}

export interface Dictionaries {
  strings: { [key: string]: number };
  nullValues: { [key: string]: string | null };
  ints: { [key: string]: string };
  guids: { [key: string]: Point };
  colours: { [key in Colour]?: number };
  dates: { [key: string]: boolean };
  bools: { True?: number; False?: number };
  interface: { [key: string]: number[] };
  nested: { [key: string]: { [key: string]: number | null } };
  sorted: { [key: string]: number };
  concurrent: { [key: string]: number };
  immutable: { [key: string]: number };
  immutableSorted: { [key: string]: number };
  pair: KeyValuePairOfStringAndNullableOfInt32;
  pairs: KeyValuePairOfColourAndString[];
}

/** This is what may be sent; {@link Dictionaries} is what is received. */
export interface DictionariesInput {
  strings?: { [key: string]: number };
  nullValues?: { [key: string]: string | null };
  ints?: { [key: string]: string };
  guids?: { [key: string]: PointInput };
  colours?: { [key in Colour]?: number };
  dates?: { [key: string]: boolean };
  bools?: { True?: number; False?: number };
  interface?: { [key: string]: number[] };
  nested?: { [key: string]: { [key: string]: number | null } };
  sorted?: { [key: string]: number };
  concurrent?: { [key: string]: number };
  immutable?: { [key: string]: number };
  immutableSorted?: { [key: string]: number };
  pair?: KeyValuePairOfStringAndNullableOfInt32;
  pairs?: KeyValuePairOfColourAndString[];
}

export interface Dog {
  /** How loud it barks. */
  volume: number;
  name: string;
}

/** This is what may be sent; {@link Dog} is what is received. */
export interface DogInput {
  /** How loud it barks. */
  volume?: number;
  name?: string;
}

export interface EitherOfTreeAndInt32 {
  left: Tree | null;
  right: number | null;
}

/** This is what may be sent; {@link EitherOfTreeAndInt32} is what is received. */
export interface EitherOfTreeAndInt32Input {
  left: TreeInput | null;
  right: number | null;
}

export interface Enums {
  colour: Colour;
  access: Access;
  level: number;
  other: OuterColour;
  palette: Colour[];
  maybe: Colour | null;
  loud: "RED" | "GREEN" | "deep-blue";
}

/** A geometric shape, told by `kind`. */
export type Figure =
  | ({ kind: "circle" } & Circle)
  | ({ kind: "rectangle" } & Rectangle);

/** What System.Text.Json writes and does not read is fine in what only the server sends. */
export interface Frozen {
  numbers: number[];
  words: string[];
  bag: number[];
  wrapped: number[] | null;
  names: { [key: string]: number };
}

export interface InnerAnimal {
  legs: number;
}

/** The same name as another type's. */
export interface InnerPoint {
  /** Where it points. */
  compass: string;
}

export interface KeyValuePairOfColourAndString {
  key: Colour;
  value: string | null;
}

export interface KeyValuePairOfStringAndNullableOfInt32 {
  key: string | null;
  value: number | null;
}

/** Names and presence as attributes have them. */
export interface Members {
  first: number;
  "other-name": string;
  /** An acronym: camelCase lowers all of it. */
  url: string;
  onlyWithValue?: string;
  onlyNotZero?: number;
  onlyWritten: number;
  needed: number;
  neededMaybeNull: string | null;
  internal: number;
  asText: string;
  fromText: number;
  named: number | "NaN" | "Infinity" | "-Infinity";
  computed: number;
  field: number;
  [member: string]: unknown;
}

/**
 * Names and presence as attributes have them.
 *
 * This is what may be sent; {@link Members} is what is received.
 */
export interface MembersInput {
  first?: number;
  "other-name"?: string;
  /** An acronym: camelCase lowers all of it. */
  url?: string;
  onlyWithValue?: string | null;
  onlyNotZero?: number;
  onlyRead?: number;
  needed: number;
  neededMaybeNull: string | null;
  internal?: number;
  asText?: number | string;
  fromText?: number | string;
  named?: number | "NaN" | "Infinity" | "-Infinity";
  field?: number;
  [member: string]: unknown;
}

export interface Mutable {
  value: number;
  field: string | null;
}

/** This is what may be sent; {@link Mutable} is what is received. */
export interface MutableInput {
  value?: number;
  field?: string | null;
}

/** The base can be itself, and one of its kinds is told by a number. */
export type Note =
  | {
      $type: "note";
      text: string;
    }
  | ({ $type: 2 } & Reply);

/** Every scalar, or nothing. */
export interface NullableScalars {
  bool: boolean | null;
  int: number | null;
  long: number | null;
  decimal: number | null;
  char: string | null;
  string: string | null;
  guid: string | null;
  uri: string | null;
  dateTimeOffset: string | null;
  timeSpan: string | null;
  bytes: string | null;
  colour: Colour | null;
  point: Point | null;
}

/**
 * Every scalar, or nothing.
 *
 * This is what may be sent; {@link NullableScalars} is what is received.
 */
export interface NullableScalarsInput {
  bool?: boolean | null;
  int?: number | null;
  long?: number | null;
  decimal?: number | null;
  char?: string | null;
  string?: string | null;
  guid?: string | null;
  uri?: string | null;
  dateTimeOffset?: string | null;
  timeSpan?: string | null;
  bytes?: string | null;
  colour?: Colour | null;
  point?: PointInput | null;
}

export interface Objects {
  point: Point;
  maybePoint: Point | null;
  mutable: Mutable;
  dog: Dog;
  animal: Animal;
  tree: Tree;
  points: PageOfPoint;
  pages: PageOfPageOfString;
  either: EitherOfTreeAndInt32;
  referenceTuple: TupleOfInt32AndString;
  innerPoint: InnerPoint;
  innerAnimal: InnerAnimal;
}

/** This is what may be sent; {@link Objects} is what is received. */
export interface ObjectsInput {
  point: PointInput;
  maybePoint: PointInput | null;
  mutable: MutableInput;
  dog: DogInput;
  animal: AnimalInput;
  tree: TreeInput;
  points: PageOfPointInput;
  pages: PageOfPageOfString;
  either: EitherOfTreeAndInt32Input;
  referenceTuple: TupleOfInt32AndString;
  innerPoint: InnerPoint;
  innerAnimal: InnerAnimal;
}

/** Anything at all. */
export interface Open {
  any: Exclude<JsonValue, null>;
  maybeAny: JsonValue;
  element: JsonValue;
  node: JsonValue;
  object: { [member: string]: JsonValue };
  array: JsonValue[];
  value: boolean | number | string | null;
  document: JsonValue;
  mixed: JsonValue[];
}

export type OuterColour =
  | "Warm"
  | "Cold";

export interface PageOfDog {
  items: (Dog | null)[];
  first: Dog | null;
  total: number;
}

export interface PageOfPageOfString {
  items: (PageOfString | null)[];
  first: PageOfString | null;
  total: number;
}

export interface PageOfPoint {
  items: Point[];
  first: Point;
  total: number;
}

/** This is what may be sent; {@link PageOfPoint} is what is received. */
export interface PageOfPointInput {
  items: PointInput[];
  first: PointInput;
  total: number;
}

export interface PageOfString {
  items: (string | null)[];
  first: string | null;
  total: number;
}

/** A struct. */
export interface Point {
  /** Right. */
  x: number;
  /** Up. */
  y: number;
}

/**
 * A struct.
 *
 * This is what may be sent; {@link Point} is what is received.
 */
export interface PointInput {
  /** Right. */
  x?: number;
  /** Up. */
  y?: number;
}

export interface Polymorphic {
  figure: Figure;
  figures: Figure[];
  maybe: Figure | null;
  circle: Circle;
  note: Note;
  notes: { [key: string]: Note };
}

export interface Rectangle {
  width: number;
  height: number;
  label: string;
}

export interface Reply {
  to: Note;
  text: string;
}

/** The payload itself is polymorphic. */
export type Root =
  | ({ $type: "left" } & RootLeft)
  | ({ $type: "right" } & RootRight)
  | {
      $type?: never;
      common: number;
    };

/**
 * The payload itself is polymorphic.
 *
 * This is what may be sent; {@link Root} is what is received.
 */
export type RootInput =
  | ({ $type: "left" } & RootLeftInput)
  | ({ $type: "right" } & RootRightInput)
  | {
      $type?: never;
      common?: number;
    };

export interface RootLeft {
  left: string;
  common: number;
}

/** This is what may be sent; {@link RootLeft} is what is received. */
export interface RootLeftInput {
  left?: string;
  common?: number;
}

export interface RootRight {
  right: number;
  common: number;
}

/** This is what may be sent; {@link RootRight} is what is received. */
export interface RootRightInput {
  right?: number;
  common?: number;
}

/** Every scalar. It ends a comment: *\/ and says `code` & more. */
export interface Scalars {
  bool: boolean;
  byte: number;
  sByte: number;
  short: number;
  uShort: number;
  int: number;
  uInt: number;
  long: number;
  uLong: number;
  int128: number;
  uInt128: number;
  half: number;
  float: number;
  double: number;
  decimal: number;
  char: string;
  string: string;
  guid: string;
  uri: string;
  version: string;
  dateTime: string;
  dateTimeOffset: string;
  dateOnly: string;
  timeOnly: string;
  timeSpan: string;
  bytes: string;
  memory: string;
  readOnlyMemory: string;
}

/** A tree. */
export interface Tree {
  /** The label. */
  value: string;
  /** The branches. */
  children: Tree[];
  /** Where it hangs. */
  parent: Tree | null;
}

/**
 * A tree.
 *
 * This is what may be sent; {@link Tree} is what is received.
 */
export interface TreeInput {
  /** The label. */
  value: string;
  /** The branches. */
  children: TreeInput[];
  /** Where it hangs. */
  parent?: TreeInput | null;
}

export interface TupleOfInt32AndString {
  item1: number;
  item2: string | null;
}

/** A wall, or one of its panels. */
export interface WallChannel {
  /** The panel; left out for the whole wall. */
  panelId?: string | null;
  /** The layer of the panel. */
  layer?: number | null;
}

/** Somebody wrote on a wall. */
export interface WallWritten {
  /** What. */
  text: string;
}
