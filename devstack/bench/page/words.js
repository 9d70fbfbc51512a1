// Every text of the page in Chinese and English, and the one place that puts them on it.
const WORDS = {
  hint: ["刷卡、扫码，触摸屏幕试试看", "Tap a card, scan a code, touch the screen"],
  kiosk: ["自助机", "Kiosk"], language: ["语言", "Language"], tools: ["工具", "Tools"],
  asleep: ["自助机正在启动…", "The kiosk is starting…"],
  reader: ["读卡器", "Reader"], scanner: ["扫码口", "Scanner"], printer: ["打印机", "Printer"],
  keys: ["用键盘操作本屏按钮", "This screen's buttons, for the keyboard"],
  noPaper: ["打印的小票会从这里出来", "Printed tickets come out here"],
  people: ["顾客", "Guests"], phone: ["手机", "Phone"], till: ["收银", "Till"], faults: ["故障", "Faults"],
  peopleLead: ["点卡片（或拖到读卡器）刷卡，点二维码扫码。按住 Shift 先点一张再点一张：两张一起刷。", "Click or drag a card to tap it, a code to scan it. Shift-click one, then another: both at once."],
  scanText: ["扫描任意内容", "Scan any text"], scan: ["扫描", "Scan"], memberCode: ["会员码", "Member code"],
  come: ["走近自助机（唤醒屏幕）", "Walk up to the kiosk (wakes its screen)"],
  today: ["今天是", "Today is"], ordinary: ["普通的一天", "an ordinary day"], withGift: ["有礼", "with a gift"],
  bronze: ["铜卡", "Bronze"], silver: ["银卡", "Silver"], gold: ["金卡", "Gold"], platinum: ["铂金卡", "Platinum"],
  phoneLead: ["发到顾客手机上的短信", "Text messages sent to guests"], noMessages: ["还没有短信", "No messages yet"],
  code: ["验证码", "Your code"], to: ["发给", "to"],
  tillLead: ["在收银台结一单，看看得多少积分、为什么。", "Ring up an order: see the points it earns, and why."],
  member: ["会员", "Member"], guest: ["散客（小票带积分码）", "Guest (receipt with a code)"], amount: ["金额", "Amount"], pay: ["结账", "Pay"],
  coupon: ["优惠券（扫纸上的码）", "Coupon (the code on the paper)"], refund: ["全部退款", "Refund all"], moneyBack: ["退款", "Money back"],
  takenBack: ["收回积分", "Points taken back"], givenBack: ["退还积分", "Points given back"], couponBack: ["优惠券退回", "Coupon back"],
  points: ["积分", "points"], balance: ["余额", "Balance"], receiptCode: ["小票积分码", "Receipt code"],
  faultsLead: ["弄坏一样，看看自助机怎么办。", "Break something and see what the kiosk does."],
  connections: ["连接", "Connections"], network: ["网络", "Network"], networkWhat: ["关掉：自助机断网", "off: the kiosk is cut off"],
  swallow: ["网络假死", "Dead router"], swallowWhat: ["连着，但什么也收不到", "connected, but nothing arrives"],
  readerWhat: ["关掉：拔掉读卡器", "off: unplugged"], scannerWhat: ["关掉：拔掉扫码器", "off: unplugged"],
  printerIs: ["打印机", "The printer"], ok: ["正常", "Well"], paper_low: ["纸快用完", "Paper low"], paper_out: ["缺纸", "Out of paper"],
  cover_open: ["盖子没关", "Cover open"], offline: ["离线", "Offline"], garbled: ["乱码", "Garbled"], hung: ["卡死", "Hung"],
  scanIt: ["扫描这张小票", "Scan it"], tear: ["撕走", "Tear off"], close: ["关闭", "Close"], ticket: ["小票", "Ticket"],
  online: ["在线", "Online"], server_down: ["服务器不可用", "Server down"], isOffline: ["离线", "Offline"], queue: ["待上传", "Waiting to send"],
  gone: ["连不上测试台", "The bench does not answer"], screenIs: ["自助机屏幕", "Kiosk screen"],
  attract: ["待机", "Idle"], reading: ["读卡中", "Reading"], greeting: ["会员首页", "Greeting"], invite: ["邀请入会", "Invitation"],
  join_phone: ["输入手机号", "Phone number"], join_code: ["输入验证码", "Code"], trouble: ["出了点问题", "Trouble"],
  checked_in: ["已签到", "Checked in"], catalogue: ["积分商城", "Catalogue"], confirm: ["确认兑换", "Confirm"], holding: ["兑换中", "Redeeming"],
  printing: ["打印中", "Printing"], printer_trouble: ["打印机故障", "Printer trouble"], finished: ["完成", "Done"], out_of_service: ["暂停服务", "Out of service"],
};

const stored = localStorage.getItem("language");
let index = (stored ?? (navigator.language.startsWith("zh") ? "zh" : "en")) === "zh" ? 0 : 1;
const listeners = [];

export const t = (key) => WORDS[key]?.[index] ?? key;
export const language = () => (index === 0 ? "zh" : "en");
/** One of {zh, en}, or the text itself. */
export const pick = (text) => (text && typeof text === "object" ? text[language()] ?? text.zh ?? "" : text ?? "");
export const onLanguage = (listener) => listeners.push(listener);

export function speak(wanted) {
  index = wanted === "zh" ? 0 : 1;
  localStorage.setItem("language", wanted);
  document.documentElement.lang = wanted;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of document.querySelectorAll("[data-language]")) node.setAttribute("aria-pressed", String(node.dataset.language === wanted));
  for (const listener of listeners) listener();
}
