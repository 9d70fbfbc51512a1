"""What a printer can do beyond the least that every ESC/POS printer does, as its self-test page says.

A printer that nobody knows is `generic`, and works: Chinese goes to it as pictures of lines.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """One kind of printer.

    `native_qr`: it knows GS ( k; otherwise QR codes are sent as pictures. `chinese`: it has a GB18030 font behind FS &,
    so that Chinese is sent as text, a tenth of the bytes. `near_end`: it has the sensor for the end of the roll;
    without one "the paper is fine" means nothing, and its paper is unknown until it is out.
    """

    native_qr: bool = True
    chinese: bool = False
    near_end: bool = True


MODELS = {
    "generic": Model(),
    "generic-no-sensor": Model(near_end=False),
    "chinese": Model(chinese=True),
    "chinese-no-sensor": Model(chinese=True, near_end=False),
    # The cheapest 58 mm ones.
    "basic": Model(native_qr=False, near_end=False),
    "basic-chinese": Model(native_qr=False, chinese=True, near_end=False),
}


def model(name: str) -> Model:
    """The model of this name. Raises ValueError naming the ones there are."""
    if name not in MODELS:
        raise ValueError(f"model: no kind of printer is called {name!r}; known: {', '.join(sorted(MODELS))}")
    return MODELS[name]
