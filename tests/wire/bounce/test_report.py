"""Machine-readable reports: each recipient its own result, whatever state they come in."""

from tests.wire.bounce.samples import evidence, found, mail, notice, report
from wire.bounce import examine

HEAD = "Reporting-MTA: dns; mx.example\nOriginal-Envelope-Id: out+2B17\n\n"
FAILED = (
    "Original-Recipient: rfc822;kim@far.example\nFinal-Recipient: rfc822;k.lee@inner.example\n"
    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n unknown user\n"
)
DELAYED = "Final-Recipient: rfc822; <lee@far.example>\nAction: delayed\nStatus: 4.4.1\n"
DELIVERED = "Final-Recipient: rfc822;ann@far.example\nAction: delivered\nStatus: 2.0.0\n"


def test_three_recipients_give_three_results() -> None:
    finding = found(report(f"{HEAD}{FAILED}\n{DELAYED}\n{DELIVERED}"))
    assert [(one.address, one.action, one.status) for one in finding.recipients] == [
        ("kim@far.example", "failed", "5.1.1"),
        ("lee@far.example", "delayed", "4.4.1"),
        ("ann@far.example", "delivered", "2.0.0"),
    ]
    assert [one.permanent for one in finding.recipients] == [True, False, None]


def test_the_address_we_wrote_to_counts_and_what_the_server_said() -> None:
    recipient = found(report(HEAD + FAILED)).recipients[0]
    assert recipient.address == "kim@far.example"
    assert recipient.diagnostic == "550 5.1.1 unknown user"


def test_a_report_is_linked_by_envelope_and_by_what_came_back() -> None:
    finding = found(report(HEAD + FAILED))
    assert finding.envelope_id == "out+17"
    assert finding.original_message_id == "sent-1@shop.example"


def test_one_failure_makes_a_report_a_failure() -> None:
    assert found(report(f"{HEAD}{FAILED}\n{DELAYED}")).kind == "failure"


def test_a_report_of_delay_is_no_failure() -> None:
    assert found(report(HEAD + DELAYED)).kind == "delayed"


def test_a_report_of_success_is_no_failure() -> None:
    finding = found(report(HEAD + DELIVERED))
    assert (finding.kind, finding.nature) == ("delivered", "delivered")


def test_recipients_without_blank_lines_between_are_still_two() -> None:
    finding = found(report(FAILED + DELAYED))
    assert [one.action for one in finding.recipients] == ["failed", "delayed"]


def test_an_action_that_is_none_of_the_five_is_a_failure() -> None:
    status = "Final-Recipient: rfc822;kim@far.example\nAction: failure\nStatus: 553 too large\n"
    assert found(report(status)).kind == "failure"


def test_a_report_without_diagnostic_takes_what_the_text_says_of_the_address() -> None:
    status = "Final-Recipient: rfc822;kim@far.example\nAction: failed\nStatus: 5.0.0\n"
    text = "<kim@far.example>: mailbox is full\n\nPlease do not reply; the user is unknown to us."
    assert found(report(status, text=text)).recipients[0].nature == "soft"


def test_fields_flattened_into_the_text_are_read() -> None:
    finding = found(notice(f"A report.\n\n{HEAD}{FAILED}"))
    assert finding.rule == "rfc3464"
    assert finding.recipients[0].status == "5.1.1"


def test_a_person_who_pastes_such_fields_sends_no_report() -> None:
    raw = mail(f"What is this?\n\n{HEAD}{FAILED}", subject="Question")
    assert examine(evidence(raw)) is None


def test_a_report_that_names_nothing_proves_nothing_by_itself() -> None:
    finding = found(report("Reporting-MTA: dns; mx.example\n", Subject="Delivery failure"))
    assert finding.rule != "rfc3464"


def test_international_reports_are_read() -> None:
    status = "Final-Recipient: utf-8; käte@far.example\nAction: failed\nStatus: 5.1.1\n"
    finding = found(report(status, kind="global-delivery-status"))
    assert finding.recipients[0].address == "käte@far.example"


def test_thousands_of_recipients_are_cut() -> None:
    many = "\n".join(
        f"Final-Recipient: rfc822;u{number}@far.example\nAction: failed\n" for number in range(3000)
    )
    assert len(found(report(many)).recipients) == 1000


def test_a_report_inside_a_forwarded_message_is_not_about_us() -> None:
    inner = report(HEAD + FAILED).decode()
    raw = mail("").replace(b"text/plain; charset=utf-8", b"message/rfc822") + inner.encode()
    assert examine(evidence(raw)) is None
