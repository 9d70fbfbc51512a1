"""The radio field of simulated card readers: cards are laid on them here, pcscd's IFD handler (ifd_sim.c) asks."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections import deque
from typing import Protocol

REMEMBERED = 500
# How long a reader may take to notice an empty field.
NOTICE_S = 0.5


class Card(Protocol):
    """What can be laid on a reader. `atr` is what the reader makes up for it; an empty one is a card that is mute."""

    @property
    def atr(self) -> bytes: ...

    def reset(self) -> None:
        """The reader switched the field on."""

    def apdu(self, command: bytes) -> bytes:
        """The answer with its status word; b"" when the card is gone, one byte when the radio garbled it."""


class Field:
    """Every reader of one pcscd. Cards may come from any thread.

    `devices` says which reader has which USB device number; each plugging in gives a new one, as it really does.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.escapes: deque[bytes] = deque(maxlen=REMEMBERED)
        self.devices: dict[int, int] = {}
        self._cards: dict[int, Card] = {}
        self._looks, self._seen_empty = 0, threading.Event()
        self._events: dict[int, socket.socket] = {}
        self._lock = threading.Lock()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(8)
        threading.Thread(target=self._accept, name="field", daemon=True).start()

    def lay(self, card: Card, reader: int = 1) -> None:
        """Lay a card on a reader; one that lies there already is taken away first."""
        self.take(reader)
        self._cards[reader] = card
        self._changed(reader)

    def take(self, reader: int = 1) -> None:
        """Take the card away; returns when the reader has noticed, as a hand is slower than a reader."""
        if reader not in self._cards:
            return
        self._looks = 0
        self._seen_empty.clear()
        del self._cards[reader]
        self._changed(reader)
        if reader in self._events:
            self._seen_empty.wait(NOTICE_S)

    def close(self) -> None:
        # Closing alone does not wake a thread that sleeps in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _changed(self, reader: int) -> None:
        with self._lock:
            events = self._events.get(reader)
            if events is not None:
                with contextlib.suppress(OSError):
                    events.send(b"!")

    def _accept(self) -> None:
        while True:
            try:
                peer, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(peer,), name="field-peer", daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        reader = 1
        with contextlib.suppress(OSError), peer, peer.makefile("rb") as frames:
            while len(head := frames.read(3)) == 3:
                op, data = head[:1], frames.read(head[1] << 8 | head[2])
                if op in b"HE":
                    reader = self._reader(data)
                if op == b"E":
                    with self._lock:
                        peer.sendall(b"K\x00\x00")
                        self._events[reader] = peer
                    continue
                answer = self._answer(op, data, reader)
                peer.sendall(b"K" + len(answer).to_bytes(2, "big") + answer)
        with self._lock:
            if self._events.get(reader) is peer:
                del self._events[reader]

    def _answer(self, op: bytes, data: bytes, reader: int) -> bytes:
        card = self._cards.get(reader)
        if op == b"C":
            self.escapes.append(data[4:])
            return b"\x90\x00"
        if op == b"P":
            if card is None:
                self._looked_empty(reader)
            return bytes((card is not None,))
        if card is None or op in (b"H", b"D"):
            return b""
        if op in (b"U", b"R"):
            card.reset()
            return card.atr
        return card.apdu(data)

    def _looked_empty(self, reader: int) -> None:
        """The first look may be the one before power is cut, of which nobody is told: only the second one counts."""
        self._looks += 1
        if self._looks == 1:
            self._changed(reader)
        elif self._looks == 2:
            self._seen_empty.set()

    def _reader(self, name: bytes) -> int:
        """The reader behind `usb:072f/2200:libudev:0:/dev/bus/usb/001/002`."""
        digits = name.rsplit(b"/", 1)[-1]
        return self.devices.get(int(digits), 1) if digits.isdigit() else 1
