// The switches that break things. They follow the bench: another page, or a program, may have moved them.
import { make, post } from "./api.js";
import { onLanguage, t } from "./words.js";

const FAULTS = ["", "paper_low", "paper_out", "cover_open", "offline", "garbled", "hung"];
const byId = (id) => document.getElementById(id);

function drawFaults() {
  const box = byId("printer-faults");
  const chosen = box.querySelector(":checked")?.value ?? "";
  box.replaceChildren(make("legend", { "data-t": "printerIs" }, t("printerIs")), ...FAULTS.map((fault) => make("label", {},
    make("input", { type: "radio", name: "fault", value: fault, checked: fault === chosen, onchange: () => move("/bench/printer", { fault: fault || null }) }),
    t(fault || "ok"))));
}

// What was asked before a switch was last moved knows nothing of it.
let movedAt = 0;
async function move(path, body) {
  movedAt = Infinity;
  await post(path, body);
  movedAt = performance.now();
}

const network = () => move("/bench/network", { up: byId("switch-network").checked, swallow: byId("switch-swallow").checked });

/** Show what the bench says, unless it was asked (`askedAt`) before a switch was moved. */
export function show(state, askedAt) {
  if (askedAt < movedAt) return;
  byId("switch-network").checked = state.network !== "down";
  byId("switch-swallow").checked = state.network === "blackhole";
  byId("switch-swallow").disabled = state.network === "down";
  for (const device of ["reader", "scanner"]) {
    byId(`switch-${device}`).checked = state.plugged[device];
    byId(device).classList.toggle("off", !state.plugged[device]);
  }
  const radio = document.querySelector(`#printer-faults [value="${state.printer_fault ?? ""}"]`);
  if (radio) radio.checked = true;
}

export function wire() {
  drawFaults();
  onLanguage(drawFaults);
  byId("come").addEventListener("click", () => post("/bench/presence", {}));
  byId("switch-network").addEventListener("change", network);
  byId("switch-swallow").addEventListener("change", network);
  for (const device of ["reader", "scanner"]) {
    byId(`switch-${device}`).addEventListener("change", (event) => move(`/bench/${device}`, { plugged: event.target.checked }));
  }
}
