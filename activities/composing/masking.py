"""Nothing leaves with a secret in it: subject, texts and names of files are masked (MA-1)."""

from dataclasses import replace

from activities import masked, signing
from activities.composing.values import Copy, Settings
from departments.masking.service import Patterns


def step(copy: Copy, settings: Settings) -> Copy:
    """What people wrote; the signed ID, links of ours and addresses stay."""
    patterns = settings.patterns
    if not patterns:
        return copy
    was = copy.outgoing
    outgoing = replace(
        was,
        subject=_subject(was.subject, patterns, settings.mark),
        text=patterns.text(was.text),
        html=patterns.html(was.html),
        files=masked.files(was.files, patterns),
    )
    places = [
        words
        for words, one, other in (
            ("the subject", was.subject, outgoing.subject),
            ("the text", (was.text, was.html), (outgoing.text, outgoing.html)),
            ("the name of a file", was.files, outgoing.files),
        )
        if one != other
    ]
    copy = replace(copy, outgoing=outgoing)
    return copy.noted("Masking", f"Covered in {', '.join(places)}.") if places else copy


def _subject(subject: str, patterns: Patterns, mark: str) -> str:
    before, shown, after = (
        subject.partition(f"[#{signing.typeable(mark)}]") if mark else (subject, "", "")
    )
    return patterns.text(before) + shown + patterns.text(after)
