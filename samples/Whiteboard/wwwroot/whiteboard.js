import { Channel } from "./channel.js";

const cursorEvery = 40;
const typingFor = 2_000;
const mostSaid = 100;
const byId = id => document.getElementById(id);
const board = new URLSearchParams(location.search).get("board") ?? "lobby";
byId("board-name").textContent = board;

// What others say may be anything: only a text is shown, as text and never as markup, and only a number is a place.
const isText = value => typeof value === "string";
const nameOf = member => [member?.name, member?.id].find(isText) ?? "somebody";
// Ids that begin with ~ are those of members who have not signed in; a user's own gets another one.
const memberIdOf = from => from?.userId?.startsWith("~") ? `~${from.userId}` : from?.userId;
const colourOf = id => `hsl(${[...id].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7)} 65% 42%)`;

byId("name").value = sessionStorage.getItem("name") ?? "";
byId("login").addEventListener("submit", async event => {
  event.preventDefault();
  const name = byId("name").value.trim();
  try {
    // A token of this window's own: cookies are shared by all windows, which would then be one user.
    let token = await logIn(name);
    sessionStorage.setItem("name", name);
    byId("login").hidden = true;
    document.querySelector("main").hidden = false;
    enter(name, async () => {
      const first = token;
      token = null;
      return first ?? await logIn(name);
    });
  } catch (error) {
    byId("login-error").textContent = error.message;
    byId("login-error").hidden = false;
  }
});

async function logIn(name) {
  const answer = await fetch("dev/login", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user: name }) });
  if (answer.status === 404) throw new Error("The server has no login: it is there in Development only (ASPNETCORE_ENVIRONMENT=Development).");
  if (!answer.ok) throw new Error((await answer.json()).detail ?? "The server refused the name.");
  return (await answer.json()).accessToken;
}

/** `token` is asked for the token of each connection. */
function enter(name, token) {
  const url = async () => {
    const address = new URL("ws", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.search = new URLSearchParams({ token: await token() });
    return address;
  };
  const channel = new Channel(url, `presence-board-${encodeURIComponent(board).replaceAll(/[!'()*.~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`, { name });

  channel.addEventListener("joined", () => showState("open", "Connected"));
  channel.addEventListener("closed", ({ detail }) => showState("closed", detail.ended ? "Disconnected: reload to enter again" : "Connection lost, coming back…"));
  channel.addEventListener("error", ({ detail }) => showState("closed", detail.message));
  channel.addEventListener("members", () => showMembers(channel));
  channel.addEventListener("message", ({ detail }) => receive(channel, detail));
  sendCursor(channel);
  sendTyping(channel);
}

function showState(state, text) {
  byId("status").dataset.state = state;
  byId("status").textContent = text;
}

function showMembers(channel) {
  const members = channel.members;
  byId("count").textContent = members.length;
  byId("members").replaceChildren(...members.map(member => {
    const item = document.createElement("li");
    item.textContent = nameOf(member);
    item.dataset.id = member.id;
    item.style.setProperty("--colour", colourOf(member.id));
    if (member.id === channel.me) item.dataset.me = "";
    return item;
  }));
  for (const cursor of [...byId("cursors").children])
    if (!members.some(member => member.id === cursor.dataset.id)) cursor.remove();
  for (const id of typists.keys())
    if (!members.some(member => member.id === id)) stopTyping(id);
}

function receive(channel, { event, data, from }) {
  const id = memberIdOf(from);
  const member = channel.members.find(each => each.id === id);
  if (!member || typeof data !== "object" || data === null) return;
  if (event === "cursor" && Number.isFinite(data.x) && Number.isFinite(data.y)) moveCursor(member, data);
  if (event === "typing") showTyping(member, data);
  if (event === "said" && isText(data.text)) {
    stopTyping(member.id);
    showSaid(nameOf(member), data);
  }
}

function moveCursor(member, { x, y }) {
  let cursor = [...byId("cursors").children].find(each => each.dataset.id === member.id);
  if (!cursor) {
    cursor = document.createElement("li");
    cursor.dataset.id = member.id;
    cursor.style.setProperty("--colour", colourOf(member.id));
    cursor.append(document.createElement("span"));
    byId("cursors").append(cursor);
  }

  cursor.firstChild.textContent = nameOf(member);
  cursor.style.transform = `translate(${Math.round(x * byId("board").clientWidth)}px, ${Math.round(y * byId("board").clientHeight)}px)`;
}

function sendCursor(channel) {
  let next = null;
  byId("board").addEventListener("pointermove", event => {
    const area = byId("board").getBoundingClientRect();
    const at = { x: (event.clientX - area.left) / area.width, y: (event.clientY - area.top) / area.height };
    if (next !== null) {
      next = at;
      return;
    }

    // The first at once, then the latest of each while.
    next = undefined;
    channel.send("cursor", at);
    setTimeout(() => {
      if (next) channel.send("cursor", next);
      next = null;
    }, cursorEvery);
  });
}

const typists = new Map();

function showTyping(member, { isTyping }) {
  clearTimeout(typists.get(member.id)?.timer);
  if (!isTyping) return stopTyping(member.id);
  typists.set(member.id, { name: nameOf(member), timer: setTimeout(() => stopTyping(member.id), 2 * typingFor) });
  showTypists();
}

function stopTyping(id) {
  clearTimeout(typists.get(id)?.timer);
  typists.delete(id);
  showTypists();
}

function showTypists() {
  const names = [...typists.values()].map(typist => typist.name);
  byId("typing").textContent = names.length === 0 ? "" : `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing…`;
}

function sendTyping(channel) {
  const text = byId("text");
  let timer = null;
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    channel.send("typing", { isTyping: false });
  };
  text.addEventListener("input", () => {
    if (timer === null) channel.send("typing", { isTyping: true });
    clearTimeout(timer);
    timer = setTimeout(stop, typingFor);
  });
  byId("talk").addEventListener("submit", event => {
    event.preventDefault();
    if (text.value === "") return;
    if (timer !== null) stop();
    channel.send("said", { text: text.value });
    showSaid("You", { text: text.value });
    text.value = "";
  });
}

function showSaid(name, { text }) {
  const item = document.createElement("li");
  const who = document.createElement("b");
  who.textContent = name;
  item.append(who, text);
  byId("said").append(item);
  while (byId("said").children.length > mostSaid) byId("said").firstChild.remove();
}
