"""Plays Samba's ntlm_auth for Dovecot, which has no NTLM of its own: NTLM version 2 (MS-NLMP 3.3.2).

Dovecot starts a copy of this file (see ntlm.py) and talks lines of base64 with it; standard
library only. It knows one password for everybody, kept in the file `password` beside it.
"""

import base64
import hmac
import os
import struct
import sys
import time
from pathlib import Path

DOMAIN = "LAB"
DNS_DOMAIN = "lab.test"
# one process serves all log-ins at a time, and cannot tell them apart
CHALLENGE = os.urandom(8)
_WORD = 0xFFFFFFFF
# unicode, target name, NTLM, sign, target is a domain, extended security, target info, version,
# 128 bit, key exchange, 56 bit (MS-NLMP 2.2.2.5)
_FLAGS = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x2000000 | 0xE0000000
_VERSION = bytes([10, 0, 0x61, 0x4A, 0, 0, 0, 15])
_SECONDS_1601_TO_1970 = 11_644_473_600


def md4(data: bytes) -> bytes:
    """Return the MD4 digest (RFC 1320), which OpenSSL no longer offers."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack("<Q", len(data) * 8)
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for begin in range(0, len(padded), 64):
        block = struct.unpack("<16I", padded[begin : begin + 64])
        state = [(old + new) & _WORD for old, new in zip(state, _rounds(state, block), strict=True)]
    return struct.pack("<4I", *state)


def _rounds(state: list[int], block: tuple[int, ...]) -> list[int]:
    a, b, c, d = state
    by_column = [row * 4 + column for column in range(4) for row in range(4)]
    reversed_bits = [int(f"{number:04b}"[::-1], 2) for number in range(16)]
    for mix, constant, order, shifts in (
        (lambda x, y, z: x & y | ~x & z, 0, range(16), (3, 7, 11, 19)),
        (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, by_column, (3, 5, 9, 13)),
        (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, reversed_bits, (3, 9, 11, 15)),
    ):
        for count, word in enumerate(order):
            total = (a + mix(b, c, d) + block[word] + constant) & _WORD
            shift = shifts[count % 4]
            a, b, c, d = d, (total << shift | total >> 32 - shift) & _WORD, b, c
    return [a, b, c, d]


def challenge_message() -> bytes:
    """Return the server's message (MS-NLMP 2.2.1.2)."""
    name, dns = DOMAIN.encode("utf-16le"), DNS_DOMAIN.encode("utf-16le")
    now = int((time.time() + _SECONDS_1601_TO_1970) * 10_000_000)
    pairs = ((2, name), (1, name), (4, dns), (3, dns), (7, struct.pack("<Q", now)), (0, b""))
    info = b"".join(struct.pack("<HH", kind, len(value)) + value for kind, value in pairs)
    head = b"NTLMSSP\0" + struct.pack("<IHHI", 2, len(name), len(name), 56)
    target = struct.pack("<HHI", len(info), len(info), 56 + len(name))
    return head + struct.pack("<I", _FLAGS) + CHALLENGE + bytes(8) + target + _VERSION + name + info


def verdict(message: bytes, password: str) -> str:
    """Return the line for a client's last message (MS-NLMP 2.2.1.3)."""
    proof, domain, user = (_field(message, at) for at in (20, 28, 36))
    account = user.decode("utf-16le")
    # version 1 answers have 24 bytes
    if len(proof) <= 24:
        return "NA NT_STATUS_WRONG_PASSWORD"
    identity = account.upper().encode("utf-16le") + domain
    key = hmac.digest(md4(password.encode("utf-16le")), identity, "md5")
    if not hmac.compare_digest(hmac.digest(key, CHALLENGE + proof[16:], "md5"), proof[:16]):
        return "NA NT_STATUS_WRONG_PASSWORD"
    address = account if "@" in account else f"{account}@{DNS_DOMAIN}"
    return f"AF {address.lower()}"


def _field(message: bytes, at: int) -> bytes:
    length, _, offset = struct.unpack_from("<HHI", message, at)
    return message[offset : offset + length]


def reply(line: str, password: str) -> str:
    """Return the answer to one line: YR and KK come with a message of the client."""
    try:
        message = base64.b64decode(line.partition(" ")[2])
        kind = struct.unpack_from("<I", message, 8)[0]
        if kind == 1:
            return "TT " + base64.b64encode(challenge_message()).decode()
        return verdict(message, password)
    except (ValueError, struct.error):
        return "NA NT_STATUS_INVALID_PARAMETER"


if __name__ == "__main__":
    known = Path(__file__).with_name("password").read_text()
    for asked in sys.stdin:
        print(reply(asked.strip(), known), flush=True)
