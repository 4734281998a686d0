"""Writes small OLE compound files ([MS-CFB]) with the streams that are given; all of them large."""

import struct

FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
CUTOFF = 4096


def compound_file(**streams: bytes) -> bytes:
    """``streams`` by name, with _ for what no word may hold: \\x01 before Ole10Native."""
    sectors: list[bytes] = []
    table: list[int] = []

    def put(data: bytes) -> int:
        first = len(table)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        table.extend([first + number + 1 for number in range(len(pieces) - 1)] + [LAST])
        return first

    small = b"".join(one.ljust(-(-len(one) // 64) * 64, b"\0") for one in streams.values())
    root = put(small)
    entries, chain, at = [_entry("Root Entry", 5, root, len(small))], [], 0
    for name, data in streams.items():
        entries.append(_entry(name.replace("_Ole", "\x01Ole"), 2, at, len(data)))
        count = -(-len(data) // 64)
        chain += [at + number + 1 for number in range(count - 1)] + [LAST]
        at += count
    directory = put(b"".join(entries))
    small_table = put(struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff"))
    place = len(table)
    table.append(TABLE)
    sectors.append(struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff"))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack(
        "<IIIIIIIIII", 0, 1, directory, 0, CUTOFF, small_table, 1, LAST, 0, place
    )
    return head[:512].ljust(512, b"\xff") + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    raw = f"{name}\0".encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return head.ljust(116, b"\0") + struct.pack("<IQ", first, size)
