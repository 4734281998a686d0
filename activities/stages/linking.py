"""The stage that hands threading its facts, with the report where a message is one (TH-4).

What a report is about is read from its evidence in every mode: the mode says what a message is
called, not whose it is.
"""

from dataclasses import replace

from activities.stages.values import Incoming, Rules
from activities.threads.values import Report
from exceptions.facts import Facts

# An automatic reply names nobody it failed to reach: it finds its case as any answer does.
REPORTS = ("failure", "delayed", "delivered", "complaint", "receipt")


def linked(incoming: Incoming, rules: Rules) -> Incoming:
    thread = replace(incoming.thread, report=report_of(incoming.facts))
    return replace(incoming, thread=thread)


def report_of(facts: Facts) -> Report | None:
    """What the message reports on, None where it is no report."""
    finding = facts.finding
    if finding is None or finding.kind not in REPORTS:
        return None
    returned = finding.original_message_id
    return Report(
        envelope_id=finding.envelope_id,
        message_ids=(returned,) if returned else (),
        recipients=tuple(one.address for one in finding.recipients),
    )
