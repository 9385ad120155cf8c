// Fields for a value that a JSON schema describes. The server judges the value; the fields only show what is asked for.

import { el, pretty } from "./dom.js";
import { describe } from "./manifest.js";

/** A form over an object schema that stands at a JSON path: `read()` answers the value, `fill(value)` shows one, `fieldAt(path)` finds the field of a JSON path. */
export function schemaForm(root, rootPath) {
  const fields = new Map();
  const body = objectFields(root, root, rootPath, fields);
  return { element: body.element, read: body.read, fill: body.fill, fieldAt: path => fields.get(path) ?? null };
}

/** A value that cannot be read from its field. */
export class FieldError extends Error {
  constructor(path, message) {
    super(message);
    this.path = path;
  }
}

function objectFields(schema, root, path, fields) {
  const { schema: target } = describe(schema, root);
  const required = new Set(target.required ?? []);
  const members = Object.entries(target.properties ?? {}).map(([name, property]) => {
    const memberPath = `${path}.${name}`;
    return { name, ...memberField(name, property, root, memberPath, required.has(name), fields) };
  });
  return {
    element: el("div", { class: "fields" }, ...members.map(member => member.element)),
    read: () => Object.fromEntries(members.map(member => [member.name, member.read()]).filter(([, value]) => value !== undefined)),
    fill: value => members.forEach(member => member.fill(value?.[member.name])),
  };
}

function memberField(name, property, root, path, isRequired, fields) {
  const facts = describe(property, root);
  if (facts.type === "object" && facts.schema.properties && !facts.isNullable && isRequired) {
    const inner = objectFields(property, root, path, fields);
    return { ...inner, element: el("fieldset", {}, el("legend", {}, name), inner.element) };
  }

  const id = path.slice(2).replaceAll(".", "-");
  const editor = editorFor(facts, id, path, isRequired);
  const hints = [facts.type, isRequired ? null : "optional", facts.isNullable ? "may be null" : null, ...facts.limits].filter(Boolean);
  const hint = el("p", { id: `${id}-hint`, class: "hint" }, hints.join(" · "));
  const error = el("p", { id: `${id}-error`, class: "field-error", hidden: true });
  editor.input.setAttribute("aria-describedby", `${hint.id} ${error.id}`);
  editor.input.dataset.path = path;
  fields.set(path, { input: editor.input, error });
  const label = el("label", { for: id }, name);
  const element = editor.input.type === "checkbox"
    ? el("div", { class: "field check" }, editor.input, label, hint, error)
    : el("div", { class: "field" }, label, editor.input, hint, error);
  if (facts.schema.description) label.title = facts.schema.description;
  return { element, read: editor.read, fill: editor.fill };
}

function editorFor({ schema, type, isNullable }, id, path, isRequired) {
  const empty = () => (isNullable && isRequired ? null : undefined);
  if (type === "boolean" && isRequired && !isNullable) {
    const input = el("input", { id, type: "checkbox" });
    return { input, read: () => input.checked, fill: value => { input.checked = value === true; } };
  }

  if (schema.enum) {
    const names = schema.enum.filter(value => value !== null);
    const input = el("select", { id }, isRequired && !isNullable ? null : el("option", { value: "" }, "(none)"), ...names.map(name => el("option", { value: name }, name)));
    return { input, read: () => names.find(name => String(name) === input.value) ?? empty(), fill: value => { input.value = value ?? ""; } };
  }

  if (type === "number" || type === "integer") {
    const input = el("input", { id, type: "number", step: type === "integer" ? "1" : "any", min: schema.minimum, max: schema.maximum });
    return { input, read: () => (input.value === "" ? empty() : exactNumber(input.value)), fill: value => { input.value = value ?? ""; } };
  }

  if (type === "string") {
    const input = schema.maxLength > 200
      ? el("textarea", { id, rows: "3" })
      : el("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
    return { input, read: () => (input.value === "" && (isNullable || !isRequired) ? empty() : input.value), fill: value => { input.value = value ?? ""; } };
  }

  return jsonEditor(id, path, empty);
}

/** For what has no field of its own: lists, dictionaries, unions, members that may be left out as a whole. */
function jsonEditor(id, path, empty) {
  const input = el("textarea", { id, rows: "4", class: "code", spellcheck: "false" });
  const read = () => {
    if (input.value.trim() === "") return empty();
    try {
      return JSON.parse(input.value);
    } catch (error) {
      throw new FieldError(path, `Not JSON: ${error.message}`);
    }
  };
  return { input, read, fill: value => { input.value = value === undefined ? "" : pretty(value); } };
}

/** A number as it was typed: a decimal has more digits than a JavaScript number keeps. */
function exactNumber(text) {
  try {
    return JSON.rawJSON(text);
  } catch {
    return Number(text);
  }
}
