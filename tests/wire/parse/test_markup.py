"""HTML to text where a message has only HTML."""

import pytest

from tests.wire.parse.samples import single
from wire.parse import parse


def text(markup: bytes) -> str:
    return parse(single(markup, b"Content-Type: text/html; charset=utf-8")).text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (b"<p>one</p><p>two</p>", "one\n\ntwo"),
        (b"<div>one</div><div>two<br>three</div>", "one\ntwo\nthree"),
        (b"a <b>bold</b>\r\n  word", "a bold word"),
        (b"<b>b</b>old", "bold"),
        (b"<ul><li>x</li><li>y</li></ul>", "* x\n* y"),
        (b"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        (b"<pre>a\r\n  b</pre>", "a\n  b"),
        (b"&lt;tag&gt; &amp; &eacute;&nbsp;&#8364;", "<tag> & é €"),
        (b"<style>p { }</style><script>x()</script>text", "text"),
        (b"<head><title>t</title><meta charset=utf-8><div>text</div>", "text"),
        (b"<!-- hidden --><![if !mso]>text<![endif]>", "text"),
        (b"text<!-- never closed", "text never closed"),
        (b"<a href='x>y'>link</a>", "link"),
        (b"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        (b"<span style='display:none'>secret</span>text", "text"),
        (b"<div style='display: none'>never closed", "never closed"),
        (b"&#0;&#xD800;a", "\ufffd\ufffda"),
    ],
)
def test_html_becomes_readable_text(markup: bytes, expected: str) -> None:
    assert text(markup) == expected


def test_the_html_itself_is_kept_as_it_came() -> None:
    message = parse(single(b"<p onclick=x>\xc3\xa9</p>", b"Content-Type: text/html; charset=utf-8"))
    assert message.html == "<p onclick=x>é</p>"


def test_twenty_thousand_nested_elements_are_no_matter() -> None:
    assert text(b"<div>" * 20_000 + b"deep" + b"</div>" * 20_000) == "deep"


def test_very_many_tags_lose_layout_but_no_words() -> None:
    message = parse(single(b"<i>word</i> " * 60_000, b"Content-Type: text/html"))
    assert message.text.count("word") == 60_000
    assert any("too many tags" in note for note in message.notes)
