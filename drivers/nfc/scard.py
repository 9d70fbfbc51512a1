"""The door to PC/SC: the raw SCard calls, as methods that return bytes and raise.

pyscard's own CardMonitor is not used: it dies for good when pcscd restarts, and misses a card that was swapped
for another while nobody looked.
"""

from __future__ import annotations

from dataclasses import dataclass

from smartcard import scard

from drivers.ports import DeviceError

# The reader that is not one: it changes when readers come and go.
ANY_READER = "\\\\?PnP?\\Notification"
UNAWARE, CHANGED, EMPTY, PRESENT, MUTE = (
    scard.SCARD_STATE_UNAWARE,
    scard.SCARD_STATE_CHANGED,
    scard.SCARD_STATE_EMPTY,
    scard.SCARD_STATE_PRESENT,
    scard.SCARD_STATE_MUTE,
)
_NOTHING_NEW = (scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED, scard.SCARD_E_UNKNOWN_READER)
_SERVICE = (
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_F_COMM_ERROR,
    scard.SCARD_F_INTERNAL_ERROR,
)
_DIRECT_ESCAPE = scard.SCARD_CTL_CODE(1)


class ServiceGone(DeviceError):
    """pcscd is not there, or not any more."""


class CardGone(Exception):
    """The card left the field, or went mute, before it had answered."""


@dataclass(frozen=True, slots=True)
class Look:
    """What pcscd says of one reader: its state with the event counter in the upper half, and the card's ATR."""

    reader: str
    state: int
    atr: bytes


class Context:
    """One connection to pcscd. Raises ServiceGone whenever it turns out to be dead."""

    def __init__(self) -> None:
        result, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check(result, "pcscd does not answer")

    def close(self) -> None:
        scard.SCardReleaseContext(self._context)

    def readers(self) -> list[str]:
        """The names of the readers that are plugged in."""
        result, names = scard.SCardListReaders(self._context, [])
        if _code(result) == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check(result, "pcscd lists no readers")
        return list(names)

    def wait(self, known: list[tuple[str, int]], timeout_s: float) -> list[Look]:
        """Sleep until something differs from `known`; an empty list after `timeout_s`, and when a reader vanished."""
        result, looks = scard.SCardGetStatusChange(self._context, max(0, int(timeout_s * 1000)), known)
        if _code(result) in _NOTHING_NEW:
            return []
        _check(result, "pcscd stopped watching")
        return [Look(name, state & 0xFFFFFFFF, bytes(atr)) for name, state, atr in looks]

    def connect(self, reader: str) -> Connection:
        """Speak to the card on `reader`. Raises CardGone."""
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, handle, protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_SHARED, protocols)
        _check_card(result)
        return Connection(handle, protocol)

    def escape(self, reader: str, command: bytes) -> bytes:
        """Send a command to the reader itself, card or no card. b"" when it refuses."""
        result, handle, _protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_DIRECT, 0)
        if result != scard.SCARD_S_SUCCESS:
            return b""
        result, answer = scard.SCardControl(handle, _DIRECT_ESCAPE, list(command))
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        return bytes(answer) if result == scard.SCARD_S_SUCCESS else b""


class Connection:
    """A card that can be spoken to."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        self._protocol = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

    def __call__(self, command: bytes) -> bytes:
        """The card's answer to an APDU, with its status word. Raises CardGone, ServiceGone."""
        result, answer = scard.SCardTransmit(self._handle, self._protocol, list(command))
        _check_card(result)
        if len(answer) < 2:
            raise CardGone("the card answered nothing")
        return bytes(answer)

    def close(self) -> None:
        """Let go of the card, and leave it powered."""
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)


def _code(result: int) -> int:
    return result & 0xFFFFFFFF


def _check(result: int, what: str) -> None:
    if result != scard.SCARD_S_SUCCESS:
        raise ServiceGone(f"{what}: {scard.SCardGetErrorMessage(result).strip().rstrip('.')}")


def _check_card(result: int) -> None:
    """What went wrong with the service is the service's; anything else is the card's, torn away or mute."""
    if _code(result) in _SERVICE:
        _check(result, "pcscd is gone")
    if result != scard.SCARD_S_SUCCESS:
        raise CardGone(scard.SCardGetErrorMessage(result).strip().rstrip("."))
