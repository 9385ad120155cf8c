// The events that the contract declares, by channel, with their schemas.

import { byId, el, pretty } from "./dom.js";
import { describe } from "./manifest.js";

const DIRECTIONS = {
  Sse: ["server → client", "Only the server sends it."],
  Both: ["client → all", "A client sends it, its action runs if it has one, and every subscriber receives it."],
  Cse: ["client → server", "A client sends it and its action runs; it is not broadcast."],
};

/** Shows the whole catalogue; `onSend` is called with the event that a reader wants to send. */
export function showCatalogue(manifest, onSend) {
  byId("catalogue-count").textContent = `${manifest.events.length} events on ${manifest.channels.length} channels`;
  byId("catalogue-list").replaceChildren(...manifest.channels.map(channel => el("section", { class: "channel-group" },
    el("h3", {}, el("code", {}, channel.name)),
    el("p", { class: "hint" }, channelFacts(channel)),
    channel.description ? el("p", { class: "description" }, channel.description) : null,
    ...manifest.events.filter(event => event.channel === channel).map(event => eventCard(event, onSend)))));
}

function channelFacts(channel) {
  const facts = [channel.history ? kept(channel.history) : "ephemeral"];
  if (channel.ordered) facts.push("ordered");
  if (channel.parameters.length > 0) facts.push(`one channel for each ${channel.parameters.map(parameter => parameter.name).join(" and ")}`);
  return facts.join(" · ");
}

const UNITS = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "min"], [1000, "s"], [1, "ms"]];

/** What a channel keeps, its time in the largest unit that makes a whole number. */
function kept({ retentionMs, limit }) {
  const [size, unit] = UNITS.find(([candidate]) => retentionMs % candidate === 0);
  const bounds = [retentionMs ? `${retentionMs / size} ${unit}` : null, limit ? `at most ${limit} events` : null];
  return `keeps ${bounds.filter(Boolean).join(", ")}`;
}

function eventCard(event, onSend) {
  const [direction, meaning] = DIRECTIONS[event.direction] ?? [event.direction, ""];
  return el("details", { class: "card", "data-event": event.name },
    el("summary", {},
      el("span", { class: "name" }, event.name),
      el("span", { class: "tag", title: meaning }, direction),
      el("span", { class: "tag", title: "Version of the payload's shape" }, `v${event.version}`),
      event.description ? el("span", { class: "description" }, event.description) : null),
    fieldTable("Payload", event.payload),
    schemaBlock("Payload schema", event.payload),
    event.result ? fieldTable("Result", event.result) : null,
    event.result ? schemaBlock("Result schema", event.result) : null,
    event.isSendable ? el("button", { type: "button", onclick: () => onSend(event) }, "Fill the form") : null);
}

function fieldTable(caption, root) {
  const { schema } = describe(root, root);
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const { type, isNullable, limits } = describe(property, root);
    const facts = [required.has(name) ? null : "optional", isNullable ? "may be null" : null, ...limits].filter(Boolean);
    return el("tr", {},
      el("th", { scope: "row" }, el("code", {}, name)),
      el("td", {}, type),
      el("td", {}, facts.join(", "), property.description ? el("span", { class: "about" }, property.description) : null));
  });
  return rows.length === 0 ? null : el("table", {},
    el("caption", {}, caption),
    el("thead", { class: "visually-hidden" },
      el("tr", {}, ...["Member", "Type", "Limits"].map(title => el("th", { scope: "col" }, title)))),
    el("tbody", {}, ...rows));
}

function schemaBlock(title, schema) {
  return el("details", { class: "schema" }, el("summary", {}, title), el("pre", { tabindex: "0" }, pretty(schema)));
}
