"""A card that claims to be a member's and cannot prove it shows nobody's name."""

from __future__ import annotations

from drivers.ports import CardTapped, Proof
from kiosk.effects import Ask, Recall
from kiosk.events import Recalled
from kiosk.journal import from_plain, to_plain
from kiosk.screens import Reading, Trouble
from kiosk.screens._people import LIN
from kiosk.values import Card

UID = "04a1b2c3d4e580"


def test_a_copied_card_is_refused_and_nobody_is_asked_about(kiosk):
    kiosk.given(CardTapped(UID, Proof.FAILED))

    assert isinstance(kiosk.screen, Trouble) and kiosk.screen.reason == "card_blocked"
    assert kiosk.screen.card is None
    assert not [effect for effect in kiosk.effects if isinstance(effect, Ask | Recall)]


def test_a_copied_card_ends_the_visit_before_it(kiosk):
    kiosk.given(CardTapped("04ff00ff"), Recalled(Card("nfc", "04ff00ff"), LIN), CardTapped(UID, Proof.FAILED))

    assert isinstance(kiosk.screen, Trouble)


def test_a_proven_card_and_an_unproven_one_are_asked_about_alike(kiosk):
    for proof in (Proof.CHALLENGED, Proof.UID_ONLY):
        kiosk.given(CardTapped(UID, proof))
        assert kiosk.screen == Reading(Card("nfc", UID))


def test_the_journal_keeps_whether_a_card_proved_itself():
    plain = to_plain(CardTapped(UID, Proof.FAILED))

    assert from_plain(plain).proof is Proof.FAILED
    assert UID not in str(plain)
    assert from_plain({"is": "CardTapped", "uid": "#1"}).proof is Proof.UID_ONLY
