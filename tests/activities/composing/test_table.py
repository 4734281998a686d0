"""All switches against each other: what goes before what, by an oracle that knows no step."""

from dataclasses import replace
from itertools import product

import pytest

from activities import signing
from activities.composing import steps
from activities.composing.copies import finished
from activities.composing.steps import When
from activities.composing.values import Kind, OptOut, Receiver, Role
from aliases.finding import Threading
from departments.composition import Envelope
from tests.activities.composing.copies import ANNA, MARK, RETURN, copy, settings

ID = f"[#{signing.typeable(MARK)}]"
ORIGINAL = b"Return-Path: <chris@customers.test>\r\nSubject: Hi\r\n\r\nHello\r\n"
WAY = OptOut("Enough?", "No more", "https://shop.test/out?{recipient}", True)
TESTER, ARCHIVE, LOG, BOB = (f"{one}@lab.test" for one in ("tester", "archive", "log", "bob"))
MODES = (Threading.SUBJECT_ID, Threading.REPLY_TO, Threading.SUBJECT)
SWITCHES = {
    "training": (False, True),
    "send_mail_to": ("", TESTER),
    "automatic_bcc": ("", ARCHIVE),
    "log_address": ("", LOG),
    "tracking_id": (False, True),
    "tracked": (False, True),
    "automatic": (False, True),
    "opt_out": (None, WAY),
    "redirect_envelope": tuple(Envelope),
    "threading_mode": MODES,
}
ALL = [dict(zip(SWITCHES, chosen, strict=True)) for chosen in product(*SWITCHES.values())]


def expected(kind: Kind, one: dict) -> list[tuple[set[str], str, bool, bool, bool]]:
    """For each copy: envelope, its sender, and whether ID, Reply-To and way out are in it."""
    redirect = kind == Kind.REDIRECT
    everybody = {ANNA, BOB} | ({one["automatic_bcc"], one["log_address"]} - {""})
    in_subject = not redirect and (
        one["threading_mode"] == Threading.SUBJECT_ID
        or one["tracking_id"]
        or one["tracked"]
        or kind == Kind.FORWARD
    )
    answers = not redirect and one["threading_mode"] == Threading.REPLY_TO
    back = "chris@customers.test" if redirect and one["redirect_envelope"] == "original" else RETURN
    ways_out = one["opt_out"] is not None and not redirect and not one["automatic"]
    groups = [({ANNA}, True), ({BOB}, False)] if ways_out else [(everybody, False)]
    if ways_out and everybody - {ANNA, BOB}:
        groups[1:] = [(everybody - {ANNA}, False)]
    if one["send_mail_to"]:
        groups = [({TESTER}, groups[0][1])]
    if one["training"]:
        groups = [(set(), way) for _, way in groups]
    return [(who, back, in_subject, answers, way) for who, way in groups]


@pytest.mark.parametrize("kind", Kind)
def test_every_combination_does_what_the_manuals_say(kind) -> None:
    begun = copy(Receiver(ANNA), Receiver(BOB, Role.BCC), kind=kind, original=ORIGINAL)
    for one in ALL:
        current = settings(**one)
        run = steps.run(When.WRITTEN, begun, current)
        found = [
            made for _, made in finished(run, current, lambda way, to: f"https://x/{to.address}")
        ]
        shown = [
            (
                {to.address for to in made.envelope},
                made.sender,
                ID in made.outgoing.subject,
                signing.typeable(MARK) in made.outgoing.reply_to_name,
                "No more: https://x/" in made.outgoing.text,
            )
            for made in found
        ]
        assert shown == expected(kind, one), one
        assert all((("List-Unsubscribe", f"<https://x/{ANNA}>") in made.outgoing.fields) == way
                   for made, (*_, way) in zip(found, shown, strict=True))  # fmt: skip


def test_a_redirect_is_the_message_with_fields_before_it() -> None:
    raw = steps.rendered(replace(copy(kind=Kind.REDIRECT, original=ORIGINAL), sender=RETURN))
    assert raw.endswith(b"Resent-To: anna@lab.test\r\nSubject: Hi\r\n\r\nHello\r\n")
    assert raw.startswith(b"Resent-Date: ")
    assert b"Return-Path" not in raw


def test_every_note_has_its_place_in_the_order() -> None:
    names = {
        note.step for kind in Kind for one in ALL[:: len(ALL) // 300] for note in notes(kind, one)
    }
    assert names <= set(steps.ORDER)
    assert len(names) > 6


def notes(kind: Kind, one: dict):
    current = settings(**one)
    run = steps.run(When.WRITTEN, copy(kind=kind, original=ORIGINAL), current)
    return [note for _, made in finished(run, current, lambda way, to: "x") for note in made.notes]
