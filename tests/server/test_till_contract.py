"""The till's published OpenAPI: it is current, and the running till keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from server.till.app import build
from server.till.document import published

DOCUMENT = Path(__file__).parents[2] / "docs" / "contract" / "openapi.json"
MEMBERS_CARD = "04aa00bb11cc80"

SCHEMA = schemathesis.openapi.from_path(DOCUMENT)
# A large body is refused whatever is in it; and no document can say which orders and coupons there are.
SCHEMA.config.checks.negative_data_rejection.expected_statuses = ["401", "404", "405", "413", "422"]
SCHEMA.config.checks.positive_data_acceptance.expected_statuses = ["200", "403", "404", "409", "413", "422"]
OPERATIONS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def running(shared_centre: Any, serve_till: Any) -> Iterator[httpx.Client]:
    """A till that is asked everything; one member is there to be found."""
    shared_centre.member(points=40, card=MEMBERS_CARD)
    with serve_till(shared_centre) as client:
        yield client


def test_the_published_document_is_the_one_of_this_code() -> None:
    fresh = published(build(None, {}, None))  # type: ignore[arg-type]

    assert fresh == DOCUMENT.read_text("utf-8"), f"write what `published` says into {DOCUMENT}"


def test_every_refusal_the_document_names_is_a_problem() -> None:
    operations = build(None, {}, None).openapi()["paths"].values()  # type: ignore[arg-type]

    for operation in [one for path in operations for one in path.values()]:
        for status, response in operation["responses"].items():
            assert list(response["content"]) == ["application/json" if status == "200" else "application/problem+json"]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", OPERATIONS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_fits_the_document_or_not_the_till_answers_as_the_document_says(
    running: httpx.Client, shared_centre: Any, label: str, mode: GenerationMode, data: st.DataObject
) -> None:
    case = data.draw(OPERATIONS[label].as_strategy(generation_mode=mode))
    _make_it_plausible(case, shared_centre)
    address, token = str(running.base_url.copy_with(path="/")), running.headers["Authorization"]

    case.call_and_validate(base_url=address, headers={"Authorization": token})


def _make_it_plausible(case: schemathesis.Case, centre: Any) -> None:
    """Of what was made at random, mend what no document can say: the store, the sum, the date, a known card."""
    body = case.body
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(body, dict):
        return
    if "lines" in body and "total_fen" in body and "store" in body:
        body |= {"store": "s1", "total_fen": sum(line["amount_fen"] for line in body["lines"])}
        body["paid_at"] = (centre.now - timedelta(days=1)).isoformat()
        if body.get("member"):
            body["member"] = {"card": MEMBERS_CARD}


def test_a_till_refuses_what_it_has_no_route_for_as_a_problem(till: httpx.Client) -> None:
    answers = [till.delete("/orders"), till.get("/nothing"), till.get("/orders/o1/refunds")]

    assert [answer.status_code for answer in answers] == [405, 404, 405]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert answers[0].headers["allow"] == "POST"
