"""Extensions: as people type them into a rule, and as they stand at the end of a file's name."""

import re

# Windows and unzipping programs end a name at these, or put an underscore in their place.
CUT = re.compile(r"[;:?*\"<>|/\\]")
TYPED = re.compile(r"[a-z0-9][a-z0-9_+~-]{0,29}(?:\.[a-z0-9][a-z0-9_+~-]{0,29})?\Z")
LONGEST = 60


def normal(typed: str) -> str:
    """`.exe`, `exe`, `*.exe` and `EXE ` are the same: 'exe' (AT-1).

    Raises ValueError with words for people where it is no extension.
    """
    found = typed.strip().lower().removeprefix("*").removeprefix(".")
    if not TYPED.match(found):
        raise ValueError(
            f"“{typed.strip()[:40]}” is no extension. Type what stands after the last dot of a "
            "file's name, such as exe."
        )
    return found


def of(name: str) -> tuple[str, ...]:
    """What a name ends in: its last extension, and the last two together (tar.gz)."""
    tokens = name.lower().split(".")
    if len(tokens) < 2:
        return ()
    last = _token(tokens[-1])
    if len(tokens) > 2 and last:
        return (last, f"{_token(tokens[-2])}.{last}")
    return (last,) if last else ()


def inner(name: str) -> tuple[str, ...]:
    """Extensions before the last one; a word of a sentence is none."""
    tokens = name.lower().split(".")[1:-1]
    return tuple(found for one in tokens if (found := _token(one)) and " " not in found)


def _token(text: str) -> str:
    return CUT.split(text, maxsplit=1)[0].strip()[:LONGEST]
