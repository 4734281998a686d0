"""What is folded away as quoted, and what is not; nothing is ever lost."""

import time

import pytest

from activities.reading.quotes import fold

FOLDED = {
    "marks": "Yes.\n\nOn Mon, Chris <c@x.test> wrote:\n> Really?\n> Chris",
    "German": "Ja.\n\nAm 12.03.2026 um 10:11 schrieb Chris:\n\n> Wirklich?\n",
    "broken line": "Oui.\nOn Monday the 12th of March 2026 at 10:11,\nChris <c@x.test> wrote:\n> a\n",
    "separator": "Yes.\n-----Original Message-----\nFrom: c@x.test\nTo: me\nReally?",
    "Outlook": "Ja.\n\nVon: Chris\nGesendet: Montag\nAn: mich\nBetreff: Paket\n\nWirklich?",
    "underscores": "Yes.\n________________________________\nFrom: Chris\nSent: Monday\n\nReally?",
}
WHOLE = {
    "no quote": "Hello,\nFrom: here on all is well.",
    "inline answers": "> Really?\nYes.\n> Sure?\nYes.",
    "quote alone": "> forwarded as it is\n> and nothing else",
    "signature": "Yes.\n-- \nChris\nTo: be reached by day",
    "empty": "",
}


@pytest.mark.parametrize("text", FOLDED.values(), ids=FOLDED)
def test_the_mail_below_is_folded(text: str):
    found = fold(text)
    assert found.written.strip() in {"Yes.", "Ja.", "Oui."}
    assert f"{found.written}\n{found.quoted}" == text


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_what_the_person_wrote_stays_whole(text: str):
    assert (fold(text).written, fold(text).quoted) == (text, "")


@pytest.mark.parametrize(
    "unit", ["On ", "> ", "> a\n", "From: a\n", "_", "\n", "wrote ", "-----\n"]
)
def test_the_worst_text_takes_moments(unit: str):
    begun = time.process_time()
    fold("x\n" + unit * (1_000_000 // len(unit)))
    assert time.process_time() - begun < 5
