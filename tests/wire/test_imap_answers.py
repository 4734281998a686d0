"""Answers to FETCH mean the same, whether they are read in one look or letter by letter."""

import pytest
from imapclient.response_parser import parse_fetch_response

from wire import imap_answers

SIZES = [b"1 (UID 5 RFC822.SIZE 120)", b"2 (RFC822.SIZE 80 UID 6)"]
MESSAGES = [(b"1 (UID 5 BODY[] {3}", b"a)\n"), b")", (b"2 (UID 6 BODY[] {0}", b""), b")"]
OTHERS = [
    [None],
    [b"1 (UID 5 RFC822.SIZE 120 FLAGS (\\Seen))", b"2 (FLAGS () UID 6)"],
    [(b"1 (BODY[] {3}", b"abc"), b" UID 5)"],
    [b"1 (UID 5 BODY[] NIL)"],
    [b'1 (UID 5 BODY[] "short")'],
    [*MESSAGES, b"3 (FLAGS (\\Seen))"],
    [b"3 (FLAGS (\\Seen))", *MESSAGES],
    [*SIZES, b"3 (FLAGS (\\Seen))"],
]


@pytest.mark.parametrize("lines", [SIZES, MESSAGES, *OTHERS])
def test_an_answer_is_read_as_the_library_reads_it(lines):
    expected = {
        uid: {name: value for name, value in items.items() if name != b"SEQ"}
        for uid, items in parse_fetch_response(list(lines)).items()
    }
    found = {
        uid: {name: value for name, value in items.items() if name != b"SEQ"}
        for uid, items in imap_answers.read(lines).items()
    }
    assert found == expected


def test_sizes_and_messages_are_read_in_one_look():
    assert imap_answers._sizes(SIZES) == {5: {b"RFC822.SIZE": 120}, 6: {b"RFC822.SIZE": 80}}
    assert imap_answers._messages(MESSAGES) == {5: {b"BODY[]": b"a)\n"}, 6: {b"BODY[]": b""}}
