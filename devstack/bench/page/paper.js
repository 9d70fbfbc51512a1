// What the printer lets out: a ticket appears at the slot, can be looked at, scanned and torn off.
import { get, make, toast } from "./api.js";
import { scan } from "./people.js";
import { onLanguage, t } from "./words.js";

const paper = document.getElementById("paper");
const closeUp = document.getElementById("close-up");
const torn = new Set();
let tickets = [];
let known = new Set();
let seen = null;
let first = true;
let open = null;

function scanTicket(ticket, from) {
  if (!ticket.codes?.length) { toast(`${t("ticket")} ${ticket.id}: –`); return; }
  scan(ticket.codes[0], from);
}

function tear(ticket) {
  torn.add(ticket.id);
  draw();
}

function draw() {
  const shown = tickets.filter((ticket) => !torn.has(ticket.id)).slice(-12).reverse();
  paper.replaceChildren(...shown.map((ticket) => {
    const look = () => { open = ticket; closeUp.querySelector("img").src = ticket.picture; closeUp.querySelector("img").alt = ticket.text; closeUp.showModal(); };
    const sheet = make("button", { type: "button", class: "sheet", onclick: look, "aria-label": `${t("ticket")} ${ticket.id}` }, make("img", { src: ticket.picture, alt: ticket.text }));
    const item = make("li", { "data-ticket": ticket.id, class: known.has(ticket.id) ? "" : "fresh" }, sheet, make("div", { class: "acts" },
      make("button", { type: "button", "data-act": "scan", onclick: () => scanTicket(ticket, sheet) }, t("scan")),
      make("button", { type: "button", "data-act": "tear", onclick: () => tear(ticket) }, t("tear"))));
    return item;
  }));
  known = new Set(tickets.map((ticket) => ticket.id));
  document.getElementById("no-paper").hidden = shown.length > 0;
}

export function forget() { seen = null; first = true; tickets = []; torn.clear(); }

export async function show(state) {
  const lamp = document.getElementById("lamp");
  lamp.className = { paper_low: "low" }[state.printer_fault] ?? (state.printer_fault ? "bad" : "");
  lamp.title = t(state.printer_fault ?? "ok");
  const key = `${state.kiosk} ${state.last_ticket}`;
  if (key === seen) return;
  seen = key;
  tickets = await get("/bench/tickets").catch(() => []);
  // What was printed before the page was opened does not come out again.
  if (first) known = new Set(tickets.map((ticket) => ticket.id));
  first = false;
  draw();
}

export function wire() {
  onLanguage(draw);
  // The paper hangs from the slot: focus must not pull it into the printer.
  paper.addEventListener("scroll", () => { paper.scrollTop = 0; });
  closeUp.addEventListener("click", (event) => {
    const act = event.target.dataset.do;
    if (event.target !== closeUp && !act) return;
    closeUp.close();
    if (act === "scan") scanTicket(open);
    if (act === "tear") tear(open);
  });
}
