"""What comes next is as high as its column has room for."""

from __future__ import annotations

import pytest


@pytest.fixture
def column(stand):
    """A column of so many pixels with a hugging row in it, and in that a key that grows from 80 to 104."""
    from kiosk.design.layout import Stack
    from kiosk.design.part import Part

    def lay_out(height, other):
        key = Part(size_hint=(1, None), height=80, at_least=80, at_most=104)
        row, column = Stack(way="across", hug="h"), Stack(way="down", size_hint=(None, None), size=(400, height))
        row.add_widget(key)
        text = Part(size_hint=(1, None), height=other)
        for part in (text, row):
            column.add_widget(part)
        stand.settle()
        return column, text, row, key

    lay_out.settle = stand.settle
    return lay_out


@pytest.mark.parametrize(("height", "drawn"), [(300, 104), (240, 90), (200, 80)])
def test_a_key_that_grows_takes_what_its_column_has_left(column, height, drawn):
    _, _, row, key = column(height, other=150)

    assert key.height == row.height == drawn


def test_a_key_that_grew_is_low_again_when_a_longer_text_needs_the_room(column):
    _, text, row, key = column(300, other=150)

    text.height = 210
    column.settle()
    assert key.height == row.height == 90

    text.height = 150
    column.settle()
    assert key.height == row.height == 104
