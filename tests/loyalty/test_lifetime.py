"""What members are worth and whether they still come: the published figures of CDNOW, and the formulas (F2)."""

from __future__ import annotations

import csv
from math import exp, log
from pathlib import Path

import pytest

from loyalty.lifetime import BgNbd, GammaGamma, History, Outlook, Regular, Spend, TooFew, outlook
from loyalty.lifetime.simplex import least
from loyalty.lifetime.special import hypergeometric, log_beta

SAMPLE = Path(__file__).parent / "data" / "cdnow_sample.csv"
PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
FIRST = History(2, 213, 272)


@pytest.fixture(scope="module")
def regulars() -> list[Regular]:
    with SAMPLE.open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    known = []
    for number, row in enumerate(rows, 1):
        history = History(int(row["repeats"]), int(row["recency_days"]), int(row["age_days"]))
        known.append(Regular(str(number), history, history.repeats * int(row["mean_cents"])))
    return known


@pytest.fixture(scope="module")
def cdnow(regulars: list[Regular]) -> Outlook:
    seen = outlook(regulars, 39)
    assert isinstance(seen, Outlook)
    return seen


def test_F2_the_fit_of_the_cdnow_sample_is_the_published_one(cdnow: Outlook) -> None:
    visits, spend = cdnow.visits, cdnow.spend

    assert (len(cdnow.prospects), cdnow.repeating) == (2357, 946)
    assert [round(one, 3) for one in (visits.r, visits.alpha, visits.a, visits.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(cdnow.visits_log_likelihood, 1) == -9582.4
    assert [round(one, 2) for one in (spend.p, spend.q)] == [6.25, 3.74]
    assert spend.gamma == pytest.approx(15.44, abs=0.01)
    assert round(cdnow.spend_log_likelihood, 2) == -4055.92


def test_F2_the_first_customer_is_expected_to_order_1_226_times_in_39_weeks(cdnow: Outlook) -> None:
    (first,) = (one for one in cdnow.prospects if one.member == "1")

    assert first.history == FIRST
    assert round(first.orders, 3) == 1.226
    assert round(PUBLISHED.expected(FIRST, 39), 3) == 1.226


def test_the_most_valuable_come_first_and_money_is_whole(cdnow: Outlook) -> None:
    values = [one.value_fen for one in cdnow.prospects]

    assert values == sorted(values, reverse=True)
    assert all(type(one.value_fen) is type(one.order_fen) is int for one in cdnow.prospects)
    assert cdnow.prospects[0].value_fen == pytest.approx(
        cdnow.prospects[0].orders * cdnow.prospects[0].order_fen, rel=1e-3
    )


def test_what_is_expected_of_an_order_lies_between_their_own_mean_and_everybodys() -> None:
    model = GammaGamma(p=6.25, q=3.74, gamma=15.44)
    everybodys = model.expected_fen()

    assert everybodys == pytest.approx(6.25 * 1544 / 2.74)
    assert 2000 < model.expected_fen(2, 2 * 2000) < model.expected_fen(1, 2000) < everybodys
    assert model.expected_fen(10_000, 10_000 * 2000) == pytest.approx(2000, rel=0.01)


def test_who_ordered_once_is_neither_said_to_be_there_nor_gone(cdnow: Outlook) -> None:
    assert all((one.alive is None) == (one.history.repeats == 0) for one in cdnow.prospects)


def test_the_longer_they_stay_away_the_less_they_are_alive() -> None:
    waited = [PUBLISHED.alive(History(4, 60, age)) for age in (60, 90, 180, 365, 3650)]

    assert waited == sorted(waited, reverse=True)
    assert waited[0] == pytest.approx((2.426 + 3) / (0.793 + 2.426 + 3))
    assert waited[-1] < 0.001


# Both forms of the series, and where a - 1 is 0.
MODELS = [PUBLISHED, BgNbd(20, 3, 30, 90), BgNbd(5, 4, 1.0, 2), BgNbd(2900, 14500, 0.8, 2.5)]


@pytest.mark.parametrize("model", MODELS, ids=str)
@pytest.mark.parametrize("history", [FIRST, History(0, 0, 0), History(80, 700, 720)], ids=str)
def test_the_closed_form_is_the_integral_it_came_from(model: BgNbd, history: History) -> None:
    for weeks in (1, 39):
        assert model.expected(history, weeks) == pytest.approx(integral(model, history, weeks), rel=1e-5)


def integral(model: BgNbd, history: History, weeks: int, steps: int = 2000) -> float:
    """The same over p, the chance of staying away after an order, by the trapezoids of its logit."""
    a, b = model.a, model.b + history.repeats
    shape, since = model.r + history.repeats, model.alpha + history.age_days / 7
    total = 0.0
    for step in range(steps + 1):
        logit = -60 + 120 * step / steps
        log_p, log_rest = -log(1 + exp(-logit)), -log(1 + exp(logit))
        orders = (1 - (1 + exp(log_p) * weeks / since) ** -shape) * exp(-log_p)
        total += orders * exp(a * log_p + b * log_rest - log_beta(a, b))
    return total * 120 / steps * model.alive(history)


def test_gausss_function_has_its_known_values() -> None:
    def value(a: float, b: float, c: float, z: float) -> float:
        total, scale = hypergeometric(a, b, c, z)
        return total * exp(scale)

    assert value(1, 1, 2, 0.5) == pytest.approx(2 * log(2), rel=1e-14)
    assert value(0.5, 3, 3, 0.75) == pytest.approx(2, rel=1e-14)
    assert value(-3, 2, 5, 0.4) == pytest.approx(1 - 6 * 0.4 / 5 + 18 * 0.4**2 / 30 - 24 * 0.4**3 / 210, rel=1e-14)
    # (1 - z)^-a of e^1842, far more than a float holds.
    total, scale = hypergeometric(800, 7, 7, 0.9)
    assert log(total) + scale == pytest.approx(800 * log(10), rel=1e-12)


def test_the_simplex_finds_the_least_of_a_curved_valley_and_stays_where_it_may() -> None:
    assert least(lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2, (-1.2, 1)) == pytest.approx(
        (1, 1), abs=1e-4
    )
    assert least(lambda p: p[0] if p[0] >= 2 else float("inf"), (5.0,)) == pytest.approx((2,), abs=1e-4)


def test_fewer_than_fifty_who_came_again_are_too_few() -> None:
    again = [Regular(f"m{n}", History(1 + n % 3, 20 + n, 90), (1 + n % 3) * 6000) for n in range(50)]
    once = [Regular(f"o{n}", History(0, 0, 90), 0) for n in range(500)]

    assert outlook([*again[1:], *once], 39) == TooFew(49)
    assert isinstance(outlook([*again, *once], 39), Outlook)


def test_members_who_are_all_alike_have_the_prospects_of_one() -> None:
    seen = outlook([Regular(str(n), History(3, 60, 90), 3 * 4000) for n in range(60)], 39)

    assert isinstance(seen, Outlook)
    assert len({(one.orders, one.value_fen) for one in seen.prospects}) == 1
    assert seen.prospects[0].order_fen == pytest.approx(4000, abs=1)
    assert seen.prospects[0].orders == pytest.approx(3 / 90 * 7 * 39, rel=0.01)


def test_models_are_not_fitted_to_nothing_nor_for_no_time() -> None:
    with pytest.raises(ValueError, match="no histories"):
        BgNbd.fit([])
    with pytest.raises(ValueError, match="no orders"):
        GammaGamma.fit([])
    with pytest.raises(ValueError, match="less than a week"):
        outlook([], 0)
    assert GammaGamma(2, 3, 10).log_likelihood([Spend(1, 500)]) == pytest.approx(log(12 * 10**3 * 5 / 15**5))
