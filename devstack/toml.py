"""Writes the little TOML that configuration files need: tables of strings, numbers and truths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def dumps(values: Mapping[str, Any], prefix: str = "") -> str:
    """The text of one file. Nested mappings become tables; lists and dates are not known here."""
    plain = [f"{key} = {_value(value)}\n" for key, value in values.items() if not isinstance(value, Mapping)]
    text = "".join(plain)
    for key, value in values.items():
        if isinstance(value, Mapping):
            name = f"{prefix}{key}"
            text += f"\n[{name}]\n{dumps(value, name + '.')}"
    return text


def _value(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    # A JSON string is a TOML string once nothing above U+FFFF is escaped, and DEL is.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
