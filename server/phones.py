"""Telephone numbers: many spellings, one number."""

from __future__ import annotations

import unicodedata

import phonenumbers

LONGEST = 40


def normalise(text: str, region: str) -> str | None:
    """The number in E.164 (`+8613812346688`); None: not a number anyone can have.

    Spaces, dashes, full-width digits and the country code make no difference. `region` (ISO 3166) is
    where a number without a country code is from.
    """
    if len(text) > LONGEST:
        return None
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", text), region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(e164: str) -> str:
    """What a screen may show: the first three and the last four digits of the national number."""
    if not e164:
        return ""
    try:
        # Most members of a house share its country; parsing is the slowest part of a greeting.
        digits = e164[3:] if e164.startswith("+86") else str(phonenumbers.parse(e164, None).national_number)
    except phonenumbers.NumberParseException:
        return ""
    return f"{digits[: max(0, min(3, len(digits) - 7))]} •••• {digits[-4:]}".lstrip()
