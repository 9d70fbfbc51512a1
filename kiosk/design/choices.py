"""Things to choose between: the tiles of the hub, the keys of an opinion, the questions of the guide."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.design.touchable import Touchable

PLEASED, SO_SO = 9, 7
# The pictures of the guide's questions, in their order.
QUESTIONS = ("coins", "hourglass", "gift", "crown", "credit-card", "shield-check")


def mood(score: int) -> str:
    """The face that goes with a score; a heart while there is none (-1)."""
    if score < 0:
        return "message-square-heart"
    return "smile" if score >= PLEASED else "meh" if score >= SO_SO else "frown"


def mood_tone(score: int) -> str:
    """The colour of a score's key. The figure on it says the same."""
    return "jade" if score >= PLEASED else "gold_ink" if score >= SO_SO else "ember"


def part_of(text: str, index: int) -> str:
    """One paragraph of a text, "" when it has fewer."""
    parts = text.split("\n")
    return parts[index] if index < len(parts) else ""


class SquareTile(Touchable):
    """A choice with its icon above its words; `lying`: beside them, where the tile is wide and low.

    `big`: larger words, where it has the room."""

    icon = StringProperty("gift")
    tone = StringProperty("ember")
    title = StringProperty("")
    detail = StringProperty("")
    lying = BooleanProperty(False)
    big = BooleanProperty(False)
    medal = NumericProperty(60)


class ScoreKey(Touchable):
    """One of the eleven answers. `chosen` is the score given, -1 for none."""

    score = NumericProperty(0)
    chosen = NumericProperty(-1)
    caption = StringProperty("")
    tone = StringProperty("ember")


class TopicKey(Touchable):
    """Something an opinion is about; it can be on or off."""

    icon = StringProperty("")
    text = StringProperty("")


class FilterKey(Touchable):
    """One way to look at a list; the current one is dark."""

    text = StringProperty("")


class QuestionRow(Touchable):
    """One question of the guide; `on` while its answer is shown."""

    icon = StringProperty("")
    text = StringProperty("")
