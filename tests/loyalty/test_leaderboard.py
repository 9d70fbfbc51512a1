"""The leaderboard shows nobody's name and nobody who opted out (B12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.leaderboard import Board, Place, Score, board, masked, whole_board

SCORES = [
    Score("m1", "林小雨", 300),
    Score("m2", "Emily Carter", 500),
    Score("m3", "王芳", 400, hidden=True),
    Score("m4", "", 300),
    Score("m5", "赵", 10),
    Score("m6", "无点", 0),
]


def test_equal_points_share_a_rank_and_those_who_opted_out_take_no_place() -> None:
    shown = board(SCORES, top=3, me="m5")

    assert shown.places == (Place(1, "m2", "E****", 500), Place(2, "m1", "林**", 300), Place(2, "m4", "", 300))
    assert shown.mine == Place(4, "m5", "赵*", 10)
    assert shown.of == 4


def test_whoever_opted_out_does_not_even_see_a_rank_of_their_own() -> None:
    assert board(SCORES, me="m3").mine is None


def test_the_merchant_sees_everybody_by_name() -> None:
    assert [(one.rank, one.name) for one in whole_board(SCORES).places[:3]] == [
        (1, "Emily Carter"),
        (2, "王芳"),
        (3, "林小雨"),
    ]


def test_an_empty_board_is_empty() -> None:
    assert board([]) == Board((), None, 0)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林小雨", "林**"),
        ("欧阳娜娜", "欧**"),
        ("王芳", "王*"),
        ("赵", "赵*"),
        ("Al", "A****"),
        ("Emily Carter", "E****"),
        ("", ""),
        ("\u202e\u0000", ""),
        ("  Bo  ", "B****"),
        ("😀" * 500, "😀**"),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(st.text(min_size=2, max_size=60))
def test_no_name_is_ever_shown(name: str) -> None:
    clean = " ".join("".join(c for c in name if c.isprintable()).split())

    assert len(masked(name)) <= 5
    assert len(clean) < 2 or clean not in masked(name) or set(clean[1:]) <= {"*"}


@given(st.lists(st.builds(Score, st.uuids().map(str), st.just("林"), st.integers(-5, 50), st.booleans()), max_size=30))
def test_ranks_follow_points(scores: list[Score]) -> None:
    places = board(scores, top=100).places

    assert [one.points for one in places] == sorted((one.points for one in places), reverse=True)
    for place in places:
        assert place.rank == 1 + sum(other.points > place.points for other in places)
