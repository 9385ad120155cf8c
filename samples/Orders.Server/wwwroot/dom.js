// Builds the document. Whatever comes from the server enters it as text, never as markup.

/** Makes an element: `on…` members are listeners, true and false set and leave out an attribute, strings among the children are text. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const byId = id => document.getElementById(id);

/** Shows a text, or hides the element where there is none. */
export function say(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

export const pretty = value => JSON.stringify(value, null, 2);

/** The time of day to the millisecond, in the reader's zone; the whole time stands in the tooltip. */
export function time(value) {
  const date = new Date(value);
  const text = Number.isNaN(date.getTime())
    ? String(value)
    : `${date.toLocaleTimeString([], { hour12: false })}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return el("time", { datetime: String(value), title: String(value) }, text);
}

/** A row of the live list or of the history. */
export function eventRow(envelope) {
  return el("li", { class: "event", "data-id": envelope.id, "data-name": envelope.name },
    el("details", {},
      el("summary", {},
        time(envelope.timestamp),
        el("span", { class: "name" }, envelope.name),
        el("span", { class: "channel" }, envelope.channel),
        el("code", { class: "payload-text" }, JSON.stringify(envelope.payload)),
        el("code", { class: "id", title: "The event's id, which is also its position" }, envelope.id)),
      el("pre", { tabindex: "0" }, pretty(envelope))));
}
