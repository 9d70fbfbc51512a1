"""The one error of the bench: what a person or a program asked for cannot be done."""

from __future__ import annotations


class Refused(Exception):
    """`status` is the HTTP status, the message one sentence for whoever asked."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
