// The contract as the page uses it: channels and events, with what belongs together joined.

import { getContract } from "./api.js";

export async function loadManifest() {
  const contract = await getContract();
  const channels = contract.channels.map(channel => ({
    name: channel.name,
    description: channel.description ?? null,
    history: channel.history ?? null,
    ordered: channel.ordered,
    parameters: channel.parameters.map(name => ({ name, example: exampleOf(contract, channel, name) })),
  }));
  const byName = new Map(channels.map(channel => [channel.name, channel]));
  const events = contract.events.map(event => ({
    name: event.name,
    channel: byName.get(event.channel),
    version: event.version,
    direction: event.direction,
    description: event.description ?? null,
    payload: event.payload,
    result: event.result ?? null,
    example: event.example ?? {},
    isSendable: event.direction !== "Sse",
  }));
  return { channels, events, text: JSON.stringify(contract) };
}

/** A value that a channel's parameter may have, by the schema that stands at the channel's events. */
function exampleOf(contract, channel, parameter) {
  const schema = contract.events.find(event => event.channel === channel.name)?.channelParameters;
  return resolve(schema?.properties?.[parameter], schema).examples?.[0] ?? "";
}

/** The address that a channel's parameters make, or null where one is empty. */
export function addressOf(channel, values) {
  let isComplete = true;
  const address = channel.name.replace(/\{(\w+)\}/g, (_, parameter) => {
    const value = values[parameter]?.trim() ?? "";
    isComplete &&= value !== "";
    return encodeURIComponent(value).replace(/[!'()*.~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  });
  return isComplete ? address : null;
}

/** Follows a `$ref` within the same schema. */
export function resolve(schema, root) {
  let target = schema;
  for (let hops = 0; target?.$ref && hops < 16; hops++) {
    target = target.$ref.replace(/^#\/?/, "").split("/").filter(Boolean).reduce((node, key) => node?.[key], root);
  }
  return target ?? {};
}

/** What a schema says of one value: its type, whether null is one, and its limits in words. */
export function describe(schema, root) {
  let target = resolve(schema, root);
  const choices = target.oneOf ?? target.anyOf;
  let isNullable = target.nullable === true;
  if (choices) {
    isNullable ||= choices.some(choice => choice.type === "null");
    const others = choices.filter(choice => choice.type !== "null");
    if (others.length === 1) target = { ...resolve(others[0], root), description: target.description };
  }

  const types = [target.type ?? (target.enum ? "string" : target.properties ? "object" : "any")].flat();
  isNullable ||= types.includes("null");
  const type = types.find(name => name !== "null") ?? "any";
  return { schema: target, type, isNullable, limits: limitsOf(target, type) };
}

function limitsOf(schema, type) {
  const { minLength: shortest, maxLength: longest, minimum: least, maximum: most } = schema;
  const limits = [];
  if (schema.format && type === "string") limits.push(schema.format);
  if (shortest > 0 && longest !== undefined) limits.push(`${shortest} to ${longest} characters`);
  else if (longest !== undefined) limits.push(`at most ${longest} characters`);
  else if (shortest > 0) limits.push(shortest === 1 ? "not empty" : `at least ${shortest} characters`);
  if (least !== undefined) limits.push(`at least ${least}`);
  if (schema.exclusiveMinimum !== undefined) limits.push(`more than ${schema.exclusiveMinimum}`);
  if (most !== undefined && Math.abs(most) < 1e15) limits.push(`at most ${most}`);
  if (schema.exclusiveMaximum !== undefined) limits.push(`less than ${schema.exclusiveMaximum}`);
  if (schema.pattern) limits.push(`matches ${schema.pattern}`);
  if (schema.enum) limits.push(`one of ${schema.enum.filter(value => value !== null).join(", ")}`);
  return limits;
}
