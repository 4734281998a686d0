"""TH-4: a delivery report belongs to the mail that it is about."""

from activities import signing
from activities.signing import Refused, Use
from activities.threads.values import Answer, Entry, Found, Passed, Question, Report, person


def find(question: Question) -> Answer:
    """Its envelope ID or signed return address; else the Message-ID it returns.

    A Message-ID is taken only where that mail went to an address the report is about: it stands
    in every copy, so that anybody may have it.
    """
    report = question.facts.report
    signed = _signed(question, report)
    if report is None or isinstance(signed, Found):
        return signed
    return _returned(question, report) or signed


def _signed(question: Question, report: Report | None) -> Answer:
    envelope = report.envelope_id if report else ""
    evidence = [(envelope, Use.ENVELOPE, "envelope ID")] if envelope else []
    evidence += [(tag, Use.RETURN, "return address") for tag in _tags(question)]
    refused: Passed | None = None
    for text, use, place in evidence:
        number = _read(question, text, use)
        if isinstance(number, Refused):
            refused = Passed(f"The ID in its {place} {number}.")
        elif entry := question.known.by_activity(number):
            words = f"Its signed {place} names the mail it is about."
            # Whoever has a mail can read its return address: alone that lets no stranger join.
            return Found(entry, words, certain=report is not None)
    return refused


def _tags(question: Question) -> list[str]:
    """What stands behind the plus signs; what is an ID for answers is left to its own rule."""
    tags = [signing.tag_of(address) for address, _ in question.facts.recipients]
    return [tag for tag in tags if tag and isinstance(_read(question, tag, Use.ANSWER), Refused)]


def _read(question: Question, text: str, use: Use) -> int | Refused:
    return signing.read(text, use, today=question.now.date(), keys=question.order.keys)


def _returned(question: Question, report: Report) -> Answer:
    identifiers = [*report.message_ids, *question.facts.parents]
    known = question.known.by_message_ids(identifiers)
    about = {person(address) for address in report.recipients}
    for identifier in identifiers:
        entry = known.get(identifier)
        if entry and entry.outbound and (not about or about & _written_to(entry)):
            # A report that names nobody may come from anybody: it may be linked, not join.
            words = "It returns the Message-ID of a mail that went to the address it is about."
            return Found(entry, words, certain=bool(about))
    return None


def _written_to(entry: Entry) -> frozenset[str]:
    return entry.visible | entry.hidden
