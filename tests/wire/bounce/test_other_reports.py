"""Complaints and receipts are told apart from failures of delivery."""

from tests.wire.bounce.samples import evidence, report
from wire.bounce import Finding, examine

COMPLAINT = "Feedback-Type: abuse\nUser-Agent: Box/1\nVersion: 1\n"
RECEIPT = (
    "Final-Recipient: rfc822;kim@far.example\nOriginal-Message-ID: <sent-9@shop.example>\n"
    "Disposition: automatic-action/MDN-sent-automatically; displayed\n"
)


def feedback(fields: str) -> Finding | None:
    return examine(evidence(report(fields, kind="feedback-report")))


def test_a_complaint_names_who_complained() -> None:
    finding = feedback(COMPLAINT + "Original-Rcpt-To: <lee@far.example>\n")
    assert finding is not None
    assert finding.kind == "complaint"
    assert [one.address for one in finding.recipients] == ["lee@far.example"]
    assert finding.recipients[0].permanent is None


def test_a_complaint_that_names_nobody_takes_the_message_that_came_back() -> None:
    finding = feedback(COMPLAINT)
    assert finding is not None
    assert [one.address for one in finding.recipients] == ["kim@far.example"]
    assert finding.original_message_id == "sent-1@shop.example"


def test_a_report_of_failed_authentication_is_no_complaint() -> None:
    finding = feedback("Feedback-Type: auth-failure\nVersion: 1\n")
    assert finding is None or finding.kind != "complaint"


def test_a_receipt_is_no_failure() -> None:
    finding = examine(evidence(report(RECEIPT, kind="disposition-notification")))
    assert finding is not None
    assert (finding.kind, finding.nature) == ("receipt", "delivered")
    assert finding.original_message_id == "sent-9@shop.example"
