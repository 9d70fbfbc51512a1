// Talking to the bench. A refusal is shown to the person in its own words.
import { t } from "./words.js";

let kiosk = null;
export const chooseKiosk = (name) => { kiosk = name; };
export const at = (path) => (kiosk ? `${path}${path.includes("?") ? "&" : "?"}kiosk=${encodeURIComponent(kiosk)}` : path);

let hide = 0;
export function toast(words) {
  const node = document.getElementById("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(hide);
  hide = setTimeout(() => node.classList.remove("shown"), 4500);
}

export async function get(path) {
  const answer = await fetch(at(path));
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? answer.statusText);
  return answer.json();
}

/** Ask the bench to do something; returns its answer, or null after telling the person why not. */
export async function post(path, body) {
  try {
    const answer = await fetch(at(path), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const said = await answer.json();
    if (answer.ok) return said;
    toast(said.detail ?? answer.statusText);
  } catch {
    toast(t("gone"));
  }
  return null;
}

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
