"""AES as NXP's cards use it: single blocks, CBC, CMAC, and the CMAC cut to its odd bytes."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

BLOCK = 16
ZERO = bytes(BLOCK)


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """One or more independent blocks of 16 bytes."""
    # Single blocks of secrets and counters, never a message: what ECB hides is enough here.
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def decrypt_block(key: bytes, block: bytes) -> bytes:
    """The other way round."""
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return decryptor.update(block) + decryptor.finalize()


def encrypt(key: bytes, data: bytes, iv: bytes = ZERO) -> bytes:
    """CBC over whole blocks. Raises ValueError for anything else."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decrypt(key: bytes, data: bytes, iv: bytes = ZERO) -> bytes:
    """CBC over whole blocks. Raises ValueError for anything else."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def cmac(key: bytes, message: bytes) -> bytes:
    """The 16 bytes of NIST SP 800-38B."""
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def odd_bytes(mac: bytes) -> bytes:
    """NXP's short MAC: every second byte of 16."""
    return mac[1::2]


def double(block: bytes) -> bytes:
    """Multiply by x in GF(2^128), as CMAC makes its subkeys."""
    value = int.from_bytes(block, "big") << 1
    return ((value & ((1 << 128) - 1)) ^ (0x87 if value >> 128 else 0)).to_bytes(BLOCK, "big")


def xor(left: bytes, right: bytes) -> bytes:
    """Byte by byte; the shorter one decides the length."""
    return bytes(a ^ b for a, b in zip(left, right, strict=False))


def pad(data: bytes) -> bytes:
    """ISO 9797-1 method 2: 80 and zeros to whole blocks, always at least one byte."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def unpad(data: bytes) -> bytes:
    """Take `pad` off. Raises ValueError when there is none."""
    end = data.rstrip(b"\x00")
    if not end.endswith(b"\x80"):
        raise ValueError("no padding")
    return end[:-1]
