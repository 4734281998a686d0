"""Automatic replies: known by header, by prefix, or by two weak signs; people are let be."""

import pytest

from tests.wire.bounce.samples import evidence, found, mail
from wire.bounce import examine

HEADERS = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (vacation)"},
    {"X_Autoreply": "yes"},
    {"X_Autorespond": "Hello"},
    {"Precedence": "auto_reply"},
    {"X_Autoresponder": "box 1.0"},
    {"X_POST_MessageClass": "9; Autoresponder"},
    {"Delivered_To": "Autoresponder"},
]
PREFIXES = [
    "Automatic reply: Your order",
    "Out of Office AutoReply: Your order",
    "Abwesenheitsnotiz: Ihre Bestellung",
    "Réponse automatique : Votre commande",
    "Automatisch antwoord: bestelling",
    "[Auto-Reply] Your order",
]
PEOPLE = [
    "Re: Automatic reply: Your order",
    "My vacation pictures",
    "Out of office furniture",
    "Question about the automatic reply I got",
]


@pytest.mark.parametrize("fields", HEADERS, ids=lambda fields: next(iter(fields)))
def test_headers_of_autoresponders_decide(fields: dict[str, str]) -> None:
    assert found(mail("I am away.", **fields)).kind == "auto_reply"


@pytest.mark.parametrize("subject", PREFIXES)
def test_prefixes_of_autoresponders_decide(subject: str) -> None:
    assert found(mail("I am away.", subject=subject)).kind == "auto_reply"


@pytest.mark.parametrize("subject", PEOPLE)
def test_people_who_write_such_words_are_no_machines(subject: str) -> None:
    assert examine(evidence(mail("Hello, here they are.", subject=subject))) is None


@pytest.mark.parametrize(
    "fields", [{"Return_Path": "<>"}, {"X_Auto_Response_Suppress": "OOF"}, {"Precedence": "junk"}]
)
def test_a_weak_subject_needs_a_sign(fields: dict[str, str]) -> None:
    finding = found(mail("Back on Monday.", subject="I am on vacation", **fields))
    assert finding.kind == "auto_reply"
    assert finding.where.startswith("subject, and")


def test_the_agent_of_notes_is_known_by_subject_and_text() -> None:
    text = "I will be out of the office starting 2 November and will not return until 9 November."
    assert found(mail(text, subject="Kim Lee/Far is out of the office.")).kind == "auto_reply"


def test_an_automatic_reply_names_what_it_answers() -> None:
    raw = mail("Away.", Auto_Submitted="auto-replied", In_Reply_To="<sent-1@shop.example>")
    assert found(raw).original_message_id == "sent-1@shop.example"


def test_a_notification_is_no_reply() -> None:
    raw = mail("Backup done.", subject="Backup report", Auto_Submitted="auto-generated")
    assert examine(evidence(raw)) is None


def test_auto_submitted_no_is_a_person() -> None:
    assert examine(evidence(mail("Hello.", Auto_Submitted="no"))) is None
