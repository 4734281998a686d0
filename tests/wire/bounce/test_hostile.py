"""Whatever comes, judging ends soon and raises nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.bounce.dialect_samples import SAMPLES
from tests.wire.bounce.samples import entity, evidence, notice, report
from wire.bounce import Finding, examine, gather
from wire.parse import Unparseable, parse

SECONDS = 1.0
SIZE = 400_000
MARKS = (
    "This message was created automatically by mail delivery software. A message that you sent"
    " could not be delivered\nThe following address(es) failed:\n"
    "----- The following addresses had permanent fatal errors -----\n"
    "message that you sent was undeliverable to the following\n"
    "did not reach the following recipient(s):\n------- Failure Reasons  --------\n"
)
# Each of these once took seconds, or looks as if it might.
REPEATED = [
    "was not delivered to" + " " * 60,
    "Final-Recipient: rfc822;a@b\n",
    "<a@b.c>:\n",
    "To: a@b\n ",
    "following address ",
    "did not reach ",
    "could not be delivered to for by ",
    "@a.b@",
    "-",
    "\n---",
    "\n ",
    "(",
    '{"notificationType":"Bounce" ',
    '{"a":',
    "[",
    "user mailbox account host ",
    "(generated from ",
    "a" * 63 + ".",
    "5.1.",
    "because ",
    "\n\ta@b (x)",
]
WORDS = st.sampled_from(
    [*REPEATED, *MARKS.split("\n"), "\n", "\n\n", ": ", "550 5.1.1 ", "a@b.example", "\x00", "é"]
)
NAMES = st.sampled_from(["From", "Auto_Submitted", "Precedence", "X_Failed_Recipients"])


def judged(raw: bytes) -> Finding | None:
    try:
        return examine(gather(raw, parse(raw)))
    except Unparseable:
        return None


def seconds(raw: bytes) -> float:
    seen = evidence(raw)
    started = time.process_time()
    examine(seen)
    return time.process_time() - started


@pytest.mark.parametrize("piece", REPEATED, ids=lambda piece: piece.strip()[:20])
def test_a_notice_made_to_hurt_is_judged_within_a_second(piece: str) -> None:
    text = MARKS + piece * (SIZE // len(piece))
    assert seconds(notice(text, subject="Undeliverable")) < SECONDS


@pytest.mark.parametrize("piece", REPEATED, ids=lambda piece: piece.strip()[:20])
def test_a_report_made_to_hurt_is_judged_within_a_second(piece: str) -> None:
    said = "Final-Recipient: rfc822;u{}@far.example\nDiagnostic-Code: smtp; {}\n\n"
    short = piece.strip().replace("\n", "\n ") or "x"
    many = "".join(said.format(number, short * (400 // len(short))) for number in range(1000))
    assert seconds(report(many)) < SECONDS


@given(st.lists(WORDS, max_size=40).map("".join), NAMES, st.text(max_size=40))
@settings(deadline=None, max_examples=150)
def test_no_text_of_a_mailer_escapes(text: str, name: str, value: str) -> None:
    line = value.replace("\r", "").replace("\n", "")
    judged(notice(text, subject=line, **{name: line}))


@given(st.lists(WORDS, max_size=40).map("".join))
@settings(deadline=None, max_examples=100)
def test_no_report_escapes(text: str) -> None:
    for kind in ("delivery-status", "feedback-report", "disposition-notification"):
        judged(report(text, kind=kind))


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2000), st.binary(max_size=8))
@settings(deadline=None, max_examples=150)
def test_no_damage_escapes(rule: str, place: int, junk: bytes) -> None:
    raw = SAMPLES[rule][0]
    judged(raw[:place] + junk + raw[place + 1 :])
    judged(raw[:place])


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=100)
def test_no_bytes_escape(raw: bytes) -> None:
    judged(raw)
    judged(entity("multipart/report; boundary=edge", "") + raw)
