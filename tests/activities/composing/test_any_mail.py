"""Whatever people write and settings say, what leaves can be read back as it was written (DI-11)."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.composing import steps, widths
from activities.composing.headers import printable
from activities.composing.steps import When
from activities.composing.values import Copy, OptOut, Receiver, Settings
from departments.composition import Charset
from departments.models import Format
from departments.servers import Encoding
from tests.activities.composing.reader import read
from wire.compose import Outgoing

FIELDS = {
    "message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post", "from",
    "reply-to", "to", "cc", "subject", "date", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip
IDENTIFIERS = ("message-id", "in-reply-to", "references", "list-unsubscribe")
SAMPLES = ("日本語のテキスト。", "Grüße aus Köln €", "Привет", "مرحبا", "emoji 👩‍👩‍👧", "\ud83d", "From me", "=?utf-8?q?x?=", ".", "> quoted", "-- ")  # fmt: skip
anything = st.text(max_size=120) | st.sampled_from(SAMPLES)
evil = st.sampled_from(
    ("\r\nBcc: v@x.test", "\rX: y", "\n\nbody", "\0", "\x1b$B", "\u2028", "\x85")
)
lines = st.lists(anything | evil | st.text("ab >", max_size=300), max_size=12)
word = st.text("abcdefghijk.ÄöЖ日", min_size=1, max_size=20)
local = word.map(lambda one: one.strip(".").replace("..", ".") or "a")
addresses = st.builds("{}@{}.test".format, local, st.sampled_from(("lab", "bücher", "例え")))
OPT_OUT = OptOut("Genug?", "Nein", "", True, "https://shop.test/" + "x" * 200)

mails = st.builds(
    Outgoing,
    message_id=st.just("1.2@lab.test"),
    date=st.just(datetime(2026, 11, 21, 12, tzinfo=UTC)),
    sender_name=anything | evil,
    sender=addresses,
    to=st.lists(addresses, min_size=1, max_size=20),
    cc=st.lists(addresses, max_size=3),
    subject=st.builds(str.__add__, anything, anything | evil),
    text=lines.map("\n".join),
    html=st.just("") | anything,
    in_reply_to=st.just("0@customers.test"),
    references=st.lists(st.just("long-" * 12 + "@customers.test"), max_size=60),
    reply_to=st.just("") | addresses,
    reply_to_name=anything,
)
dressed = st.builds(
    Settings,
    alias=st.just("support@lab.test"),
    format=st.sampled_from(Format),
    encoding=st.sampled_from(Encoding),
    charset=st.sampled_from(Charset.values),
    width=st.none() | st.integers(40, 1000),
    opt_out=st.none() | st.just(replace(OPT_OUT, url=OPT_OUT.template)),
)


def kept(text: str) -> str:
    """A text as it can be carried: lone halves of surrogate pairs have no bytes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def as_lines(text: str) -> str:
    return kept(re.sub("\r\n|\r", "\n", text)).rstrip("\n") + "\n"


@settings(
    max_examples=500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(mails, dressed)
def test_what_was_written_is_read(outgoing, current) -> None:
    begun = Copy(outgoing, tuple(Receiver(one) for one in outgoing.to))
    copy = steps.run(When.SENT, begun, current)
    raw = steps.rendered(copy)
    message = read(raw)
    assert_carried(raw, current)
    assert {name for name, _ in message.fields} <= FIELDS
    assert message.text("subject") == kept(printable(outgoing.subject))
    assert message.name_of("from") == kept(printable(outgoing.sender_name))
    for name, wanted in (("to", outgoing.to), ("cc", outgoing.cc)):
        found = message.addresses(name) if wanted else []
        assert [one.rpartition("@")[0] for one in found] == [
            one.rpartition("@")[0] for one in wanted
        ]
    assert message.texts["text/plain"] == as_lines(copy.outgoing.text)
    assert message.texts.get("text/html", "") == (
        as_lines(copy.outgoing.html) if copy.outgoing.html else ""
    )


def assert_carried(raw: bytes, current: Settings) -> None:
    """What SMTP carries everywhere, and identifiers that every program can read."""
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert all(len(one) <= 75 for one in re.findall(rb"=\?[^?\s]+\?[BQ]\?[^?\s]*\?=", head))
    for name in IDENTIFIERS:
        for value in re.findall(rb"(?im)^" + name.encode() + rb":(.*)$", head):
            assert b"=?" not in value
    if current.encoding == Encoding.ENCODED:
        assert body.isascii()
        assert not re.search(rb"[ \t]\r\n|\nFrom ", body)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(lines.map("\n".join), st.integers(40, 100))
def test_wrapping_moves_nothing_but_spaces(text, width) -> None:
    """Words stay whole and in order, also those of quotes, whose marks are only repeated."""
    plain = re.sub("\r\n|\r", "\n", text)
    wrapped = widths.wrapped(plain, width)
    strip = str.maketrans("", "", "> \n")
    assert wrapped.translate(strip) == plain.translate(strip)
    for one in wrapped.split("\n"):
        inner = one.lstrip("> ")
        assert widths.columns(one) <= width or " " not in inner.rstrip(" ") or one in plain
