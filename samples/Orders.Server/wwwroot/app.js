// Puts the page together: one contract, one stream, one form, one history.

import { Problem } from "./api.js";
import { showCatalogue } from "./catalogue.js";
import { byId, say } from "./dom.js";
import { HistoryView } from "./history.js";
import { LiveView } from "./live.js";
import { loadManifest } from "./manifest.js";
import { Sender } from "./sender.js";

const RETRY_MS = 2000;

const sender = new Sender();
const past = new HistoryView();
const live = new LiveView([], refreshContract);
let shownContract = null;

function show(manifest) {
  if (manifest.text === shownContract) return;
  shownContract = manifest.text;
  showCatalogue(manifest, event => {
    sender.choose(event);
    byId("sender-event").focus();
  });
  sender.setEvents(manifest.events);
  past.setManifest(manifest);
  live.setManifest(manifest);
  document.querySelector("main").inert = false;
}

/** A server that came back may declare other events than the one that went. */
async function refreshContract() {
  try {
    show(await loadManifest());
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
}

async function start() {
  try {
    const manifest = await loadManifest();
    say(byId("notice"), null);
    show(manifest);
    const asked = new URLSearchParams(location.search).getAll("channel");
    const fixed = manifest.channels.filter(channel => channel.parameters.length === 0).map(channel => channel.name);
    await live.setChannels(asked.length > 0 ? asked : fixed);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    say(byId("notice"), problem.toString());
    setTimeout(start, RETRY_MS);
  }
}

await start();
