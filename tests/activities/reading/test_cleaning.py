"""What is left of hostile HTML, and of its styles."""

import re

import pytest

from activities.reading import styles
from activities.reading.cleaning import clean

HOME = "http://evil.test/x"
HOSTILE = [
    "<script>alert(7)</script>",
    "<img src=x onerror=alert(7)>",
    f"<img src='{HOME}'>",
    f"<img srcset='{HOME} 2x'>",
    "<img src=//evil.test/x>",
    f"<picture><source srcset={HOME}><img></picture>",
    f"<table background='{HOME}'><td background={HOME}>x</table>",
    f"<div style='background:url({HOME})'>x</div>",
    f"<div style=\"background-image:u\\72l('{HOME}')\">x</div>",
    f"<div style='list-style:url({HOME})'>x</div>",
    f"<style>@import '{HOME}'; b {{ background: url({HOME}) }}</style>",
    f"<link rel=stylesheet href={HOME}>",
    f"<meta http-equiv=refresh content='0;url={HOME}'>",
    f"<base href={HOME}>",
    f"<form action={HOME}><input autofocus onfocus=alert(7)><button formaction={HOME}>x</form>",
    f"<iframe src={HOME}></iframe><object data={HOME}></object><embed src={HOME}>",
    f"<video src={HOME} poster={HOME}></video><audio src={HOME}></audio>",
    f"<svg onload=alert(7)><image href={HOME} /><script>alert(7)</script></svg>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(7)></style></math>",
    "<a href='javascript:alert(7)'>x</a><a href='data:text/html,x'>x</a>",
    "<a href='&#106;avascript:alert(7)'>x</a><a href='/console/'>x</a>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='cid:unknown'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(7)>'></noscript>",
]
LOADS = re.compile(
    r"<(?:script|style|link|meta|base|form|input|iframe|object|embed|video|audio|svg|math)"
    r"|\son\w+=|\ssrc|\sbackground|url\(|javascript:|@import|href=\"(?!https?://)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_is_left_that_runs_or_loads(html: str):
    result = clean(f"<p>before</p>{html}<p>after</p>", {}).html
    assert not LOADS.search(result), result
    assert "before" in result


def test_pictures_of_other_servers_are_counted_and_shown_on_request_by_https_alone():
    html = "<img src='https://a.test/1' alt=one><img src=http://a.test/2>"
    assert clean(html, {}).blocked == 2
    shown = clean(html, {}, remote=True)
    assert (shown.html.count("src="), shown.blocked) == (1, 1)
    assert 'src="https://a.test/1"' in shown.html


def test_pictures_of_the_mail_itself_are_put_in():
    url = "data:image/png;base64,AAAA"
    assert f'src="{url}"' in clean("<img src='cid:logo%40x'>", {"logo@x": url}).html


def test_links_keep_their_address_and_open_nothing_in_the_frame():
    result = clean("<a href='https://a.test/?b=1'>x</a>", {}).html
    assert 'href="https://a.test/?b=1"' in result
    assert 'target="_blank"' in result


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: red; background: #fff", "color: red; background-color: #fff"),
        ("COLOR:rgb(1, 2, 3)", "color: rgb(1, 2, 3)"),
        ("position: fixed; z-index: 9; color: red", "color: red"),
        ("width: expression(alert(7))", ""),
        ("color: var(--x); font-family: url('x')", ""),
        ("color: r\\65 d; width: /**/1px", ""),
        ("content: 'x'; behavior: x; -moz-binding: x", ""),
    ],
)
def test_styles_keep_looks_alone(style: str, kept: str):
    assert styles.kept(style) == kept
