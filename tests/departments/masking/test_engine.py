"""What is masked, where, and what is left of it."""

import random
import time

import pytest

from departments.masking import engine, ready_made
from departments.masking.values import Check, Pattern
from tests.departments.masking.secrets_made import bare, sample, shown

ALL = [one.pattern for one in ready_made.ALL]
VISA = "4111 1111 1111 1111"


def masked(text: str, *patterns: Pattern) -> str:
    return engine.mask(text, patterns or ALL).text


def masked_html(html: str) -> str:
    return engine.mask_html(html, ALL).text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (f"card {VISA}.", "card **** **** **** 1111."),
        ("4111111111111111", "************1111"),
        ("pay 12 4111-1111-1111-1111 5", "pay 12 ****-****-****-1111 5"),
        ("Amex 3782 822463 10005", "Amex **** ****** *0005"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "* * * * * * * * * * * * 1 1 1 1"),
        ("> 4111 1111\n> 1111 1111", "> **** ****\n> **** 1111"),
        ("4111\u00ad1111\u200b11111111", "****\u00ad****\u200b****1111"),
        ("IBAN DE89 3704 0044 0532 0130 00 BIC", "IBAN DE** **** **** **** **** 00 BIC"),
        ("gb82west12345698765432", "gb******************32"),
        ("my 123-45-6789, hers 219 09 9999", "my ***-**-****, hers *** ** ****"),
        ("SSN: 123456789", "SSN: *********"),
        ("4471 12.03.2026 2221 2776 6947 4275", "**** **.**.**** **** **** **** 4275"),
    ],
)
def test_a_secret_is_covered(text: str, result: str):
    assert masked(text) == result


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "1234567890123456",
        "DE89 3704 0044 0532 0130 01",
        "DE89 3704 0044 0532 0130",
        "000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000",
        "order 123456789",
        "2026-11-21 12:00, +49 30 90182 0, 192.168.100.200",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ("<b>4111</b> 1111<br>1111<i>11</i>11", "<b>****</b> ****<br>****<i>11</i>11"),
        ("&#52;111&nbsp;1111&shy;11111111", "****&nbsp;****&shy;****1111"),
        ("123<!-- - -->-45-<u>6789</u>", "***<!-- - -->-**-<u>****</u>"),
        (f'<a title="{VISA}">x</a>', '<a title="**** **** **** 1111">x</a>'),
        (
            "<a href=/?c=4111%201111%201111%201111>x</a>",
            "<a href=/?c=****%20****%20****%201111>x</a>",
        ),
        (f"<!-- {VISA} -->x", "<!-- **** **** **** 1111 -->x"),
        (
            "<td>4111</td>\n <td>1111</td><td>1111</td><td>1111</td>",
            "<td>****</td>\n <td>****</td><td>****</td><td>1111</td>",
        ),
    ],
)
def test_html_hides_no_secret_and_stays_valid(html: str, result: str):
    assert masked_html(html) == result


def test_html_that_parsers_read_differently_loses_its_markup_rather_than_a_secret():
    html = f"<p>before</p><!--> {VISA} <b>after</b>"
    assert bare(VISA) not in bare(shown(masked_html(html)))


def test_a_match_too_short_to_keep_its_ends_is_covered_whole():
    pattern = Pattern("PIN", r"\bPIN ([0-9]+)", keep_first=2, keep_last=2)
    assert masked("PIN 123456, PIN 12345678", pattern) == "PIN ******, PIN 12****78"


def test_only_the_group_of_an_expression_is_covered():
    assert (
        masked("password: horse!", Pattern("p", r"(?i)password: (\S+)", "#")) == "password: ######"
    )


def test_a_plain_luhn_check_looks_at_the_whole_match():
    imei = Pattern("IMEI", "[0-9]{15}", check=Check.LUHN)
    assert masked("490154203237518 490154203237519", imei) == f"{'*' * 15} 490154203237519"


def test_hits_are_counted_by_pattern():
    assert engine.mask(f"{VISA} and {VISA}", ALL).hits == (("Card numbers", 2),)


@pytest.mark.parametrize("before", [0, 1, 2040, 2047, 3071, 70_000])
@pytest.mark.parametrize("letter", ["x", "ж", "€"])
def test_a_secret_is_found_wherever_it_stands(before: int, letter: str):
    text = f"{letter * before} 123-45-6789 {letter * 5000}"
    assert masked(text) == text.replace("123-45-6789", "***-**-****")


def test_a_text_with_too_many_hits_is_covered_whole_behind_them():
    result = masked("7 " * 6000 + "end", Pattern("seven", "7"))
    assert "7" not in result
    assert result.endswith("***")


@pytest.mark.parametrize("html", [False, True], ids=["text", "html"])
def test_none_of_ten_thousand_secrets_can_be_read(html: bool):
    chance = random.Random(20261121)
    begun, readable = time.process_time(), []
    for _ in range(5000):
        one = sample(chance, html=html)
        assert one.secret in bare(shown(one.source))
        result = masked_html(one.source) if html else masked(one.source)
        if one.secret in bare(shown(result)) or one.secret in bare(result):
            readable.append(one)
    assert readable == []
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    "unit", ["4", "4 ", "4-1", "DE89 ", "A1", "1.", "<", "&#52;", "<a b='", "\u00ad4"]
)
def test_the_worst_mail_takes_seconds_at_most(unit: str):
    text = unit * (400_000 // len(unit))
    begun = time.process_time()
    engine.mask(text, ALL)
    engine.mask_html(text, ALL)
    assert time.process_time() - begun < 8
