"""The base subject: what is left when everything that answering adds is taken away.

RFC 5256 section 2.1, and the prefixes of the world's languages. It never decides anything.
"""

import re
import unicodedata

from activities import prefixes
from activities.signing import SUBJECT_ID

# A longer subject is told from another by its beginning as well.
LONGEST = 1000
KEPT = 200
LONGEST_PREFIX = 40
WHITE = re.compile(r"\s+")
TRAILER = re.compile(r"\s*\(fwd?\)$")
WRAPPED = re.compile(r"\[fwd?: ?(.*)\]$", re.DOTALL)
# A tag with a digit in it is an order or another system's ticket: it tells subjects apart.
TAG = re.compile(r"[\[{](?!fwd?:)[^\[\]{}\d]{1,80}[\]}] ?")
MARK = re.compile(r"\*{2,5}[^*\d]{1,40}\*{2,5} ?")


def _words() -> str:
    texts = [*prefixes.REPLY.values(), *prefixes.FORWARD.values(), prefixes.GATEWAY]
    words = {_folded(word) for text in texts for word in text.split(", ")}
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _folded(text: str) -> str:
    """Compatible forms made one, without case, without characters that are not seen."""
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


# Re: RE[2]: Re(3): Re^4: Aw 2 :
PREFIX = re.compile(rf"(?:{_words()}) ?(?:[\[(^*]? ?\d{{1,3}}[\])]?)? ?: ?")


def base(subject: str) -> str:
    """The subject as it is compared; '' where nothing but prefixes is there. At most 200 characters.

    Interaction IDs are left out; tags in brackets, too, as lists and gateways put them there.
    """
    text = SUBJECT_ID.sub(" ", subject[:LONGEST])
    text = WHITE.sub(" ", _folded(text)).strip()
    before = None
    while before != text:
        before = text
        text = _without_ends(text)
    return text[:KEPT].strip()


def without_prefixes(subject: str) -> str:
    """The subject as people wrote it, without what answering and forwarding put before it."""
    text = " ".join(subject.split())
    while head := _prefix(text):
        text = text[len(head) :].lstrip()
    return text


def _prefix(text: str) -> str:
    """The prefix it begins with, with its colon of either width; '' where there is none."""
    colons = [at for colon in ":\uff1a" if (at := text.find(colon, 0, LONGEST_PREFIX)) >= 0]
    head = text[: min(colons) + 1] if colons else ""
    return head if PREFIX.fullmatch(_folded(head)) else ""


def _without_ends(text: str) -> str:
    """One round of RFC 5256: the trailers, the leading prefixes and tags, one wrapping."""
    text = TRAILER.sub("", text)
    for pattern in (PREFIX, TAG, MARK):
        found = pattern.match(text)
        # A tag alone is the subject itself.
        if found and (pattern is PREFIX or text[found.end() :].strip()):
            text = text[found.end() :]
    wrapped = WRAPPED.match(text)
    return (wrapped[1] if wrapped else text).strip()
