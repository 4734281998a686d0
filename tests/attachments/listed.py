"""Archives whose names alone are read: 7z files of a few lines, and RAR headers by their description.

The 7z files hold sub/setup.exe, notes.txt and Grüße.pdf: a packed list, and one with hidden names.
"""

import base64
import struct

SEVEN = base64.b64decode(
    "N3q8ryccAAThh29AnQAAAAAAAAAiAAAAAAAAAPtOJpcBAAl5CngKaGVsbG8KAAAAgTMHrg/Ox1yBCSqu06qFJigV"
    "5+7h+b5H8jWXdWLCPqEiyNu1HeeS2YG8cbVUE1cliw0bF1bM0lZ4PBPUfh5RS+4T4YeCIksgnnw/IEqEWYqqUZof"
    "smA9gfkedpxfVER3zseTop3zFzjhBRKQKrk96OcSkv3UHR0fkCW60xc5lapqIK3f5otBqJz2AAAAFwYOAQmAjwAH"
    "CwEAASMDAQEFXQAQAAAMgMYKASxPrIQAAA=="
)
SEVEN_HIDDEN = base64.b64decode(
    "N3q8ryccAARvUrwnwAAAAAAAAAA+AAAAAAAAANUTvphBkAm6vOkP9GQCWYYEi3DH7iVToIpUBhebDgyM3WP2NcNc"
    "MLO+OGnOxXWOxC+zfBrYtKEp6zHktT1rILYtekexIn46PjciwBVy2Hw+FX5QaZ1egIsFOIQjc7DgGJtPD00rAipJ"
    "C4pwn4B/5VwKNgmiNTHbG2KTm27Knf0hrFWpHxBKh0+u+ozgmszb7IDExm5ulSlGXp110vJ4PPqKWd/IxaslrgpN"
    "8yG+lLcxg6YXPUCYRF+rcj0un/392cy/hrMXBhABCYCwAAcLAQACJAbxBwESUw+acBBIpdWW//gtVS2LQoMdIwMB"
    "AQVdABAAAAEADICngNYKAeL8JdcAAA=="
)


def rar4(*names: str, hidden: bool = False) -> bytes:
    """Version 4: the mark, the header of the archive, and of each file."""
    found = b"Rar!\x1a\x07\x00" + struct.pack("<HBHH6x", 0, 0x73, 0x80 if hidden else 0, 13)
    for name in names:
        raw = name.encode()
        file = struct.pack("<IIBIIBBHI", 5, 5, 3, 0, 0, 29, 0x30, len(raw), 0o644) + raw
        found += struct.pack("<HBHH", 0, 0x74, 0x8000, 7 + len(file)) + file + b"hello"
    return found


def rar5(*names: str, hidden: bool = False) -> bytes:
    """Version 5; every number fits a byte."""
    found = b"Rar!\x1a\x07\x01\x00" + _block(bytes([4 if hidden else 1, 0, 0]))
    for name in names:
        raw = name.encode()
        found += _block(bytes([2, 2, 5, 0, 5, 0, 0, 1, len(raw)]) + raw) + b"hello"
    return found


def _block(body: bytes) -> bytes:
    return bytes(4) + bytes([len(body)]) + body
