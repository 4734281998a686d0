"""The commands of an envelope, by what the server offers."""

import pytest

from wire.envelope import mail_from, rcpt_to, xtext
from wire.letters import Letter, Reply

ALL = {"size": "1000", "8bitmime": "", "smtputf8": "", "dsn": "", "pipelining": ""}


def letter(content: bytes = b"x\r\n", sender: str = "a@lab.test", to: str = "b@lab.test") -> Letter:
    return Letter(sender, (to,), content, "id7")


def words(command: bytes | Reply) -> str:
    return str(command) if isinstance(command, Reply) else command.decode()


@pytest.mark.parametrize(
    ("mail", "offers", "line"),
    [
        (letter(), {}, "MAIL FROM:<a@lab.test>"),
        (letter(), {"dsn": ""}, "MAIL FROM:<a@lab.test> ENVID=id7"),
        (letter(), {"size": ""}, "MAIL FROM:<a@lab.test> SIZE=3"),
        (letter(b"\xff"), {"8bitmime": ""}, "MAIL FROM:<a@lab.test> BODY=8BITMIME"),
        (letter(sender=""), {}, "MAIL FROM:<>"),
        (letter(sender="a@bücher.example"), {}, "MAIL FROM:<a@xn--bcher-kva.example>"),
        (letter(to="ü@lab.test"), {"smtputf8": ""}, "MAIL FROM:<a@lab.test> SMTPUTF8"),
        (letter(b"x" * 1001), ALL, "552 5.3.4 The mail has 1,001 bytes; this server takes 1,000."),
        (letter(sender="ü@lab.test"), {}, "553 5.6.7 The address has letters"),
        (letter(b"\xff"), {}, "554 5.6.3 The mail has letters beyond ASCII"),
        (letter(sender="a@lab.test>\r\nRSET"), {}, "553 5.6.7"),
    ],
)
def test_a_sender_is_named_with_what_the_server_wants_to_know(mail, offers, line) -> None:
    assert words(mail_from(mail, offers)).startswith(line)


@pytest.mark.parametrize(
    ("address", "sender", "offers", "line"),
    [
        ("b@lab.test", "a@lab.test", {}, "RCPT TO:<b@lab.test>"),
        (
            "b=c@lab.test",
            "a@lab.test",
            {"dsn": ""},
            "RCPT TO:<b=c@lab.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;b+3Dc@lab.test",
        ),
        ("b@lab.test", "", {"dsn": ""}, "RCPT TO:<b@lab.test> NOTIFY=NEVER"),
        ("ü@lab.test", "a@lab.test", {"smtputf8": ""}, "RCPT TO:<ü@lab.test>"),
        ("ü@lab.test", "a@lab.test", {}, "553 5.6.7"),
        ("b\x00@lab.test", "a@lab.test", ALL, "553 5.6.7"),
    ],
)
def test_a_recipient_is_named_with_when_to_report(address, sender, offers, line) -> None:
    command = rcpt_to(address, letter(sender=sender, to=address), offers)
    assert words(command).startswith(line)


def test_a_value_of_a_parameter_is_written_as_xtext() -> None:
    assert xtext("a+b=c d~é".replace("é", "")) == "a+2Bb+3Dc+20d~"
