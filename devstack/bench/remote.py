"""Asks a kiosk over its control socket: one JSON line there, one back."""

from __future__ import annotations

import json
import socket
from typing import Any

from devstack.bench.refused import Refused

LONGEST_ANSWER = 32 * 1024 * 1024


def ask(path: str, request: dict[str, Any], timeout_s: float) -> Any:
    """The `data` of the kiosk's answer. Raises Refused: 503 it does not run, 504 no answer in time, 422 its own no."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout_s)
            line.connect(path)
            line.sendall(json.dumps(request).encode() + b"\n")
            with line.makefile("rb") as answers:
                answer = json.loads(answers.readline(LONGEST_ANSWER))
    except TimeoutError as error:
        raise Refused(504, f"the kiosk did not answer within {timeout_s:.0f} s") from error
    except (OSError, ValueError) as error:
        raise Refused(503, "the kiosk is not running at this moment") from error
    if not answer.get("ok"):
        raise Refused(422, str(answer.get("message") or answer.get("code") or "the kiosk refused"))
    return answer.get("data")
