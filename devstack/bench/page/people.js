// The tray: cards to tap, codes to scan, and any text a scanner might meet.
import { get, make, post } from "./api.js";
import { onLanguage, pick, t } from "./words.js";

const TIERS = { bronze: "#b9794a", silver: "#aeb8c0", gold: "#e7b866", platinum: "#9fc4c9", diamond: "#d9d2ff" };
const still = matchMedia("(prefers-reduced-motion: reduce)");
let people = [];
let touched = () => {};
let first = "";

export const everybody = () => people;
export const qr = (text) => `/bench/qr.svg?text=${encodeURIComponent(text)}`;

function hit(id) {
  const node = document.getElementById(id);
  node.classList.add("hit");
  setTimeout(() => node.classList.remove("hit"), 500);
}

/** The thing flies to the device, so that a person sees what was meant. */
function fly(from, to) {
  hit(to);
  if (still.matches) return;
  const start = from.getBoundingClientRect();
  const end = document.getElementById(to).getBoundingClientRect();
  const ghost = from.cloneNode(true);
  ghost.classList.add("flying");
  ghost.removeAttribute("id");
  ghost.setAttribute("aria-hidden", "true");
  Object.assign(ghost.style, { left: `${start.left}px`, top: `${start.top}px`, width: `${start.width}px`, height: `${start.height}px` });
  document.body.append(ghost);
  const dx = end.left + end.width / 2 - start.left - start.width / 2;
  const dy = end.top + end.height / 2 - start.top - start.height / 2;
  ghost.animate([{ transform: "none" }, { transform: `translate(${dx}px, ${dy}px) scale(.4)`, opacity: 0.2 }], { duration: 380, easing: "cubic-bezier(.3,.1,.3,1)" })
    .finished.finally(() => ghost.remove());
}

export function tap(uid, from) {
  if (from) fly(from, "reader"); else hit("reader");
  post("/bench/tap", first && first !== uid ? { uid: first, other: uid } : { uid });
  hold("");
  touched();
}

/** A card picked up with Shift waits for the next one: both are held to the reader at once. */
function hold(uid) {
  first = uid;
  for (const node of document.querySelectorAll("[data-uid]")) node.setAttribute("aria-pressed", String(node.dataset.uid === uid));
}

export function scan(text, from) {
  if (from) fly(from, "scanner"); else hit("scanner");
  post("/bench/scan", { text });
  touched();
}

function cardOf(person, card) {
  const blank = !person.member;
  const button = make("button", {
    type: "button", class: blank ? "member blank" : "member", draggable: "true", "data-card": card.card, "data-uid": card.uid,
    style: `--tier:${TIERS[person.tier] ?? TIERS.bronze}`,
    onclick: (event) => event.shiftKey && !first ? hold(card.uid) : tap(card.uid, button),
    ondragstart: (event) => event.dataTransfer.setData("text/uid", card.uid),
  },
  make("b", {}, pick(person.name)),
  make("small", {}, pick(person.note)),
  make("span", { class: "foot" }, person.tier ? make("span", { class: "pill" }, t(person.tier)) : null,
    make("span", { class: "uid" }, card.uid.slice(-4).toUpperCase())));
  return button;
}

function codeOf(person) {
  return make("button", {
    type: "button", class: "code", "data-code": person.code, title: t("memberCode"), "aria-label": `${t("memberCode")} ${pick(person.name)}`,
    onclick: (event) => scan(person.code, event.currentTarget),
  }, make("img", { src: qr(person.code), alt: "" }));
}

function draw() {
  const items = people.flatMap((person) => person.cards.map((card, place) =>
    make("li", {}, cardOf(person, card), person.code && place === 0 ? codeOf(person) : null)));
  document.getElementById("tray").replaceChildren(...items);
}

export async function wire(wake) {
  touched = wake;
  const device = document.getElementById("device");
  device.addEventListener("dragover", (event) => { event.preventDefault(); device.classList.add("over"); });
  device.addEventListener("dragleave", () => device.classList.remove("over"));
  device.addEventListener("drop", (event) => {
    event.preventDefault();
    device.classList.remove("over");
    const uid = event.dataTransfer.getData("text/uid");
    if (uid) tap(uid);
  });
  document.getElementById("scan-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById("scan-text");
    if (field.value) scan(field.value);
  });
  onLanguage(draw);
  people = await get("/bench/people");
  draw();
}
