"""Ask the running kiosk something over its local socket. Standard library only: `kioskctl` starts fast."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any


class ControlError(Exception):
    """The kiosk said no; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotRunning(ControlError):
    """Nobody listens: the kiosk is not running."""

    def __init__(self, path: Path) -> None:
        super().__init__("not_running", f"no kiosk is running at {path}")


def call(path: Path, do: str, timeout_s: float = 5.0, **arguments: Any) -> Any:
    """The answer's data. Raises NotRunning, or ControlError with what the kiosk said."""
    request = json.dumps({"do": do, **arguments}).encode() + b"\n"
    try:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(timeout_s)
            peer.connect(str(path))
            peer.sendall(request)
            answer = json.loads(_line(peer))
    except TimeoutError as error:
        raise ControlError("timeout", f"the kiosk did not answer within {timeout_s:g} s") from error
    except (OSError, ValueError) as error:
        raise NotRunning(path) from error
    if not answer.get("ok"):
        raise ControlError(str(answer.get("code", "error")), str(answer.get("message", "")))
    return answer["data"]


def _line(peer: socket.socket) -> bytes:
    parts = []
    while True:
        part = peer.recv(1 << 16)
        if not part:
            raise ConnectionResetError("the kiosk hung up")
        parts.append(part)
        if part.endswith(b"\n"):
            return b"".join(parts)
