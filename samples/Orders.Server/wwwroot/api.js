// The server's endpoints. Every refusal becomes a Problem that carries the code of the problem document.

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = document.code ?? null;
    this.errors = document.errors ?? {};
  }

  static unreachable() {
    return new Problem(0, { detail: "The server cannot be reached. The page keeps trying." });
  }

  static async of(response) {
    try {
      return new Problem(response.status, await response.json());
    } catch {
      return new Problem(response.status, {});
    }
  }

  /** Whether the same request may succeed later: nothing is wrong with it. */
  get isTemporary() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  toString() {
    return this.code ? `${this.message} (${this.code})` : this.message;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw Problem.unreachable();
  }

  if (!response.ok) throw await Problem.of(response);
  return response;
}

export const getContract = async () => (await request("/events/contract", { cache: "no-cache" })).json();

/** Sends an event, and answers the status, the outcome and how long it took. */
export async function sendEvent(event) {
  const started = performance.now();
  const response = await request("/events", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(event),
  });
  return { httpStatus: response.status, outcome: await response.json(), milliseconds: Math.round(performance.now() - started) };
}

export async function readHistory({ channel, since, limit }) {
  const query = new URLSearchParams({ channel, limit });
  if (since) query.set("since", since);
  return (await request(`/events/history?${query}`)).json();
}

/** Why a stream was refused: an EventSource does not say. Null where it would be accepted now. */
export async function whyRefused(url) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 5000);
  try {
    await request(url, { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    return null;
  } catch (problem) {
    return problem instanceof Problem ? problem : Problem.unreachable();
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
