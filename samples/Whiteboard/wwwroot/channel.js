// One channel over a WebSocket: joins, joins again when the connection comes back, and keeps the list of members.

const firstWait = 500;
const longestWait = 15_000;
// After these, coming back does not help: the page has done something that it must not do again.
const isFinal = code => [1002, 1003, 1007, 1009].includes(code) || (code >= 4000 && code < 4100);

export class Channel extends EventTarget {
  #url;
  #name;
  #userInfo;
  #socket = null;
  #wait = firstWait;
  #left = false;
  #joined = false;
  #members = new Map();

  /** This page's own member id, once it has joined. */
  me = null;

  /** `url` is asked for the address of each connection, because the token in it may have ended meanwhile. */
  constructor(url, name, userInfo) {
    super();
    this.#url = url;
    this.#name = name;
    this.#userInfo = userInfo;
    this.#connect();
  }

  get members() {
    return [...this.#members.values()];
  }

  /** Sends a message to all others on the channel; what cannot be sent now is not sent. */
  send(event, data) {
    if (this.#joined) this.#socket.send(JSON.stringify({ type: "channel:message", channel: this.#name, event, data }));
  }

  leave() {
    this.#left = true;
    this.#socket?.close(1000);
  }

  async #connect() {
    let url;
    try {
      url = await this.#url();
    } catch {
      this.#comeBack();
      return;
    }

    if (this.#left) return;
    const socket = this.#socket = new WebSocket(url);
    socket.onopen = () => this.#join(socket);
    socket.onmessage = message => this.#receive(JSON.parse(message.data));
    socket.onclose = event => {
      this.#joined = false;
      const ended = this.#left || isFinal(event.code);
      this.#tell("closed", { code: event.code, ended });
      if (!ended) this.#comeBack();
    };
  }

  #join(socket) {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "join", requestId: "join", channel: this.#name, userInfo: this.#userInfo }));
  }

  /** Joins again over the same connection, when what kept the page out may have passed. */
  #joinLater(retryAfterMs) {
    const socket = this.#socket;
    setTimeout(() => this.#join(socket), Math.max(retryAfterMs, this.#nextWait()));
  }

  #comeBack() {
    setTimeout(() => this.#connect(), this.#nextWait());
  }

  #nextWait() {
    const wait = this.#wait * (0.5 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, longestWait);
    return wait;
  }

  #receive(message) {
    switch (message.type) {
      case "channel:joined":
        this.#wait = firstWait;
        this.#joined = true;
        this.me = message.me?.id ?? this.me;
        this.#members = new Map(message.members.map(member => [member.id, member]));
        this.#tell("joined");
        this.#tell("members");
        break;
      case "presence:member_joined":
      case "presence:member_updated":
        this.#members.set(message.member.id, message.member);
        this.#tell("members");
        break;
      case "presence:member_left":
        this.#members.delete(message.member.id);
        this.#tell("members");
        break;
      case "channel:message":
        this.#tell("message", message);
        break;
      case "channel:left":
        // The page never asks for it: the server could not go on with the channel.
        this.#joined = false;
        this.#tell("closed", { code: message.code, ended: false });
        this.#joinLater(message.retryAfterMs);
        break;
      case "error":
        this.#tell("error", message);
        // Without a time, asking again does not help.
        if (message.requestId === "join" && message.retryAfterMs !== undefined) this.#joinLater(message.retryAfterMs);
        break;
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
