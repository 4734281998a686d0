"""Whatever comes, parse returns or raises Unparseable, soon, and nothing else happens."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.parse.hostile import HOSTILE
from tests.wire.parse.tnef_sample import SIGNATURE
from wire.parse import (
    ParsedMessage,
    Unparseable,
    dedupe_key,
    header_block,
    parse,
    parse_headers,
    part_content,
)

# Of the processor: other work on the machine does not count.
SECONDS = 1.0
# Lines of texts and entities are where objects could outgrow the bytes they come from.
HUNGRY = [
    "600,000 flowed lines",
    "2 million escapes of Japanese",
    "million controls",
    "4 million yEnc lines",
    "2 million files begun in a text",
]
MARKS = [b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b":", b";", b'"', b"<", b">", b"(", b"%", b"="]
WORDS = [
    b"=?",
    b"?=",
    b"=?utf-8?q?",
    b"=?x?b?",
    b"\x00",
    b"\xff",
    b"\x1b$",
    b"utf-7",
    b"utf-16",
    b"hz",
]
FIELDS = [b"From: ", b"To: ", b"Date: ", b"Subject: ", b"References: ", b"Content-Type: "]
CODINGS = [b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"x-uuencode"]
TYPES = [
    b"multipart/mixed; boundary=b\r\n\r\n",
    b"multipart/alternative",
    b"text/html",
    b"text/plain",
]
MIME = [
    b"--b",
    b"--b--",
    b"--b\r\n",
    b"message/rfc822",
    b"; charset=",
    b"; name*0*=",
    b"; format=flowed",
    b"\nbegin 644 a\n#0V%T\n",
    b"\nend\n",
    b"\n=ybegin line=1 name=a\n",
    b"\n=yend \n",
    b"application/ms-tnef\r\n\r\n",
    SIGNATURE,
    b"\x02\x02\x90\x06\x00",
]
PIECES = st.sampled_from([*MARKS, *WORDS, *FIELDS, *CODINGS, *TYPES, *MIME])
MAIL = st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=60).map(b"".join)


def read(raw: bytes) -> ParsedMessage | None:
    try:
        return parse(raw)
    except Unparseable:
        return None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_over_within_a_second(name: str) -> None:
    make, given_up = HOSTILE[name]
    raw = make()
    started = time.process_time()
    found = read(raw)
    assert time.process_time() - started < SECONDS
    assert (found is None) == given_up


@pytest.mark.parametrize("name", HUNGRY)
def test_a_hostile_message_takes_no_more_memory_than_five_times_its_size(name: str) -> None:
    raw = HOSTILE[name][0]()
    tracemalloc.start()
    read(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(raw) + 50_000_000


@pytest.mark.parametrize("name", HOSTILE)
def test_keys_and_header_blocks_of_hostile_messages_are_quick_too(name: str) -> None:
    raw = HOSTILE[name][0]()
    started = time.process_time()
    assert len(dedupe_key(raw)) == 64
    assert len(header_block(raw)) <= 768 * 1024
    assert time.process_time() - started < SECONDS


@settings(max_examples=400, deadline=None)
@given(raw=st.one_of(MAIL, st.binary(max_size=400)))
def test_any_bytes_give_a_message_that_can_be_stored(raw: bytes) -> None:
    found = parse(raw)
    strings = [found.subject, found.text, found.html, found.message_id, *found.references]
    strings += [text for pair in found.headers for text in pair]
    strings += [text for one in (*found.to, *found.cc) for text in (one.name, one.email)]
    strings += [text for part in found.parts for text in (part.filename, part.charset)]
    assert "\x00" not in "".join(strings).encode("utf-8").decode("utf-8")
    assert found.date is None or found.date.tzinfo is not None


@settings(max_examples=300, deadline=None)
@given(raw=MAIL)
def test_sizes_say_what_a_download_gives(raw: bytes) -> None:
    for part in parse(raw).parts:
        assert len(part_content(raw, part.path)) == part.size


@settings(max_examples=200, deadline=None)
@given(raw=MAIL)
def test_the_header_block_alone_gives_the_same_header(raw: bytes) -> None:
    assert len(dedupe_key(raw)) == 64
    assert parse_headers(header_block(raw)).text == ""
