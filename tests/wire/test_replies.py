"""Answers of servers, and what each means for a recipient, its mail and the alias."""

from datetime import timedelta

import pytest

from wire.errors import Step
from wire.letters import Reply
from wire.replies import Fate, asked_wait, meaning

MAIL, RCPT, DATA = Step.SENDER, Step.RECIPIENT, Step.DATA

ANSWERS: list[tuple[Step, str, str]] = [
    # What is sent, and what nobody knows.
    (DATA, "250 2.0.0 Ok: queued as 4F1B2C", "sent"),
    (DATA, "252 2.1.5 Cannot verify", "sent"),
    (RCPT, "251 2.1.5 User not local; will forward", "sent"),
    (DATA, "0 connection lost before the server's answer", "uncertain"),
    # The bare codes of RFC 5321.
    (RCPT, "421 Service not available, closing", "retry"),
    (RCPT, "450 Mailbox unavailable", "retry"),
    (RCPT, "451 Local error in processing", "retry"),
    (DATA, "452 Insufficient system storage", "retry"),
    (MAIL, "455 Parameters not accepted for now", "retry"),
    (DATA, "500 Command not recognised", "permanent"),
    (RCPT, "501 Syntax error in parameters", "permanent"),
    (DATA, "503 Bad sequence of commands", "retry"),
    (RCPT, "550 No such user", "permanent"),
    (RCPT, "551 User not local", "permanent"),
    (RCPT, "552 Too much mail data", "too-many-recipients"),
    (RCPT, "553 Mailbox name not allowed", "permanent"),
    (DATA, "554 Transaction failed", "permanent"),
    (RCPT, "556 5.1.10 Recipient address has null MX", "permanent"),
    (DATA, "399 odd", "permanent"),
    # Addresses (RFC 3463 X.1).
    (RCPT, "550 5.1.1 <x@lab.test>: user unknown in virtual mailbox table", "permanent"),
    (RCPT, "550-5.1.1 The email account that you tried to reach does not exist", "permanent"),
    (RCPT, "550 5.1.2 Bad destination system address", "permanent"),
    (RCPT, "501 5.1.3 Bad recipient address syntax", "permanent"),
    (RCPT, "551 5.1.6 The recipient has moved", "permanent"),
    (RCPT, "450 4.1.2 Domain not found", "retry"),
    (RCPT, "550 5.4.1 Recipient address rejected: Access denied", "permanent"),
    # Mailboxes (X.2).
    (RCPT, "452 4.2.2 Mailbox full", "mailbox-full"),
    (RCPT, "552 5.2.2 Mailbox exceeds its quota", "mailbox-full"),
    (DATA, "552-5.2.2 The email account that you tried to reach is over quota", "mailbox-full"),
    (DATA, "550 5.0.0 mailbox is full", "mailbox-full"),
    (RCPT, "552 Requested action aborted: exceeded storage allocation", "mailbox-full"),
    (DATA, "452-4.2.2 The recipient's inbox is out of storage space", "mailbox-full"),
    (RCPT, "550 5.2.1 Mailbox disabled", "permanent"),
    (RCPT, "450 4.2.1 The user is receiving mail at a rate that prevents more", "retry"),
    (RCPT, "550 5.2.1 The user is receiving mail too quickly", "retry"),
    # Sizes.
    (DATA, "552 5.3.4 Message size exceeds fixed limit", "too-big"),
    (MAIL, "552 5.3.4 Message size exceeds file system imposed limit", "too-big"),
    (DATA, "552 5.2.3 Message length exceeds administrative limit", "too-big"),
    (DATA, "552 message too large", "too-big"),
    (DATA, "554 5.7.16 Message is too big for the specified priority", "too-big"),
    (DATA, "552 5.3.1 Out of space", "retry"),
    # Passing states of the system and the network (X.3, X.4), priorities (RFC 6710).
    (RCPT, "451 4.3.0 Temporary lookup failure", "retry"),
    (MAIL, "452 4.3.1 Insufficient system storage", "retry"),
    (RCPT, "451 4.4.1 Connection timed out to the next server", "retry"),
    (RCPT, "450 4.7.15 Priority level is too low", "retry"),
    (RCPT, "550 5.7.15 Priority level is too low", "permanent"),
    (DATA, "451 4.7.500 Server busy. Please try again later", "retry"),
    (RCPT, "421 4.7.0 [TSS04] Messages temporarily deferred", "retry"),
    (RCPT, "454 4.7.0 Temporary authentication failure", "retry"),
    # Greylisting and crowds.
    (RCPT, "450 4.2.0 Greylisted, try again later", "retry-soon"),
    (RCPT, "451 4.7.1 Greylisting in action, please come back later", "retry-soon"),
    (RCPT, "451 4.7.1 Graylisted: please try again in 300 seconds", "retry-soon"),
    (MAIL, "421 4.7.0 Too many connections from your host", "retry-soon"),
    (DATA, "432 4.3.2 Concurrent connections limit exceeded", "retry-soon"),
    (DATA, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "retry-soon"),
    # Too many recipients.
    (RCPT, "452 4.5.3 Error: too many recipients", "too-many-recipients"),
    (RCPT, "452 4.5.3 Your message has too many recipients", "too-many-recipients"),
    (RCPT, "552 5.5.3 Too many recipients", "too-many-recipients"),
    (RCPT, "452 Too many recipients received this hour", "too-many-recipients"),
    (DATA, "452 4.5.3 Too many recipients", "retry"),
    # Limits of the provider.
    (DATA, "550 5.4.5 Daily user sending limit exceeded", "pause-account"),
    (DATA, "550-5.4.5 Daily SMTP relay sending limit exceeded for customer", "pause-account"),
    (DATA, "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail", "pause-account"),
    (RCPT, "550 5.1.90 You have reached your daily limit for message recipients", "pause-account"),
    (DATA, "550 5.7.233 Tenant exceeded its external recipient limit", "pause-account"),
    (DATA, "550 5.7.705 Access denied, tenant has exceeded threshold", "pause-account"),
    (DATA, "451 4.3.2 Submission quota: try later", "pause-account"),
    (DATA, "454 4.7.0 Throttling failure: Maximum sending rate exceeded.", "pause-account"),
    (DATA, "454 Throttling failure: Daily message quota exceeded.", "pause-account"),
    (RCPT, "450 4.7.1 Sender rate exceeded", "pause-account"),
    (RCPT, "550 Domain example.org has exceeded the max emails per hour (100/100)", "pause-account"),
    (DATA, "550 5.4.6 Unusual sending activity detected", "pause-account"),
    (DATA, "554 5.7.1 Message sending limit reached", "pause-account"),
    (RCPT, "450 4.7.1 Error: too many messages from your address", "pause-account"),
    # The sender, and the sign-in.
    (DATA, "554 5.2.252 SendAsDenied; support@lab.test not allowed to send as x", "sender-refused"),
    (DATA, "550 5.7.60 Client does not have permissions to send as this sender", "sender-refused"),
    (RCPT, "550 5.1.8 Access denied, bad outbound sender", "sender-refused"),
    (RCPT, "553 5.7.1 Sender address rejected: not owned by user anna", "sender-refused"),
    (RCPT, "550 5.7.1 <x@lab.test>: Sender address rejected: Sender not allowed", "sender-refused"),
    (MAIL, "550 5.7.1 Not you", "sender-refused"),
    (MAIL, "553 Refused", "sender-refused"),
    (MAIL, "450 4.1.8 Sender address rejected: Domain not found", "retry"),
    (MAIL, "530 5.7.57 Client not authenticated to send mail", "account-refused"),
    (MAIL, "530 5.7.0 Must issue a STARTTLS command first", "account-refused"),
    (MAIL, "535 5.7.8 Authentication credentials invalid", "account-refused"),
    (RCPT, "550 5.7.1 Authentication required", "account-refused"),
    # Policy: of the recipient's side, or about this mail.
    (RCPT, "554 5.7.1 <a@far.example>: Relay access denied", "permanent"),
    (RCPT, "550 5.7.133 Sender not authenticated for group", "permanent"),
    (RCPT, "550 5.7.1 You are not allowed to send to this recipient", "permanent"),
    (DATA, "554 5.7.1 Rejected as spam", "permanent"),
    (DATA, "552 5.7.0 This message was blocked because of its content", "permanent"),
    (DATA, "550 5.7.26 Unauthenticated mail is not accepted", "permanent"),
    (RCPT, "571 5.7.1 Blocked by the recipient", "permanent"),
    (RCPT, "553 5.6.7 The address has letters that this server cannot take.", "permanent"),
    (MAIL, "554 5.6.3 Conversion required but not supported", "permanent"),
]  # fmt: skip


def reply(step: Step, words: str) -> Reply:
    code, _, text = words.replace("-", " ", 1 if words[3:4] == "-" else 0).partition(" ")
    return Reply(int(code), text, step)


@pytest.mark.parametrize(("step", "words", "fate"), ANSWERS)
def test_an_answer_has_one_meaning(step, words, fate) -> None:
    assert meaning(reply(step, words)).fate == fate


def test_every_fate_is_some_answers_fate() -> None:
    assert {fate for _, _, fate in ANSWERS} == set(Fate)


def test_a_daily_limit_pauses_longer_than_a_rate() -> None:
    daily = meaning(reply(DATA, "550 5.4.5 Daily user sending limit exceeded")).gap
    rate = meaning(reply(RCPT, "450 4.7.1 Sender rate exceeded")).gap
    assert (daily, rate) == (timedelta(hours=1), timedelta(minutes=5))


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("please try again in 300 seconds", 300),
        ("Greylisted for 5 minutes", 300),
        ("come back in 00:10:00", 600),
        ("retry after 2 hours", 7200),
        ("wait 1 s", 30),
        ("in 900 hours", 21600),
        ("wait 5 sec", 30),
        ("in 5 lines", None),
        ("for 5 messages", None),
        ("try again later", None),
    ],
)
def test_a_wait_that_the_words_ask_for_is_kept_within_reason(words, seconds) -> None:
    asked = asked_wait(words)
    assert (asked and asked.total_seconds()) == seconds
