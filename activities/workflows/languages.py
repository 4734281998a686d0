"""In which language a person is answered: what the message itself names; pure."""

import re
from collections.abc import Collection, Mapping, Sequence

from activities.workflows.folding import Text

MOST_TAGS = 20
TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def chosen(there: Collection[str], headers: Mapping[str, Sequence[Text]]) -> str:
    """The language of ``there`` that fits best, '' for the text of all others.

    Accept-Language says what the sender wants (RFC 3282 section 3), Content-Language what they write.
    """
    known = {one.lower(): one for one in there if one}
    for wanted in (*_accepted(headers), *_written(headers)):
        for fitting in (wanted, wanted.partition("-")[0]):
            if fitting in known:
                return known[fitting]
    return ""


def _accepted(headers: Mapping[str, Sequence[Text]]) -> list[str]:
    weighed: list[tuple[float, int, str]] = []
    for part in _values(headers, "accept-language").split(",")[:MOST_TAGS]:
        tag, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        if weight and TAG.fullmatch(tag.strip()):
            weighed.append((-weight, len(weighed), tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighed)]


def _weight(parameter: str) -> float:
    """Of ``q=0.8``; 1 where nothing is said."""
    name, _, value = parameter.strip().partition("=")
    try:
        return min(1.0, max(0.0, float(value))) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _written(headers: Mapping[str, Sequence[Text]]) -> list[str]:
    found = TAG.findall(_values(headers, "content-language")[:200])
    return [one.lower() for one in found[:1]]


def _values(headers: Mapping[str, Sequence[Text]], name: str) -> str:
    return ",".join(one.text for one in headers.get(name, ()))[:1000]
