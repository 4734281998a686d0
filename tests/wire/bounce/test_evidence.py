"""What is collected from a message before any rule looks at it."""

import pytest

from tests.wire.bounce.samples import attached, evidence, mail, notice, report
from wire.bounce import signs
from wire.bounce.returned import split


def test_a_missing_return_path_is_not_a_null_one() -> None:
    assert evidence(mail("Hello.")).return_path is None
    assert evidence(mail("Hello.", Return_Path="<>")).return_path == ""
    assert (
        evidence(mail("Hello.", Return_Path="<kim@far.example>")).return_path == "kim@far.example"
    )


def test_what_came_back_is_read_from_its_part() -> None:
    returned = evidence(attached("It failed.")).returned
    assert returned.present
    assert returned.message_id == "sent-1@shop.example"
    assert returned.to == ("kim@far.example",)


def test_a_message_without_a_copy_has_none() -> None:
    assert not evidence(mail("Hello.")).returned.present


@pytest.mark.parametrize(
    "line",
    [
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
        "----- Original message -----",
        "   ----- Unsent message follows -----",
        "Original message follows.",
        "Message headers follow.",
        "Return-Path: <help@shop.example>",
    ],
)
def test_the_copy_begins_where_mailers_say_so(line: str) -> None:
    assert split(f"It failed.\n\n{line}\nSubject: x\n")[0] == "It failed.\n\n"


def test_only_the_mailers_words_are_the_notice() -> None:
    text = "It failed.\n\n----- Original message -----\nlee@far.example does not exist\n"
    assert "lee@" not in evidence(notice(text)).notice


@pytest.mark.parametrize(
    "sender",
    ["MAILER-DAEMON@far.example", "postmaster@far.example", "Mail Delivery System <x@far.example>"],
)
def test_mailers_are_known_by_name(sender: str) -> None:
    assert signs.is_mailer(evidence(mail("Hello.", From=sender)))


@pytest.mark.parametrize("sender", ["Ann Mailer <ann@far.example>", "smtpson@far.example"])
def test_people_are_not_taken_for_mailers(sender: str) -> None:
    assert not signs.is_mailer(evidence(mail("Hello.", From=sender)))


def test_signs_are_named_for_people() -> None:
    raw = report("Reporting-MTA: dns; mx.example\n", Auto_Submitted="auto-replied")
    assert signs.automatic(evidence(raw)) == (
        "null return path",
        "Auto-Submitted",
        "a mailer's sender",
        "multipart/report",
    )


def test_mail_of_a_list_shows_no_sign_of_being_automatic() -> None:
    raw = mail("Hello.", List_Id="<talk.far.example>", Precedence="list")
    assert signs.automatic(evidence(raw)) == ()


@pytest.mark.parametrize("line", ["--- MESSAGE CONTENTS", "-- meſſage contents", "RETURN-PATH: <"])
def test_a_copy_is_known_whatever_the_case_of_its_letters(line: str) -> None:
    assert split(f"Grüße\n{line}\nSubject: x") == ("Grüße\n", f"{line}\nSubject: x")
