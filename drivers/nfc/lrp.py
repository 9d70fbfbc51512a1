"""LRP, the leakage-resilient primitive of NXP AN12304: AES used so that no key meets two chosen inputs."""

from __future__ import annotations

from drivers.nfc import aes
from drivers.nfc.aes import BLOCK, ZERO

_PLAIN, _UPDATE = b"\xaa" * BLOCK, b"\x55" * BLOCK
_KEYS = 4


class Lrp:
    """One LRP key: `base` makes 16 plaintexts and up to 4 updated keys, of which `number` is used.

    `counter` (4, 8 or 16 bytes; AN12304 calls it the initial value) goes up with every block that is
    encrypted or decrypted.
    """

    def __init__(self, base: bytes, number: int = 0, counter: bytes = ZERO) -> None:
        # Of what is asked for only the one key: they are made one after the other.
        half = aes.encrypt_block(base, _UPDATE)
        self._plaintexts = []
        for _nibble in range(16):
            self._plaintexts.append(aes.encrypt_block(half, _PLAIN))
            half = aes.encrypt_block(half, _UPDATE)
        half = aes.encrypt_block(base, _PLAIN)
        for _key in range(number):
            half = aes.encrypt_block(half, _UPDATE)
        self.key = aes.encrypt_block(half, _PLAIN)
        self.counter = counter

    def evaluate(self, text: bytes) -> bytes:
        """Algorithm 3: walk through the nibbles of `text`, each choosing what is encrypted next."""
        state = self.key
        for nibble in text.hex():
            state = aes.encrypt_block(state, self._plaintexts[int(nibble, 16)])
        return aes.encrypt_block(state, ZERO)

    def encrypt(self, data: bytes) -> bytes:
        """LRICB over whole blocks; the counter moves on."""
        return b"".join(aes.encrypt_block(self._next_key(), data[at : at + BLOCK]) for at in range(0, len(data), BLOCK))

    def decrypt(self, data: bytes) -> bytes:
        """LRICB over whole blocks; the counter moves on. Raises ValueError for anything else."""
        return b"".join(aes.decrypt_block(self._next_key(), data[at : at + BLOCK]) for at in range(0, len(data), BLOCK))

    def cmac(self, message: bytes) -> bytes:
        """CMAC with LRP in place of AES (AN12304, 2.3)."""
        first = aes.double(self.evaluate(ZERO))
        state = ZERO
        blocks = [message[at : at + BLOCK] for at in range(0, len(message), BLOCK)] or [b""]
        for block in blocks[:-1]:
            state = self.evaluate(aes.xor(state, block))
        last = blocks[-1]
        last = aes.xor(last, first) if len(last) == BLOCK else aes.xor(aes.pad(last), aes.double(first))
        return self.evaluate(aes.xor(state, last))

    def _next_key(self) -> bytes:
        key = self.evaluate(self.counter)
        size = len(self.counter)
        self.counter = ((int.from_bytes(self.counter, "big") + 1) % (1 << 8 * size)).to_bytes(size, "big")
        return key
