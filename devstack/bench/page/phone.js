// The guests' phones: every message the house sent, the newest on top.
import { get, make } from "./api.js";
import { onLanguage, t } from "./words.js";

const EVERY_MS = 1000;
const unread = document.getElementById("unread");
let messages = [];
let read = new Set();
let first = true;

function bubble(message) {
  const { code, ...rest } = message.values ?? {};
  return make("li", { "data-message": message.id },
    make("small", {}, `${t("to")} ${message.to}`),
    code ? t("code") : message.text || Object.values(rest).join(" "),
    code ? make("strong", { "data-code": code }, code) : null);
}

function draw() {
  const nodes = messages.length ? messages.map(bubble) : [make("li", {}, t("noMessages"))];
  document.getElementById("messages").replaceChildren(...nodes);
  if (!document.getElementById("phone").hidden) read = new Set(messages.map((message) => message.id));
  const fresh = messages.filter((message) => !read.has(message.id)).length;
  unread.hidden = fresh === 0;
  unread.textContent = String(fresh);
}

async function look() {
  const found = await get("/bench/messages").catch(() => null);
  if (!found) return;
  if (first) read = new Set(found.map((message) => message.id));
  const changed = found.map((m) => m.id).join() !== messages.map((m) => m.id).join();
  messages = found;
  if (changed || first) draw();
  first = false;
}

export function wire() {
  onLanguage(draw);
  document.getElementById("tab-phone").addEventListener("click", draw);
  look();
  setInterval(() => { if (!document.hidden) look(); }, EVERY_MS);
}
