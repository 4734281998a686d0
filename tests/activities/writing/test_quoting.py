"""The texts below an answer and in a forwarded mail."""

from datetime import UTC, datetime

import pytest

from activities import subjects
from activities.reading import quotes
from activities.writing import quoting

AT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def answered(text: str) -> str:
    return quoting.answered(text, sender="Ann <a@y.test>", at=AT)


def test_an_answer_says_who_wrote_what_and_when():
    expected = "\n\nOn 20 November 2026, 09:05, Ann <a@y.test> wrote:\n> Hello,\n>\n> words\n"
    assert answered("Hello,\n\nwords\n") == expected


def test_a_quote_in_a_quote_gets_one_more_mark():
    assert "\n> new\n>> old\n" in answered("new\n> old").replace("\n>\n", "\n")


def test_short_earlier_mail_is_repeated_and_long_is_named():
    short, long = ("new\n\nOn 1 May, B wrote:\n" + "> line\n" * many for many in (5, 100))
    assert answered(short).count(">> line") == 5
    assert answered(long).count(">> line") == 0
    assert "> [101 lines of earlier mail left out]" in answered(long)


def test_a_very_long_mail_is_quoted_to_a_limit():
    text = answered("\n".join(f"line {number}" for number in range(1000)))
    assert "> line 399\n> [600 more lines left out]" in text


def test_what_is_quoted_is_folded_again_when_it_is_read():
    assert quotes.fold("My answer." + answered("words\nand more")).written.strip() == "My answer."


def test_a_forwarded_mail_stands_whole_below_its_header():
    facts = [("From", "a@y.test"), ("CC", ""), ("Subject", "Parcel")]
    text = quoting.forwarded("one\n> two\n", facts)
    assert text == (
        "\n\n---------- Forwarded message ----------\nFrom: a@y.test\nSubject: Parcel\n\none\n> two\n"
    )


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Parcel", "Parcel"),
        ("Re: Parcel", "Parcel"),
        ("AW: Re: WG: Fwd: RE[2]: Parcel", "Parcel"),
        ("回复：Re: Parcel", "Parcel"),
        ("Report: Parcel", "Report: Parcel"),
        ("Note to Re: Parcel", "Note to Re: Parcel"),
        ("Re:", ""),
        ("RE : [team]  Parcel ", "[team] Parcel"),
    ],
)
def test_prefixes_do_not_pile_up(subject: str, bare: str):
    assert subjects.without_prefixes(subject) == bare
