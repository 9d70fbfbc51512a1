"""The journeys of the tour. Each is told step by step; a step waits for what it must bring about."""

from __future__ import annotations

from typing import Any

from devstack.tour import joining
from devstack.tour.acts import Journey, code_sent, nothing, tap, type_digits
from devstack.tour.walk import State, Walk
from mqtt_bridge.signed_coupon import code_on


def tap_check_in_print(walk: Walk) -> None:
    lin = walk.person("lin")
    before = points(walk, lin)
    walk.step("tap a card", lambda: tap(walk, lin), "greeting")
    walk.step("check in", lambda: walk.press("check_in"), "checked_in")
    walk.step("points arrive at the server", nothing, until=lambda _: points(walk, lin) > before)
    walk.step("back to the greeting", lambda: walk.press("back"), "greeting")
    # The gift of her birthday lies on top, and is chosen first: another journey does that.
    coupon = walk.controls("print")[-1]["arg"]
    walk.step("print a coupon", lambda: walk.press("print", coupon), "finished")
    walk.check(codes_on_paper(walk) == [[coupon]], "the paper does not carry the coupon's code")
    walk.step("done", lambda: walk.press("done"), "attract")


def birthday_gift(walk: Walk) -> None:
    walk.step("tap on her birthday", lambda: tap(walk, walk.person("lin")), "greeting")
    gift = walk.controls("print")[0]["arg"]
    walk.step("see her gifts", lambda: walk.press("print", gift), "choose_gift", lambda _: bool(walk.controls("pick")))
    chosen = walk.controls("pick")[-1]["arg"]
    walk.step("choose one", lambda: walk.press("pick", chosen), "choose_gift", lambda _: bool(walk.controls("confirm")))
    walk.step("it is hers", lambda: walk.press("confirm"), "greeting")
    walk.step("print it", lambda: walk.press("print", gift), "finished")
    walk.check(codes_on_paper(walk) == [[gift]], "the paper does not carry the gift's code")
    walk.step("home again", lambda: walk.press("done"), "attract")


def holiday(walk: Walk) -> None:
    """On a day made Mid-Autumn; the day after is an ordinary one again."""
    wang = walk.person("wang")
    walk.step("today is Mid-Autumn", lambda: walk.bench.post("/bench/holiday", holiday="mid-autumn"), "attract")
    walk.step("tap a card", lambda: tap(walk, wang), "greeting", lambda _: bool(walk.controls("print")))
    gift = walk.controls("print")[0]
    walk.check("月饼" in gift["label"], f"the gift of the day does not lie on top, but {gift['label']!r}")
    walk.step("print the mooncake", lambda: walk.press("print", gift["arg"]), "finished")
    walk.check(codes_on_paper(walk) == [[gift["arg"]]], "the paper does not carry the gift's code")
    walk.step("home again", lambda: walk.press("done"), "attract")
    walk.step("an ordinary day", lambda: walk.bench.post("/bench/holiday", holiday=None), "attract")


def redeem(walk: Walk) -> None:
    emily = walk.person("emily")
    before = points(walk, emily)
    state = walk.step("tap a card", lambda: tap(walk, emily), "greeting")
    walk.check(state["language"] == "en", "her own language did not win")
    choose_a_reward(walk)
    confirm(walk, "finished")
    (codes,) = codes_on_paper(walk)
    walk.step("the server has committed", nothing, until=lambda _: coupon_state(walk, emily, codes[0]) == "issued")
    walk.check(points(walk, emily) < before, "the points were not spent")


def paper_out_try_again(walk: Walk) -> None:
    lin = walk.person("lin")
    walk.step("tap a card", lambda: tap(walk, lin), "greeting")
    before = points(walk, lin)
    choose_a_reward(walk)
    walk.step("the paper ends", lambda: break_printer(walk, "paper_out"))
    confirm(walk, "printer_trouble")
    walk.check(codes_on_paper(walk) == [], "paper came out of a printer without paper")
    held = points(walk, lin)
    walk.check(held < before, "the points are not held")
    walk.step("a new roll", lambda: break_printer(walk, None), until=printer_well)
    walk.step("try again", lambda: walk.press("again"), "finished")
    printed = [code for codes in codes_on_paper(walk) for code in codes]
    walk.check(len(printed) >= 1 and len(set(printed)) == 1, f"not one and the same coupon on paper: {printed}")
    walk.step("the server has committed", nothing, until=lambda _: coupon_state(walk, lin, printed[0]) == "issued")
    walk.check(points(walk, lin) == held, "the points were taken twice or given back")


def paper_out_void(walk: Walk) -> None:
    lin = walk.person("lin")
    walk.step("tap a card", lambda: tap(walk, lin), "greeting")
    before = points(walk, lin)
    choose_a_reward(walk)
    walk.step("the paper ends", lambda: break_printer(walk, "paper_out"))
    confirm(walk, "printer_trouble")
    walk.step("give the points back", lambda: walk.press("void"), "finished")
    walk.step("the points are back", nothing, until=lambda _: points(walk, lin) == before)
    walk.step("a new roll", lambda: break_printer(walk, None), until=printer_well)
    walk.check(codes_on_paper(walk) == [], "a coupon was printed although the points were given back")


def unknown_card_joins(walk: Walk) -> None:
    nobody = walk.person("nobody")
    walk.step("tap a card nobody holds", lambda: tap(walk, nobody), "invite")
    walk.step("join", lambda: walk.press("join"), "join_phone")
    walk.step("type the phone number", lambda: type_digits(walk, nobody["phone"]), "join_phone")
    code = code_sent(walk, "ask for a code", lambda: walk.press("next"))
    walk.step("type the code", lambda: type_digits(walk, code), "join_terms")
    walk.step("agree", lambda: walk.press("agree"), "greeting")
    found = walk.bench.member("card", nobody["cards"][0]["uid"])
    walk.check(bool(found["member"]), "the card belongs to nobody still")


def two_cards(walk: Walk) -> None:
    lin, other = (walk.person(who)["cards"][0]["uid"] for who in ("lin", "chen"))
    walk.step("hold up two cards", lambda: walk.bench.post("/bench/tap", uid=lin, other=other), "trouble")
    walk.check(not walk.controls("again"), "it offers to try one of the two again")
    walk.step("hold up one of them", lambda: walk.tap(other), "greeting")


def till_order(walk: Walk) -> None:
    guest = walk.person("nil")
    before = points(walk, guest)
    order = {"kind": "code", "value": guest["code"]}
    answer: dict[str, Any] = {}
    walk.step("pay at the till", lambda: answer.update(walk.bench.post("/bench/order", member=order, total_fen=12_800)))
    earned = answer["points"]["earned"]
    walk.check(earned > 0 and sum(reason["points"] for reason in answer["why"]) == earned, "the reasons do not add up")
    walk.step("scan the member's code", lambda: walk.scan(guest["code"]), "greeting")
    walk.check(points(walk, guest) == before + earned, "the points are not there")


def receipt_and_friend_on_paper(walk: Walk) -> None:
    lin = walk.person("lin")
    answer: dict[str, Any] = {}
    walk.step("a guest pays", lambda: answer.update(walk.bench.post("/bench/order", member=None, total_fen=61_200)))
    before = points(walk, lin)

    def can_claim(_state: State) -> bool:
        return bool(walk.controls("claim"))

    walk.step("tap a card", lambda: tap(walk, lin), "greeting")
    walk.step("scan the receipt", lambda: walk.scan(answer["receipt_code"]), "receipt", can_claim)
    walk.step("claim its points", lambda: walk.press("claim"), "claimed")
    walk.step("points arrive at the server", nothing, until=lambda _: points(walk, lin) > before)
    print_a_slip(walk, "print them", "claimed")
    walk.check(codes_on_paper(walk) == [[]], "no slip of points came out, or it carries a code")
    walk.step("back to the greeting", lambda: walk.press("back"), "greeting")
    walk.step("see more", lambda: walk.press("more"), "more")
    walk.step("bring a friend", lambda: walk.press("refer"), "refer", lambda _: bool(walk.controls("print")))
    print_a_slip(walk, "print a slip", "refer")
    (codes,) = codes_on_paper(walk)
    walk.check(codes[0].startswith("RGF-"), f"the slip does not carry the code for a friend: {codes}")


def offline_tap_and_drain(walk: Walk) -> None:
    wang = walk.person("wang")
    walk.step("tap while online", lambda: tap(walk, wang), "greeting")
    walk.step("done", lambda: walk.press("done"), "attract")
    before = points(walk, wang)
    walk.step("cut the network", lambda: walk.bench.post("/bench/network", up=False), until=offline)
    walk.step("tap a known card", lambda: tap(walk, wang), "greeting", offline)
    walk.step("check in", lambda: walk.press("check_in"), "checked_in", lambda state: state["queue"] >= 1)
    walk.check(points(walk, wang) == before, "the server knew without a network")
    walk.step("mend the network", lambda: walk.bench.post("/bench/network", up=True), until=lambda s: s["queue"] == 0)
    walk.step("points arrive at the server", nothing, until=lambda _: points(walk, wang) > before)


def kill_and_heal(walk: Walk) -> None:
    chen = walk.person("chen")
    before = points(walk, chen)
    walk.step("tap a card", lambda: tap(walk, chen), "greeting")
    walk.step("cut the network", lambda: walk.bench.post("/bench/network", up=False), until=offline)
    walk.step("check in", lambda: walk.press("check_in"), "checked_in", lambda state: state["queue"] >= 1)
    walk.step("kill the kiosk", lambda: walk.kill("kiosk-1"), until=lambda state: not state["running"])
    walk.step("it comes back by itself", nothing, "attract", lambda state: bool(state["running"]))
    walk.check(walk.bench.state()["queue"] >= 1, "the check-in was lost with the process")
    walk.step("mend the network", lambda: walk.bench.post("/bench/network", up=True), until=lambda s: s["queue"] == 0)
    walk.step("points arrive at the server", nothing, until=lambda _: points(walk, chen) > before)
    walk.step("tap the same card again", lambda: tap(walk, chen), "greeting")


JOURNEYS = (
    Journey("tap-check-in-print", "A member taps, checks in and prints a coupon", tap_check_in_print),
    Journey("birthday-gift", "One of several birthday gifts is chosen and printed", birthday_gift),
    Journey("redeem", "Points become a coupon on paper", redeem),
    Journey("paper-out-try-again", "The paper ends during a redemption: the same coupon, once", paper_out_try_again),
    Journey("paper-out-void", "The paper ends during a redemption: the points come back", paper_out_void),
    Journey("unknown-card-joins", "A new card joins with a phone number", unknown_card_joins),
    Journey("two-cards", "Two cards at once: neither is read, then one is", two_cards),
    *joining.JOURNEYS,
    Journey("till-order", "An order at the till earns points, and says why", till_order),
    Journey("receipt-and-friend", "Points of a receipt, and a friend's code, on paper", receipt_and_friend_on_paper),
    Journey("holiday", "On a holiday the greeting wishes it, and its gift is printed", holiday),
    Journey("offline-tap-and-drain", "Without a network: greeted, checked in, nothing lost", offline_tap_and_drain),
    Journey("kill-and-heal", "The kiosk is killed during a visit and nothing is lost", kill_and_heal),
)


# -- what several journeys do ---------------------------------------------------------------------


def offline(state: State) -> bool:
    return not state["online"]


def printer_well(state: State) -> bool:
    return bool(state["devices"].get("printer") == "ok")


def break_printer(walk: Walk, fault: str | None) -> None:
    walk.bench.post("/bench/printer", fault=fault)


def choose_a_reward(walk: Walk) -> None:
    """The first reward the member can afford, up to the question whether she is sure."""
    walk.step("see the rewards", lambda: walk.press("redeem"), "catalogue", lambda _: bool(walk.controls("choose")))
    reward = walk.controls("choose")[0]["arg"]
    walk.step("choose one", lambda: walk.press("choose", reward), "confirm")


def confirm(walk: Walk, screen: str) -> None:
    """Be sure, and not wait for the time in which it could be undone."""
    walk.step("confirm", lambda: walk.press("confirm"), "undo")
    walk.step("print at once", lambda: walk.press("print_now"), screen)


def print_a_slip(walk: Walk, step: str, screen: str) -> None:
    """Press print, until one more ticket is out."""
    before = len(walk.bench.get("/bench/tickets"))
    walk.step(step, lambda: walk.press("print"), screen, lambda _: len(walk.bench.get("/bench/tickets")) > before)


def points(walk: Walk, person: dict[str, Any]) -> int:
    """What the member can spend now, as the till sees it: points held for a redemption are not among them."""
    return int(walk.bench.member("code", person["code"])["available"])


def coupon_state(walk: Walk, person: dict[str, Any], code: str) -> str:
    coupons = walk.bench.member("code", person["code"])["coupons"]
    return next((coupon["state"] for coupon in coupons if coupon["code"] == code), "unknown")


def codes_on_paper(walk: Walk) -> list[list[str]]:
    """The codes on each ticket that came out since the last look; of a signed coupon its own."""
    return [[code_on(text) for text in ticket["codes"]] for ticket in walk.fresh_tickets()]
