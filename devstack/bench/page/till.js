// A small till: ring up an order, see the points and where they come from.
import { make, post } from "./api.js";
import { everybody, qr, scan } from "./people.js";
import { onLanguage, pick, t } from "./words.js";

const AMOUNTS = [38, 128, 268, 688];
const member = document.getElementById("till-member");
const yuan = document.getElementById("till-yuan");
const coupon = document.getElementById("till-coupon");
const receipt = document.getElementById("receipt");
let last = null;

function fillMembers() {
  const chosen = member.value;
  const options = everybody().filter((person) => person.member).map((person) => {
    const [kind, value] = person.cards.length ? ["card", person.cards[0].uid] : ["code", person.code];
    return make("option", { value: `${kind} ${value}` }, pick(person.name));
  });
  member.replaceChildren(...options, make("option", { value: "" }, t("guest")));
  if (chosen) member.value = chosen;
}

function drawReceipt() {
  if (!last) return;
  const points = last.points ?? {};
  const why = (last.why ?? []).map((reason) => make("li", {}, make("span", {}, pick(reason)), make("b", {}, `${reason.points > 0 ? "+" : ""}${reason.points}`)));
  receipt.replaceChildren(make("div", { class: "slip" },
    make("div", { class: "earned" }, `+${points.earned ?? 0} `, make("small", {}, t("points"))),
    points.balance === undefined || points.balance === null ? null : make("div", {}, `${t("balance")} ${points.balance}`),
    make("ul", {}, ...why),
    last.receipt_code ? make("button", { type: "button", class: "code", onclick: (event) => scan(last.receipt_code, event.currentTarget) },
      make("img", { src: qr(last.receipt_code), alt: t("receiptCode") }), make("span", {}, t("receiptCode"), make("br"), last.receipt_code)) : null,
    last.order_id ? make("button", { type: "button", "data-act": "refund", onclick: giveBack }, t("refund")) : null));
}

async function giveBack() {
  const back = await post("/bench/refund", { order_id: last.order_id });
  if (!back) return;
  const row = (word, value) => make("li", {}, make("span", {}, t(word)), make("b", {}, value));
  receipt.replaceChildren(make("div", { class: "slip" }, make("ul", {},
    row("moneyBack", `¥${(back.amount_fen / 100).toFixed(2)}`), row("takenBack", `${back.points.taken_back}`),
    row("givenBack", `${back.points.given_back}`), row("balance", `${back.points.balance}`),
    ...back.coupons.map((code) => row("couponBack", code)))));
  last = null;
}

export function wire() {
  fillMembers();
  onLanguage(() => { fillMembers(); drawReceipt(); });
  document.getElementById("quick").replaceChildren(...AMOUNTS.map((amount) =>
    make("button", { type: "button", onclick: () => { yuan.value = amount.toFixed(2); } }, `¥${amount}`)));
  document.getElementById("till-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [kind, value] = member.value.split(" ");
    const order = { member: kind ? { kind, value } : null, total_fen: Math.round(Number(yuan.value) * 100) };
    if (coupon.value.trim()) order.coupon = coupon.value.trim();
    const answer = await post("/bench/order", order);
    if (!answer) return;
    coupon.value = "";
    last = answer;
    drawReceipt();
  });
}
