// What day it is: any holiday of the demo's programme can be today.
import { get, make, post } from "./api.js";
import { onLanguage, pick, t } from "./words.js";

const box = document.getElementById("today");
let days = { today: null, holidays: [] };

function draw() {
  const options = days.holidays.map((day) =>
    make("option", { value: day.holiday }, day.gift ? `${pick(day.greeting)} (${t("withGift")})` : pick(day.greeting)));
  box.replaceChildren(make("option", { value: "" }, t("ordinary")), ...options);
  box.value = days.today ?? "";
}

export async function wire(wake) {
  box.addEventListener("change", async () => {
    box.disabled = true;
    const done = await post("/bench/holiday", { holiday: box.value || null });
    if (done) days.today = box.value || null;
    box.disabled = false;
    draw();
    wake();
  });
  onLanguage(draw);
  days = await get("/bench/holidays");
  draw();
}
