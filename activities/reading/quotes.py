"""Tells what a person wrote from the mail that they quote below it. Line by line, in linear time.

Quotes between which something is answered are part of the answer and stay.
"""

import re
from dataclasses import dataclass

QUOTED = re.compile(r"[ ]{0,3}[>|]")
# "On … wrote:" in the languages of the mail programs: a line that ends so, before a quote.
WROTE = re.compile(
    r"(?:wrote|writes|schrieb|geschrieben|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?"
    r"|kirjoitti|написал\(?а?\)?|пишет|写道|のメール|作成)[^\n]{0,100}:\s*$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s*(?:-{3,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message d'origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht"
    r"|mensagem original|originalmeddelande)\s*-{3,}|_{20,})\s*$",
    re.IGNORECASE,
)
# The header that Outlook puts above a quote, without any mark.
FIELD = re.compile(
    r"\s*\*?(from|sent|to|date|cc|subject|von|gesendet|an|datum|betreff|de|envoyé|à|objet|enviado|para|asunto|da"
    r"|inviato|a|oggetto|van|verzonden|aan|onderwerp|assunto)\s?\*?:\*?\s",
    re.IGNORECASE,
)
SENDERS = frozenset({"from", "von", "de", "da", "van"})
MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Folded:
    """``quoted`` is the rest of the text from where it only quotes; '' where it does not."""

    written: str
    quoted: str


def fold(text: str) -> Folded:
    """Splits a text; joined by a newline the two make up the text again."""
    lines = text.split("\n")
    begin = min(_marked(lines), _header(lines))
    if begin == len(lines) or not any(line.strip() for line in lines[:begin]):
        return Folded(text, "")
    return Folded("\n".join(lines[:begin]), "\n".join(lines[begin:]))


def _marked(lines: list[str]) -> int:
    """Where the quote with marks begins that goes to the end."""
    begin = len(lines)
    while begin and (not lines[begin - 1].strip() or QUOTED.match(lines[begin - 1])):
        begin -= 1
    if not any(QUOTED.match(line) for line in lines[begin:]):
        return len(lines)
    # The line that says who wrote it may have been broken in two.
    if begin and WROTE.search(lines[begin - 1][-MAX_LINE:]):
        begin -= 1
        if begin and lines[begin - 1].startswith(("On ", "Am ", "Le ", "El ", "Il ", "Op ")):
            begin -= 1
    return begin


def _header(lines: list[str]) -> int:
    """Where a header of a quoted mail begins: a separator, or three fields of which one is From."""
    for index, line in enumerate(lines):
        if len(line) < MAX_LINE and SEPARATOR.match(line) and _fields(lines, index + 1) >= 2:
            return index
        found = FIELD.match(line[:MAX_LINE])
        if found and found[1].lower() in SENDERS and _fields(lines, index) >= 3:
            return index
    return len(lines)


def _fields(lines: list[str], index: int) -> int:
    return sum(1 for line in lines[index : index + 6] if FIELD.match(line[:MAX_LINE]))
