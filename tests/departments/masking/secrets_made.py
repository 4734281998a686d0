"""Texts with known secrets, made from a seed: what is in them is known, what finds it is not asked."""

import random
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

WORDS = [
    "Dear",
    "team,",
    "my",
    "order",
    "4471",
    "of",
    "12.03.2026",
    "for",
    "1,299.00",
    "EUR",
    "is",
    "late.",
    "Call",
    "030",
    "901820",
    "please",
]
CARDS = (("4", 16), ("4", 13), ("51", 16), ("2221", 16), ("34", 15), ("37", 15), ("36", 14))
CARDS += (("6011", 16), ("65", 16), ("3530", 16), ("62", 16), ("62", 19), ("4", 19))
IBANS = {
    "DE": 18,
    "AT": 16,
    "NL": -14,
    "GB": -18,
    "FR": 23,
    "ES": 20,
    "NO": 11,
    "MT": -27,
    "CH": 17,
}
SEPARATORS = ("", " ", "-", ".", "\u00a0", "\u2011", "\u00ad", "\u200b", " - ")
TAGS = (
    "{}",
    "<b>{}</b>",
    "<span style='color:red'>{}</span>",
    "<!-- x -->{}",
    "{}&shy;",
    "{}<wbr>",
)


@dataclass(frozen=True)
class Sample:
    source: str
    secret: str


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def shown(html: str) -> str:
    parser = _Shown()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


def bare(text: str) -> str:
    """Letters and digits alone, as somebody reads them who ignores everything else."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum()).upper()


def card(chance: random.Random) -> str:
    first, length = chance.choice(CARDS)
    digits = first + "".join(chance.choice("0123456789") for _ in range(length - len(first) - 1))
    total = 0
    for place, one in enumerate(reversed(digits)):
        doubled = int(one) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


def iban(chance: random.Random) -> str:
    country = chance.choice(sorted(IBANS))
    length = IBANS[country]
    body = "".join(chance.choice("0123456789") for _ in range(abs(length)))
    if length < 0:
        body = "ABCD" + body[4:]
    digits = "".join(str(int(one, 36)) for one in f"{body}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{body}"


def ssn(chance: random.Random) -> str:
    area = chance.choice([one for one in range(1, 900) if one != 666])
    return f"{area:03}{chance.randint(1, 99):02}{chance.randint(1, 9999):04}"


def grouped(secret: str, kind: str, separator: str) -> list[str]:
    if kind == "ssn":
        cuts = [3, 5]
        separator = separator if separator.strip("\u00ad\u200b.") else "-"
    elif kind == "card" and len(secret) in (14, 15):
        cuts = [4, 10]
    elif kind == "card" and len(secret) == 13:
        return [secret]
    else:
        cuts = list(range(4, len(secret), 4))
    pieces = [secret[one:two] for one, two in zip([0, *cuts], [*cuts, None], strict=True)]
    return [piece + separator for piece in pieces[:-1]] + pieces[-1:]


def around(chance: random.Random, secret: str) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(3, 40))]
    words.insert(chance.randrange(len(words)), secret)
    return " ".join(words)


def sample(chance: random.Random, *, html: bool) -> Sample:
    kind, make = chance.choice((("card", card), ("iban", iban), ("ssn", ssn)))
    secret = make(chance)
    pieces = grouped(secret, kind, chance.choice(SEPARATORS))
    if html:
        pieces = [chance.choice(TAGS).format(one) for one in pieces]
        source = f"<html><body><p>{around(chance, ''.join(pieces))}</p></body></html>"
    else:
        source = around(chance, "".join(pieces))
    return Sample(source, secret)
