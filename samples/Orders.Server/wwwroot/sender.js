// Sends an event from a form that begins as a valid example, and shows what came of it.

import { Problem, sendEvent } from "./api.js";
import { parameterField, readAddress } from "./channel-picker.js";
import { byId, el, eventRow, pretty, say } from "./dom.js";
import { FieldError, schemaForm } from "./schema-form.js";

/** Where the payload stands in a request: errors name their places by such paths. */
const PAYLOAD_PATH = "$.payload";

export class Sender {
  #events = [];
  #form = null;
  #json = null;

  constructor() {
    byId("sender").addEventListener("submit", submission => {
      submission.preventDefault();
      this.#submit();
    });
    byId("sender-event").addEventListener("change", () => this.#showEvent());
    byId("sender-reset").addEventListener("click", () => this.#fill(this.#event.example));
    for (const choice of document.getElementsByName("sender-view")) choice.addEventListener("change", () => this.#switchView(choice.value));
  }

  setEvents(events) {
    this.#events = events.filter(event => event.isSendable);
    byId("sender-event").replaceChildren(...this.#events.map(event => el("option", { value: event.name }, event.name)));
    const preferred = this.#events.find(event => event.channel.parameters.length === 0) ?? this.#events[0];
    if (preferred) this.choose(preferred);
  }

  choose(event) {
    byId("sender-event").value = event.name;
    this.#showEvent();
  }

  get #event() {
    return this.#events.find(event => event.name === byId("sender-event").value);
  }

  get #view() {
    return document.querySelector("input[name=sender-view]:checked").value;
  }

  #showEvent() {
    const event = this.#event;
    byId("sender-about").textContent = [event.description, `Goes to ${event.channel.name}.`].filter(Boolean).join(" ");
    byId("sender-channel").replaceChildren(...event.channel.parameters.map(parameter => parameterField("sender", parameter)));
    this.#form = schemaForm(event.payload, PAYLOAD_PATH);
    this.#json = el("textarea", { id: "payload-json", class: "code", rows: "10", spellcheck: "false", "aria-label": "Payload as JSON" });
    this.#fill(event.example);
    this.#showView();
    byId("outcome").hidden = true;
  }

  #fill(value) {
    this.#form.fill(value);
    this.#json.value = pretty(value);
    this.#clearErrors();
  }

  #showView() {
    byId("sender-payload").replaceChildren(this.#view === "json" ? this.#json : this.#form.element);
  }

  /** What was typed in one view goes over to the other; what cannot be read stays where it is. */
  #switchView(view) {
    this.#clearErrors();
    try {
      if (view === "json") this.#json.value = pretty(this.#form.read());
      else this.#form.fill(JSON.parse(this.#json.value));
      this.#showView();
    } catch (error) {
      document.querySelector(`input[name=sender-view][value=${view === "json" ? "form" : "json"}]`).checked = true;
      this.#showUnreadable(error);
    }
  }

  async #submit() {
    this.#clearErrors();
    const event = this.#event;
    let payload;
    try {
      payload = this.#view === "json" ? JSON.parse(this.#json.value) : this.#form.read();
    } catch (error) {
      this.#showUnreadable(error);
      return;
    }

    const request = { name: event.name, payload, clientEventId: crypto.randomUUID() };
    if (event.channel.parameters.length > 0) {
      request.channel = readAddress(event.channel, Array.from(byId("sender-channel").querySelectorAll("input")));
      if (!request.channel) return;
    }

    await this.#send(request);
  }

  async #send(request) {
    const buttons = byId("send").querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      this.#showOutcome(request, await sendEvent(request));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#showProblem(request, problem);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  #showOutcome(request, { httpStatus, outcome, milliseconds }) {
    const emitted = outcome.emittedEvents ?? [];
    show("good", [
      el("p", { class: "outcome-head" }, el("strong", {}, outcome.status), ` · HTTP ${httpStatus} · ${milliseconds} ms`),
      el("p", { class: "hint" }, `clientEventId ${request.clientEventId}`),
      outcome.result === undefined || outcome.result === null ? null : el("h3", {}, "Result"),
      outcome.result === undefined || outcome.result === null ? null : el("pre", { class: "result", tabindex: "0" }, pretty(outcome.result)),
      el("h3", {}, emitted.length === 1 ? "1 event emitted" : `${emitted.length} events emitted`),
      emitted.length === 0 ? null : el("ol", { class: "log compact" }, ...emitted.map(eventRow)),
      this.#againButton(request),
    ]);
  }

  /** The same clientEventId again is a retry: the server answers the stored outcome and runs nothing. */
  #againButton(request) {
    return el("div", { class: "actions" }, el("button", { type: "button", onclick: () => this.#send(request) }, "Send again with the same id"));
  }

  #showProblem(request, problem) {
    show("bad", [
      el("p", { class: "outcome-head" }, el("strong", {}, problem.code ?? "No answer"), problem.status ? ` · HTTP ${problem.status}` : ""),
      el("p", {}, problem.message),
      el("p", { class: "hint" }, `clientEventId ${request.clientEventId}`),
      problem.isTemporary ? this.#againButton(request) : null,
    ]);
    this.#showErrors(problem.errors);
  }

  /** Each message goes to the field of its JSON path, or to the nearest one around it; those without a field are listed. */
  #showErrors(errors) {
    const unplaced = [];
    let first = null;
    for (const [path, messages] of Object.entries(errors)) {
      const field = this.#view === "form" ? this.#form.fieldAt(path) ?? this.#form.fieldAt(path.replace(/[.[][^.[]*$/, "")) : null;
      if (!field) {
        unplaced.push(`${path}: ${messages.join(" ")}`);
        continue;
      }

      field.input.setAttribute("aria-invalid", "true");
      say(field.error, [field.error.textContent, ...messages].filter(Boolean).join(" "));
      first ??= field.input;
    }

    byId("sender-errors").replaceChildren(...unplaced.map(text => el("li", {}, text)));
    byId("sender-errors").hidden = unplaced.length === 0;
    first?.focus();
  }

  #showUnreadable(error) {
    if (error instanceof FieldError) this.#showErrors({ [error.path]: [error.message] });
    else if (error instanceof SyntaxError) this.#showErrors({ [PAYLOAD_PATH]: [`Not JSON: ${error.message}`] });
    else throw error;
  }

  #clearErrors() {
    this.#showErrors({});
    for (const input of byId("sender").querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const error of byId("sender").querySelectorAll(".field-error")) say(error, null);
  }
}

function show(kind, children) {
  const outcome = byId("outcome");
  outcome.dataset.kind = kind;
  outcome.replaceChildren(...children.filter(Boolean));
  outcome.hidden = false;
}
