"""Four short tones, made here: a tap, it worked, it did not, and "are you still there?"."""

from __future__ import annotations

import io
import math
import struct
import wave

RATE_HZ = 22_050
FULL = 0.5 * 32_767
# Each tone is a row of notes: hertz and seconds; 0 Hz is silence.
NOTES: dict[str, tuple[tuple[float, float], ...]] = {
    "tap": ((1320.0, 0.035),),
    "success": ((659.3, 0.09), (784.0, 0.09), (1046.5, 0.22)),
    "error": ((392.0, 0.14), (294.0, 0.26)),
    "warning": ((784.0, 0.16), (0.0, 0.08), (784.0, 0.16), (0.0, 0.08), (587.3, 0.3)),
}
ATTACK_S = 0.004


def tone(name: str) -> bytes:
    """One tone as a WAV file: 16 bit, one channel."""
    samples = [sample for hertz, seconds in NOTES[name] for sample in _note(hertz, seconds)]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


def _note(hertz: float, seconds: float) -> list[int]:
    """A struck bar: it begins without a click, dies away, and has a little of its octave."""
    count = round(seconds * RATE_HZ)
    turn = 2 * math.pi * hertz / RATE_HZ
    samples = []
    for index in range(count):
        swell = min(1.0, index / (ATTACK_S * RATE_HZ)) * (1.0 - index / count) ** 2
        samples.append(round(FULL * swell * (0.8 * math.sin(turn * index) + 0.2 * math.sin(2 * turn * index))))
    return samples
