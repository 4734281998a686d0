"""The three modes (DE-5): what each lets decide, and what a phrase alone may not do."""

from exceptions.facts import Facts, facts_of_words
from exceptions.judging import Mode, Verdict, judge
from tests.exceptions.samples import PHRASES, facts
from tests.wire.bounce.dialect_samples import SAMPLES
from tests.wire.bounce.samples import mail, notice, report

CUSTOMER = mail("It is broken.", subject="My system does not start")
REPORT = (
    "Original-Envelope-Id: out-17\n\nFinal-Recipient: rfc822;kim@far.example\nAction: {}\n"
    "Status: {}\n\nFinal-Recipient: rfc822;lee@far.example\nAction: failed\nStatus: 4.4.1\n"
)


def verdict(raw: bytes, mode: Mode) -> Verdict:
    return judge(facts(raw), PHRASES, mode)


def test_a_customer_who_writes_about_the_system_reaches_a_person() -> None:
    found = verdict(CUSTOMER, "both")
    assert (found.kind, found.rule, found.where) == ("possible", "system", "subject")
    assert not found.is_exception


def test_in_the_mode_phrases_any_phrase_decides() -> None:
    assert verdict(CUSTOMER, "phrases").kind == "permanent"


def test_in_the_mode_evidence_no_phrase_is_asked() -> None:
    assert verdict(CUSTOMER, "evidence").kind == "ordinary"


def test_in_the_mode_phrases_no_evidence_is_asked() -> None:
    raw = notice("<kim@far.example>:\nunknown user\n", subject="Nothing to see")
    assert verdict(raw, "evidence").kind == "permanent"
    assert verdict(raw.replace(b"MAILER-DAEMON", b"nobody"), "phrases").kind == "ordinary"


def test_a_phrase_decides_beside_a_sign_of_being_automatic() -> None:
    raw = mail("Done.", subject="Admin notice", Auto_Submitted="auto-generated")
    found = verdict(raw, "both")
    assert (found.kind, found.where) == ("permanent", "subject, and Auto-Submitted")


def test_an_address_phrase_is_not_its_own_sign() -> None:
    raw = mail("New shoes.", subject="Shoes", From="mailer@shoes.example")
    assert verdict(raw, "both").kind == "possible"


def test_evidence_decides_before_any_phrase() -> None:
    raw = SAMPLES["exim"][0].replace(b"Undelivered mail", b"Out of office")
    found = verdict(raw, "both")
    assert (found.kind, found.rule) == ("permanent", "exim")


def test_a_phrase_never_names_recipients() -> None:
    assert verdict(SAMPLES["exim"][0], "phrases").recipients == ()


def test_only_dead_addresses_may_be_suppressed() -> None:
    found = verdict(report(REPORT.format("failed", "5.1.1")), "both")
    assert found.kind == "permanent"
    dead = [one.address for one in found.recipients if one.nature == "hard"]
    assert dead == ["kim@far.example"]


def test_a_refusal_by_policy_is_final_but_suppresses_nobody() -> None:
    found = verdict(report(REPORT.format("failed", "5.7.1")), "both")
    assert found.kind == "permanent"
    assert all(one.nature != "hard" for one in found.recipients)


def test_a_failure_that_may_pass_is_temporary() -> None:
    found = verdict(report(REPORT.format("delayed", "4.4.1")), "both")
    assert (found.kind, found.envelope_id) == ("temporary", "out-17")
    assert found.original_message_id == "sent-1@shop.example"


def test_an_automatic_reply_is_called_so() -> None:
    raw = mail("Away.", subject="Automatic reply: order", Auto_Submitted="auto-replied")
    assert verdict(raw, "both").kind == "auto_reply"


def test_a_complaint_and_a_receipt_are_no_exceptions() -> None:
    raw = report("Feedback-Type: abuse\n", kind="feedback-report")
    assert verdict(raw, "both").kind == "complaint"
    assert not verdict(raw, "both").is_exception


def test_a_subject_and_an_address_can_be_tried_alone() -> None:
    assert judge(facts_of_words("failure notice", "kim@far.example"), PHRASES, "both") == Verdict(
        "possible", rule="failure notice", where="subject"
    )


def test_nothing_at_all_is_ordinary() -> None:
    assert judge(Facts(facts(mail("Hello.")).evidence), PHRASES, "both") == Verdict("ordinary")
