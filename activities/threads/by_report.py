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
    if report is None:
        return None
    signed = _signed(question, report)
    if isinstance(signed, Found):
        return signed
    return _returned(question, report) or signed


def _signed(question: Question, report: Report) -> Answer:
    tags = [signing.tag_of(address) for address, _ in question.facts.recipients]
    evidence = [(report.envelope_id, Use.ENVELOPE, "envelope ID")] if report.envelope_id else []
    evidence += [(tag, Use.RETURN, "return address") for tag in tags if tag]
    refused: Passed | None = None
    for text, use, place in evidence:
        number = signing.read(text, use, today=question.now.date(), keys=question.order.keys)
        if isinstance(number, Refused):
            refused = Passed(f"The ID in its {place} {number}.")
        elif entry := question.known.by_activity(number):
            return Found(entry, f"Its signed {place} names the mail it is about.", certain=True)
    return refused


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
