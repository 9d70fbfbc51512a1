"""A printer on the network: ESC/POS over a raw TCP port, by convention 9100."""

from __future__ import annotations

from drivers.printer.conversation import Conversation
from drivers.sockets import SocketStream


class NetworkPrinter(Conversation):
    """Driver: the printer at `host`:`port`, with paper `width_mm` (58 or 80) wide.

    `model` is a name of drivers/printer/models.py.
    """

    def __init__(self, host: str, port: int = 9100, width_mm: int = 80, model: str = "generic") -> None:
        if not host:
            raise ValueError("host: the printer's name or address is empty")
        if not 0 < port < 65536:
            raise ValueError(f"port: {port} is not between 1 and 65535")
        super().__init__(SocketStream((host, port)), width_mm, model=model)
