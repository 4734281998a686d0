"""Nothing automatic is sent where it could start a loop or annoy a list (DE-6, P30)."""

import pytest

from exceptions.answering import why_not_answer
from tests.exceptions.samples import facts
from tests.wire.bounce.dialect_samples import SAMPLES
from tests.wire.bounce.samples import mail, report

OWN = {"help@shop.example", "Alias@shop.example"}
FORBIDDING = [
    ({"Return_Path": "<>"}, "its return path is empty"),
    ({"Auto_Submitted": "auto-generated"}, "it is marked Auto-Submitted"),
    ({"Auto_Submitted": "auto-replied; x=1"}, "it is automatic (auto reply)"),
    ({"Precedence": "bulk"}, "it comes from a list or in bulk"),
    ({"Precedence": "list"}, "it comes from a list or in bulk"),
    ({"Precedence": "junk"}, "its Precedence forbids it"),
    ({"List_Id": "<talk.far.example>"}, "it comes from a list or in bulk"),
    ({"List_Help": "<mailto:x@far.example>"}, "it comes from a list or in bulk"),
    ({"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, "X-Auto-Response-Suppress forbids it"),
    ({"X_Auto_Response_Suppress": "All"}, "X-Auto-Response-Suppress forbids it"),
    ({"From": "MAILER-DAEMON@far.example"}, "its sender is a program"),
    ({"From": "no-reply@far.example"}, "its sender is a program"),
    ({"From": "noreply@far.example"}, "its sender is a program"),
    ({"From": "owner-talk@far.example"}, "its sender is a program"),
    ({"From": "talk-request@far.example"}, "its sender is a program"),
    ({"From": "Nobody"}, "it has no sender's address"),
    ({"X_Loop": "x"}, "it has passed a program that marks loops"),
    ({"From": "Help <HELP@shop.example>"}, "it comes from an address of ours"),
    ({"Reply_To": "alias@shop.example"}, "it comes from an address of ours"),
    ({"Sender": "alias@shop.example"}, "it comes from an address of ours"),
    ({"Return_Path": "<alias@shop.example>"}, "it comes from an address of ours"),
]


@pytest.mark.parametrize(("fields", "reason"), FORBIDDING)
def test_each_sign_forbids_an_answer(fields: dict[str, str], reason: str) -> None:
    assert why_not_answer(facts(mail("Hello.", **fields)), OWN) == reason


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Auto_Submitted": "no"},
        {"X_Auto_Response_Suppress": "DR, NDR"},
        {"Return_Path": "<ann@far.example>"},
        {"From": "Norbert Reply <norbert.reply@far.example>"},
    ],
)
def test_people_are_answered(fields: dict[str, str]) -> None:
    assert why_not_answer(facts(mail("Hello.", **fields)), OWN) == ""


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_no_bounce_is_ever_answered(rule: str) -> None:
    assert why_not_answer(facts(SAMPLES[rule][0]), OWN) == "it is automatic (failure)"


def test_an_unreadable_report_is_not_answered() -> None:
    raw = report("", From="Ann <ann@far.example>", Return_Path="<ann@far.example>")
    assert why_not_answer(facts(raw), OWN) == "it is a report"
