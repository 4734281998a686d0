"""TH-3: the same base subject from the same person, within the alias and a time window."""

from activities.threads.values import Answer, Entry, Found, Question


def find(question: Question) -> Answer:
    facts, order = question.facts, question.order
    if not facts.base_subject or not facts.sender:
        return None
    found = question.known.by_subject(
        facts.base_subject,
        facts.sender,
        alias=order.alias,
        since=question.now - order.window,
    )
    if not found:
        return None
    entry = _answered(question, [*found]) or found[0]
    days = order.window.days
    return Found(entry, f"The same person wrote or got the same subject within {days} days.")


def _answered(question: Question, found: list[Entry]) -> Entry | None:
    """Where several cases have that subject, the one whose mail is answered."""
    if len({one.case for one in found}) < 2:
        return None
    known = question.known.by_message_ids(question.facts.parents)
    cases = {one.case for one in known.values()}
    return next((one for one in found if one.case in cases), None)
