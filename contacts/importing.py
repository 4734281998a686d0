"""A file of people, and what importing it would change: pure, so that the trial is what is done.

Errors name line and field; a line with an error is left out, the others are imported.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from contacts.keys import key_of
from departments.models import Format

MOST_LINES = 100_000
LENGTHS = {"name": 200, "organisation": 200, "title": 200, "telephone": 100, "notes": 10_000}
FLAGS = {"user": "is_user", "analyst": "is_analyst"}
WORDS = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
COLUMNS = ("name", "address", "user", "analyst", "format", *list(LENGTHS)[1:])
# Other programs call the column so.
ALSO = {"email": "address", "e-mail": "address", "mail": "address", "addresses": "address", "phone": "telephone", "company": "organisation"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mistake:
    """``field`` is the column's name, '' where the whole line is meant."""

    line: int
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line without mistakes: addresses as typed, and values by the fields of a person."""

    number: int
    addresses: tuple[str, ...]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Content:
    lines: list[Line] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


class Known(Protocol):
    """A person as far as a plan looks at them."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different: field -> (before, after), and the addresses that are new."""

    line: Line
    person: Known
    fields: Mapping[str, tuple[object, object]]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    new: list[Line]
    changed: list[Change]
    same: int
    mistakes: list[Mistake]


def read(text: str) -> Content:
    """The lines of a CSV file with a heading; comma, semicolon or tab between the columns."""
    content = Content()
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text))
    try:
        heading = _heading(next(rows, []), content)
        if not content.mistakes:
            _lines(rows, heading, content)
    except csv.Error as error:
        content.mistakes.append(Mistake(0, "", f"The file cannot be read: {error}."))
    return content


def plan(content: Content, known: Mapping[str, Known]) -> Plan:
    """``known`` are people by the key of their address. An empty cell changes nothing."""
    new: list[Line] = []
    changed: list[Change] = []
    for line in content.lines:
        keys = [key_of(one) for one in line.addresses]
        person = next((known[key] for key in keys if key in known), None)
        if person is None:
            new.append(line)
            continue
        change = _change(line, person, known)
        if change.fields or change.addresses:
            changed.append(change)
    same = len(content.lines) - len(new) - len(changed)
    return Plan(new, changed, same, list(content.mistakes))


def _change(line: Line, person: Known, known: Mapping[str, Known]) -> Change:
    differing = {
        name: (getattr(person, name), value)
        for name, value in line.values.items()
        if getattr(person, name) != value
    }
    new = tuple(one for one in line.addresses if known.get(key_of(one)) is not person)
    return Change(line, person, differing, new)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _heading(cells: list[str], content: Content) -> list[str]:
    names = [ALSO.get(one.strip().lower(), one.strip().lower()) for one in cells]
    for name in names:
        if name not in COLUMNS:
            words = f"There is no column “{name}”: there are {', '.join(COLUMNS)}."
            content.mistakes.append(Mistake(1, name, words))
    for name in {one for one in names if names.count(one) > 1}:
        content.mistakes.append(Mistake(1, name, f"There are two columns “{name}”."))
    if "address" not in names:
        content.mistakes.append(Mistake(1, "address", "There is no column “address”."))
    return names


def _lines(rows: Any, heading: list[str], content: Content) -> None:
    seen: dict[str, int] = {}
    for cells in rows:
        number = rows.line_num
        if not any(one.strip() for one in cells):
            continue
        if len(content.lines) >= MOST_LINES:
            words = f"The file has more than {MOST_LINES:,} lines: import it in parts."
            content.mistakes.append(Mistake(number, "", words))
            return
        before = len(content.mistakes)
        line = _line(number, dict(zip(heading, cells, strict=False)), content.mistakes)
        for one in map(key_of, line.addresses):
            first = seen.setdefault(one, number)
            if first != number:
                words = f"Line {first} has the address {one} already."
                content.mistakes.append(Mistake(number, "address", words))
        if len(cells) > len(heading):
            content.mistakes.append(Mistake(number, "", "There are more values than columns."))
        if len(content.mistakes) == before:
            content.lines.append(line)


def _line(number: int, cells: Mapping[str, str], mistakes: list[Mistake]) -> Line:
    values: dict[str, object] = {}
    addresses = _addresses(number, cells.get("address", ""), mistakes)
    for name, typed in cells.items():
        text = typed.strip()
        if not text or name == "address":
            continue
        if name in FLAGS:
            _flag(number, name, text.lower(), values, mistakes)
        elif name == "format":
            _format(number, text.lower(), values, mistakes)
        elif len(text) > LENGTHS[name]:
            mistakes.append(Mistake(number, name, f"More than {LENGTHS[name]} characters."))
        else:
            values[name] = text
    return Line(number, addresses, values)


def _addresses(number: int, typed: str, mistakes: list[Mistake]) -> tuple[str, ...]:
    found = tuple(one for one in typed.replace(";", " ").replace(",", " ").split() if one)
    if not found:
        mistakes.append(Mistake(number, "address", "There is no address."))
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            mistakes.append(Mistake(number, "address", f"“{one[:100]}” is not an email address."))
    return tuple(dict.fromkeys(found))


def _flag(number: int, name: str, text: str, values: dict[str, object], mistakes: list[Mistake]) -> None:  # fmt: skip
    if text in WORDS:
        values[FLAGS[name]] = WORDS[text]
    else:
        mistakes.append(Mistake(number, name, f"“{text[:100]}” is neither yes nor no."))


def _format(number: int, text: str, values: dict[str, object], mistakes: list[Mistake]) -> None:
    if text == "default":
        values["mail_format"] = ""
    elif text in Format.values:
        values["mail_format"] = text
    else:
        words = f"“{text[:100]}” is none of default, text and html."
        mistakes.append(Mistake(number, "format", words))
