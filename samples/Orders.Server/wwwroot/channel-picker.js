// Chooses a channel: a fixed one by its name, a parametric one by its name and its parameters.

import { addressOf } from "./manifest.js";
import { el } from "./dom.js";

export class ChannelPicker {
  #id;
  #channels;
  #select;
  #parameters;

  /** `id` makes the ids of the fields, so that several pickers can stand on one page. Channels that need nothing filled in come first. */
  constructor(id, channels) {
    this.#id = id;
    this.#channels = channels.toSorted((a, b) => a.parameters.length - b.parameters.length);
    this.#select = el("select", { id: `${id}-channel`, onchange: () => this.#showParameters() },
      ...this.#channels.map(channel => el("option", { value: channel.name }, channel.name)));
    this.#parameters = el("div", { class: "parameters" });
    this.element = el("div", { class: "picker" },
      el("div", { class: "field" }, el("label", { for: `${id}-channel` }, "Channel"), this.#select),
      this.#parameters);
    this.#showParameters();
  }

  /** The chosen address. A missing parameter is shown at its field and answers null. */
  address() {
    return readAddress(this.#channel, Array.from(this.#parameters.querySelectorAll("input")));
  }

  get #channel() {
    return this.#channels.find(channel => channel.name === this.#select.value);
  }

  #showParameters() {
    this.#parameters.replaceChildren(...(this.#channel?.parameters ?? []).map(parameter => parameterField(this.#id, parameter)));
  }
}

/** A labelled field for one parameter of a channel's template; it begins with an example. */
export function parameterField(id, { name, example }) {
  const input = el("input", { id: `${id}-${name}`, name, type: "text", value: example, maxlength: "200", required: true, autocomplete: "off", spellcheck: "false" });
  return el("div", { class: "field" }, el("label", { for: input.id }, name), input);
}

/** Reads such fields into an address. An empty one is marked and focused, and the answer is null. */
export function readAddress(channel, inputs) {
  for (const input of inputs) input.setAttribute("aria-invalid", String(input.value.trim() === ""));
  inputs.find(input => input.value.trim() === "")?.focus();
  return addressOf(channel, Object.fromEntries(inputs.map(input => [input.name, input.value])));
}
