// An event id is a position. A stream of several channels carries one position for each, in the order of the request:
// a comma-joined vector of the ids' 16 bytes as base64url.

function toBase64Url(uuid) {
  const bytes = uuid.replaceAll("-", "").match(/../g).map(hex => Number.parseInt(hex, 16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text) {
  const hex = Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Takes a frame's id apart: from channel to event id. */
export function readCursor(cursor, channels) {
  const entries = channels.length === 1 ? [cursor] : cursor.split(",").map(fromBase64Url);
  return new Map(channels.map((channel, i) => [channel, entries[i]]));
}

/** What resumes the channels, or null where one of them has no position yet. */
export function writeCursor(channels, positions) {
  const entries = channels.map(channel => positions.get(channel));
  if (entries.length === 0 || entries.some(id => !id)) return null;
  return channels.length === 1 ? entries[0] : entries.map(toBase64Url).join(",");
}
