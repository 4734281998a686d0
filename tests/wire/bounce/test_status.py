"""Code and words together say whether an address is dead."""

import pytest

from wire.bounce.status import action_of, best, enhanced, nature_of

CASES = [
    ("5.1.1", "550 5.1.1 user unknown", "hard"),
    ("5.1.1", "", "hard"),
    ("5.2.2", "552 5.2.2 mailbox full", "soft"),
    ("5.2.2", "", "soft"),
    ("5.0.0", "mailbox is over quota", "soft"),
    ("5.0.0", "smtp; 550 no such user here", "hard"),
    ("5.0.0", "smtp; 451 try later", "soft"),
    ("5.0.0", "", "hard"),
    ("", "", "hard"),
    ("4.1.1", "450 user unknown", "soft"),
    ("4.0.0", "554 bad reverse DNS", "soft"),
    ("5.7.1", "550 5.7.1 message looks like spam", "policy"),
    ("5.7.1", "550 5.7.1 recipient address rejected: user unknown", "hard"),
    ("5.7.1", "550 5.7.1 greylisted, please retry later", "soft"),
    ("5.7.26", "", "policy"),
    ("5.6.0", "", "policy"),
    ("5.3.4", "message too big", "policy"),
    ("5.4.4", "no route", "hard"),
    ("5.4.7", "delivery time expired", "soft"),
    ("", "550 blocked using a list of spammers", "policy"),
    ("", "450 4.2.0 greylisted", "soft"),
    ("", "Host unknown (Name server: far.example: no data known)", "hard"),
    ("", "host not found, try again", "soft"),
    ("", "550 rejected, see https://far.example/mailbox-full/user-unknown", "policy"),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", "hard"),
    ("5.2.1", "550 5.2.1 receiving mail at a rate that prevents delivery", "soft"),
]


@pytest.mark.parametrize(("code", "said", "nature"), CASES)
def test_the_nature_of_a_failure(code: str, said: str, nature: str) -> None:
    assert nature_of("failed", code, said) == nature


def test_a_delay_is_a_delay_whatever_is_said() -> None:
    assert nature_of("delayed", "5.1.1", "user unknown") == "delayed"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_was_delivered_has_no_failure(action: str) -> None:
    assert nature_of(action_of(action), "5.1.1", "user unknown") == "delivered"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.1 unknown", "5.1.1"),
        ("5.0.0 then 5.2.2", "5.2.2"),
        ("(#5.4.6)", "5.4.6"),
        ("from 5.1.1.7 and 10.5.1.1", ""),
        ("version 4.94.2.1", ""),
    ],
)
def test_enhanced_codes_are_found_and_nothing_else(text: str, code: str) -> None:
    assert enhanced(text) == code


def test_a_code_that_tells_more_is_kept() -> None:
    assert best("5.0.0 (permanent failure)", "550 5.1.1 unknown") == "5.1.1"
    assert best("5.1.2", "550 5.0.0 no") == "5.1.2"
    assert best("nonsense", "") == ""
