"""Each step by itself: what the table of all of them leaves open."""

import pytest

from activities import signing
from activities.composing import (  # fmt: skip
    charsets,
    copying,
    formats,
    headers,
    masking,
    opting_out,
    recipients,
    senders,
    tracking,
    widths,
)
from activities.composing.values import Kind, OptOut, Receiver, Role
from aliases.finding import Threading
from departments.masking.service import Patterns
from departments.masking.values import Pattern
from departments.models import Format
from tests.activities.composing.copies import ANNA, MARK, SUPPORT, copy, settings, words

ID = f"[#{signing.typeable(MARK)}]"


def test_an_address_named_twice_gets_one_copy_and_to_goes_first() -> None:
    twice = copy(Receiver("Anna@lab.test", Role.TO), Receiver(ANNA, Role.BCC))
    done = recipients.step(twice, settings())
    assert done.envelope == (Receiver("Anna@lab.test", Role.TO),)
    assert "1 named more than once" in words(done)["Recipients"]


def test_from_is_the_address_that_was_chosen_by_the_name_of_the_alias() -> None:
    done = senders.from_(copy(), settings(sender="sales@lab.test"))
    assert (done.outgoing.sender_name, done.outgoing.sender) == ("Support", "sales@lab.test")
    assert "sales@lab.test" in words(done)["From"]


def test_an_id_of_an_earlier_mail_gives_way_and_stands_where_the_alias_says() -> None:
    old = copy(subject=f"Re: parcel [#{signing.typeable('9' * 25)}]")
    assert tracking.step(old, settings(tracked=True)).outgoing.subject == f"Re: parcel {ID}"
    first = settings(threading_mode=Threading.SUBJECT_PREFIX)
    assert tracking.step(old, first).outgoing.subject == f"{ID} Re: parcel"
    assert "always" in words(tracking.step(copy(kind=Kind.FORWARD), settings()))["Tracking ID"]


def test_masking_covers_what_was_written_and_spares_the_id() -> None:
    patterns = Patterns((Pattern("letters", "[A-Z0-9-]{4,}"),))
    one = copy(subject=f"CODE {ID}", text="my CODE", html="<b>CODE</b>")
    done = masking.step(one, settings(patterns=patterns)).outgoing
    assert (done.subject, done.text, done.html) == (f"**** {ID}", "my ****", "<b>****</b>")


@pytest.mark.parametrize(
    ("own", "html", "default", "expected"),
    [
        (None, "", Format.TEXT, False),
        (None, "", Format.HTML, True),
        (None, "<p>x</p>", Format.TEXT, True),
        (Format.TEXT, "<p>x</p>", Format.HTML, False),
        (Format.HTML, "", Format.TEXT, True),
        (Format.TEXT, "", Format.HTML, False),
    ],
)
def test_the_readers_format_goes_before_what_was_written_and_that_before_the_default(
    own, html, default, expected
) -> None:
    own_formats = {ANNA: own} if own else {}
    current = settings(format=default, reader_formats=own_formats, reader=ANNA.upper())
    assert bool(formats.step(copy(html=html), current).outgoing.html) is expected


def test_what_does_not_fit_the_character_set_is_told() -> None:
    assert words(charsets.step(copy(text="Grüße"), settings(charset="iso-8859-1"))) == {}
    done = charsets.step(copy(text="日本"), settings(charset="iso-8859-1"))
    assert "iso-8859-1" in words(done)["Character set"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aaaa bbbb cccc dddd", "aaaa bbbb\ncccc dddd"),
        ("see https://shop.test/a/long/link now", "see\nhttps://shop.test/a/long/link\nnow"),
        ("> aaaa bbbb cccc", "> aaaa\n> bbbb\n> cccc"),
        (">> aaaa bbbb", ">> aaaa\n>> bbbb"),
        ("  aaaa bbbb cccc", "  aaaa\nbbbb cccc"),
        ("short\n\n-- \nname", "short\n\n-- \nname"),
        ("日本 日本 日本", "日本 日本\n日本"),
        ("aaaa  bbbb > c", "aaaa  bbbb\n > c"),
    ],
)
def test_lines_are_broken_at_spaces_alone(text, expected) -> None:
    assert widths.wrapped(text, 10) == expected


def test_copies_go_to_nobody_twice_and_never_to_the_alias_itself() -> None:
    current = settings(automatic_bcc=ANNA.upper(), log_address=SUPPORT)
    done = copying.log(copying.automatic_bcc(copy(), current), current)
    assert done.envelope == (Receiver(ANNA),)
    assert "already" in words(done)["Automatic BCC"]
    assert "itself" in words(done)["Log address"]


def test_a_way_out_in_html_stands_before_the_end_of_the_page() -> None:
    way = OptOut("Enough?", "No <more>", "", True, "https://shop.test/out?a&b")
    html = "<html><body><p>Hi</p></BODY></html>"
    done = opting_out.step(copy(html=html), settings(opt_out=way)).outgoing.html
    assert done.index("Enough?") < done.index("No &lt;more&gt;") < done.index("</BODY>")
    assert 'href="https://shop.test/out?a&amp;b"' in done


def test_a_link_that_needs_more_than_a_line_stands_in_the_text_only() -> None:
    way = OptOut("", "Out", "", True, "https://shop.test/" + "x" * 1000)
    done = opting_out.step(copy(), settings(opt_out=way)).outgoing
    assert done.fields == ()
    assert way.url in done.text


def test_control_characters_of_foreign_subjects_become_spaces() -> None:
    done = headers.step(copy(subject="a\r\nBcc: x\0"), settings())
    assert done.outgoing.subject == "a  Bcc: x "
    assert "Headers" in words(done)
