"""Each dialect is known by its own rule, and says who failed and how."""

import pytest

from tests.wire.bounce.dialect_samples import EXIM, SAMPLES
from tests.wire.bounce.samples import evidence, found, mail, notice
from wire.bounce import examine
from wire.bounce.order import DIALECTS


def test_every_dialect_of_the_table_has_a_sample() -> None:
    assert {name for name, _ in DIALECTS} == set(SAMPLES)


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_a_dialect_is_known_and_read(rule: str) -> None:
    raw, expected = SAMPLES[rule]
    finding = found(raw)
    assert finding.rule == rule
    assert finding.kind == "failure"
    assert [(one.address, one.nature) for one in finding.recipients] == expected


@pytest.mark.parametrize("rule", sorted(set(SAMPLES) - {"amazon", "fml"}))
def test_a_person_who_quotes_a_bounce_sends_none(rule: str) -> None:
    text = evidence(SAMPLES[rule][0]).notice
    assert examine(evidence(mail(text, subject="Re: what does this mean?"))) is None


def test_the_message_that_came_back_is_identified() -> None:
    assert found(SAMPLES["exim"][0]).original_message_id == "sent-1@shop.example"


def test_the_words_of_each_recipient_are_its_own() -> None:
    kim, lee = found(notice(EXIM)).recipients
    assert "no such user here" in kim.diagnostic
    assert kim.status == "5.1.1"
    assert lee.diagnostic == "retry timeout exceeded"
    assert lee.permanent is False


def test_a_warning_of_delay_is_no_failure() -> None:
    text = EXIM.replace("could not be delivered", "has not yet been delivered")
    finding = found(notice(text, subject="Warning: message delayed 24 hours"))
    assert finding.kind == "delayed"
    assert {one.action for one in finding.recipients} == {"delayed"}


def test_sendmail_that_keeps_trying_reports_a_delay() -> None:
    text = (
        "----- The following addresses had transient non-fatal errors -----\n<kim@far.example>\n\n"
        "----- Transcript of session follows -----\n<kim@far.example>... Deferred: timed out\n"
        "Warning: message still undelivered after 4 hours\nWill keep trying for 5 days\n"
    )
    finding = found(notice(text, subject="Warning: could not send message for past 4 hours"))
    assert (finding.rule, finding.kind) == ("sendmail", "delayed")


def test_an_address_that_exim_hides_is_taken_from_its_origin() -> None:
    hidden = "  an undisclosed address\n    (generated from kim@far.example)\n\n"
    text = EXIM[: EXIM.index("  kim@")] + hidden + "------ This is a copy of the message ------\n"
    assert [one.address for one in found(notice(text)).recipients] == ["kim@far.example"]


def test_a_bounce_that_names_nobody_takes_the_recipient_of_what_came_back() -> None:
    text = "Mail failed.\n\n----- Original message -----\nTo: kim@far.example\nSubject: x\n"
    finding = found(notice(text, subject="Mail delivery failed"))
    assert [one.address for one in finding.recipients] == ["kim@far.example"]


def test_a_bounce_that_names_nobody_at_all_is_still_one() -> None:
    finding = found(notice("The mailbox is full.", subject="Delivery failed"))
    assert finding.recipients == ()
    assert (finding.kind, finding.nature) == ("failure", "soft")


def test_damaged_json_of_amazon_is_a_failure_of_nobody() -> None:
    raw = mail('{"notificationType":"Bounce","bounce":', From="no-reply@sns.amazonaws.com")
    assert found(raw).recipients == ()
