"""RTF becomes words, lines and tabs."""

import pytest

from tests.wire.parse.samples import single
from wire.parse import parse


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi Hello\par World}", "Hello\nWorld"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator X;}\b bold\b0  end}", "bold end"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При"),
        (rb"{\rtf1\ansicpg932 \'93\'fa\'96\'7b}", "日本"),
        (rb"{\rtf1 caf\u233?\~5 \u8364\'80}", "café\xa05 €"),
        (rb"{\rtf1\uc2 \u233??!}", "é!"),
        (rb"{\rtf1 a\{b\}\\c\tab d\emdash}", "a{b}\\c\td—"),
        (rb"{\rtf1\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {x\htmlrtf0 one}", "one"),
        (rb"{\rtf1 }}}}open", "open"),
        (rb"{\rtf1 a\'00\'17\u2 ?b\'0dc}", "ab\nc"),
        (b"not rtf at all", "not rtf at all"),
    ],
)
def test_the_words_of_rtf_are_read(rtf: bytes, text: str) -> None:
    assert parse(single(rtf, b"Content-Type: text/rtf")).text == text
