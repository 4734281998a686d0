"""The fallback of TH-1: In-Reply-To and References (RFC 5322 section 3.6.4)."""

from activities.threads.values import Answer, Found, Question


def known_parent(question: Question) -> Answer:
    """The nearest ancestor that is here: In-Reply-To, then References from the last to the first."""
    parents = question.facts.parents
    if not parents:
        return None
    known = question.known.by_message_ids(parents)
    for identifier in parents:
        if entry := known.get(identifier):
            return Found(entry, "It answers a mail that is known.")
    return None


def shared_ancestor(question: Question) -> Answer:
    """A mail that answers the same one, or that answers this one and came before it.

    The answers of several people to a newsletter share an ancestor as well: only who takes part
    in that case joins it, and nobody else is even linked.
    """
    facts, known = question.facts, question.known
    identifiers = [*facts.parents, *([facts.message_id] if facts.message_id else [])]
    if not identifiers:
        return None
    for entry in known.by_ancestors(identifiers, facts.sender):
        if question.order.strangers or known.takes_part(entry.case, facts.sender):
            return Found(entry, "A mail of the same people has the same ancestor.")
    return None
