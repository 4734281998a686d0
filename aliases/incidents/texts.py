"""What a notice says, as mail and as JSON: pure, from values."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

# More are counted only: a mail is read, a list of thousands is not.
MOST = 50
LONGEST_SUBJECT = 150
BEGAN, LASTS, OVER = "opened", "reminder", "ended"
LABELS = {BEGAN: "Trouble", LASTS: "Still in trouble", OVER: "Over"}


@dataclass(frozen=True, slots=True)
class News:
    """One occasion of one incident. ``occasion`` is opened, reminder or ended; times are aware."""

    number: int
    occasion: str
    incident: int
    about: str
    kind: str
    cause: str
    since: datetime
    words: str
    answer: str = ""
    remedy: str = ""
    ended: datetime | None = None
    link: str = ""


def one_line(text: str) -> str:
    """``text`` as it may stand in a header: control characters and line ends become spaces."""
    plain = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(plain.split())


def subject(news: Sequence[News]) -> str:
    first = news[0]
    words = f"{LABELS[first.occasion]}: {first.about}: {first.cause}"
    if len(news) > 1:
        words = f"{len(news)} notices, the first: {words}"
    return f"[mailcenter] {one_line(words)}"[:LONGEST_SUBJECT]


def text(news: Sequence[News]) -> str:
    """The body of the mail, plain."""
    parts = [_told(one) for one in news[:MOST]]
    if len(news) > MOST:
        parts.append(f"And {len(news) - MOST} more: the console shows them all.")
    parts.append("This mail was made by mailcenter. Nobody reads answers to it.")
    return "\n\n".join(parts)


def _told(one: News) -> str:
    lines = [
        (LABELS[one.occasion], one.about),
        ("Cause", one.cause),
        ("Since", at(one.since)),
        ("Ended", at(one.ended) if one.ended else ""),
        ("What happens", "" if one.occasion == OVER else one.words),
        ("The server said", "" if one.occasion == OVER else one.answer),
        ("What to do", "" if one.occasion == OVER else one.remedy),
        ("Details", one.link),
    ]
    return "\n".join(f"{title}: {words}" for title, words in lines if words)


def at(moment: datetime) -> str:
    """In the console's time zone, such as 2026-11-21 14:05 UTC."""
    return localtime(moment).strftime("%Y-%m-%d %H:%M %Z")


def payload(news: Sequence[News], delivery: str) -> bytes:
    """The body of the webhook: UTF-8 JSON, byte for byte what is signed."""
    content = {"delivery": delivery, "notices": [_as_json(one) for one in news]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _as_json(one: News) -> dict[str, Any]:
    return {
        "id": one.number,
        "occasion": one.occasion,
        "incident": one.incident,
        "about": one.about,
        "kind": one.kind,
        "cause": one.cause,
        "since": one.since.isoformat(),
        "ended": one.ended.isoformat() if one.ended else None,
        "words": one.words,
        "answer": one.answer,
        "remedy": one.remedy,
        "link": one.link,
    }
