// The page's heart: one poll for the state of everything, quick while something happens, slow when nothing does.
import { chooseKiosk, get } from "./api.js";
import * as calendar from "./calendar.js";
import * as paper from "./paper.js";
import * as people from "./people.js";
import * as phone from "./phone.js";
import * as screen from "./screen.js";
import * as switches from "./switches.js";
import { wire as wireTabs } from "./tabs.js";
import * as till from "./till.js";
import { language, onLanguage, speak, t } from "./words.js";

const QUICK_MS = 120;
const SLOW_MS = 600;
const AWAKE_MS = 15_000;
let awakeUntil = 0;
let last = null;
let timer = 0;

function wake() {
  awakeUntil = performance.now() + AWAKE_MS;
  clearTimeout(timer);
  timer = setTimeout(beat, 30);
}

function chip(id, words, kind = "") {
  const node = document.getElementById(id);
  node.className = `chip ${kind}`;
  if (node.textContent !== words) node.textContent = words;
}

function drawChips() {
  if (!last) return;
  chip("chip-screen", last.running ? t(last.screen) : t("asleep"), last.running ? "" : "warn");
  const link = last.link ?? (last.online ? "online" : "offline");
  chip("chip-link", link === "offline" ? t("isOffline") : t(link), link === "online" ? "good" : "warn");
  chip("chip-queue", `${t("queue")} ${last.queue}`, last.queue ? "warn" : "");
}

async function beat() {
  clearTimeout(timer);
  if (!document.hidden) {
    try {
      const askedAt = performance.now();
      const state = await get("/bench/state");
      if (last && state.screen !== last.screen) awakeUntil = performance.now() + AWAKE_MS;
      last = state;
      drawChips();
      switches.show(state, askedAt);
      await Promise.all([screen.show(state), paper.show(state), screen.listControls(state)]);
    } catch {
      chip("chip-link", t("gone"), "bad");
    }
  }
  clearTimeout(timer);
  timer = setTimeout(beat, performance.now() < awakeUntil ? QUICK_MS : SLOW_MS);
}

async function wireKiosks() {
  const names = await get("/bench/kiosks");
  const box = document.getElementById("kiosks");
  box.replaceChildren(...names.map((name) => new Option(name, name)));
  box.hidden = names.length < 2;
  box.addEventListener("change", () => { chooseKiosk(box.value); screen.forget(); paper.forget(); wake(); });
}

for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
wireTabs();
speak(language());
await Promise.all([people.wire(wake), calendar.wire(wake), wireKiosks()]);
paper.wire();
phone.wire();
till.wire();
switches.wire();
screen.wire(wake);
onLanguage(drawChips);
document.addEventListener("visibilitychange", wake);
document.addEventListener("pointerdown", wake);
document.addEventListener("keydown", wake);
wake();
