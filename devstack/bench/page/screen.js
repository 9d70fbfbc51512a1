// The picture of the kiosk: fetched when its frame changed, touched by pointer or by its buttons.
import { at, get, make, post } from "./api.js";
import { t } from "./words.js";

const picture = document.getElementById("screen");
const asleep = document.getElementById("asleep");
const keys = document.getElementById("keys");
let shownFrame = null;
let listedFrame = null;
let busy = false;
let url = null;

export function forget() { shownFrame = null; }

/** Show the frame that `state` speaks of. Never more than one picture is under way. */
export async function show(state) {
  asleep.hidden = state.running;
  picture.alt = `${t("screenIs")}: ${t(state.screen)}`;
  if (!state.running || busy || state.frame === shownFrame) return;
  busy = true;
  try {
    const answer = await fetch(at(`/bench/screen.png?frame=${state.frame}`));
    if (!answer.ok) return;
    const next = URL.createObjectURL(await answer.blob());
    const ready = new Image();
    ready.src = next;
    await ready.decode();
    picture.src = next;
    picture.parentElement.style.setProperty("--ratio", String(ready.naturalWidth / ready.naturalHeight));
    if (url) URL.revokeObjectURL(url);
    url = next;
    shownFrame = state.frame;
  } catch { /* the kiosk went away while its picture was under way: the next state says so */ } finally { busy = false; }
}

export async function listControls(state) {
  if (!keys.open || !state.running || listedFrame === state.frame) return;
  listedFrame = state.frame;
  const list = await get("/bench/controls").catch(() => []);
  const held = document.activeElement?.dataset?.word;
  const buttons = list.map((control) => make("button", {
    type: "button", disabled: control.enabled === false, "data-word": `${control.what} ${control.arg}`,
    onclick: () => post("/bench/touch", { button: control.what, arg: control.arg }),
  }, control.label || `${control.what} ${control.arg}`));
  const box = document.getElementById("controls");
  box.replaceChildren(...buttons);
  if (held) box.querySelector(`[data-word="${CSS.escape(held)}"]`)?.focus();
}

export function wire(touched) {
  picture.addEventListener("pointerdown", (event) => {
    if (!picture.naturalWidth) return;
    const box = picture.getBoundingClientRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * picture.naturalWidth);
    const y = Math.floor(((event.clientY - box.top) / box.height) * picture.naturalHeight);
    const glass = picture.parentElement.getBoundingClientRect();
    const ripple = make("span", { class: "ripple", style: `left:${event.clientX - glass.left}px;top:${event.clientY - glass.top}px` });
    ripple.addEventListener("animationend", () => ripple.remove());
    picture.parentElement.append(ripple);
    post("/bench/touch", { x, y });
    touched();
  });
  keys.addEventListener("toggle", () => { listedFrame = null; touched(); });
}
