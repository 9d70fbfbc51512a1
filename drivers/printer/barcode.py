"""CODE128 bars, code set B."""

from __future__ import annotations

from functools import cache
from typing import cast


@cache
def code128(text: str) -> str:
    """The bars of `text` as a string of 1 (bar) and 0 (gap); empty when code set B cannot say it."""
    if not text or not all(" " <= char <= "~" for char in text):
        return ""
    # python-barcode comes with python-escpos; few tickets have bars, so it is loaded only for those.
    from barcode import Code128  # type: ignore[import-untyped]

    return cast(str, Code128(text).build()[0])
