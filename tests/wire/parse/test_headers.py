"""Header blocks: where they end, what is passed over, what is cut, what is too much."""

import pytest

from wire.parse import Limits, Unparseable, header_block, parse, parse_headers


def test_fields_are_kept_in_order_and_decoded() -> None:
    message = parse(b"B: 1\r\nA: =?utf-8?q?=C3=A9?=\r\nB: 2\r\n\r\n")
    assert message.headers == (("B", "1"), ("A", "é"), ("B", "2"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_every_kind_of_line_end_ends_a_line(end: bytes) -> None:
    message = parse(end.join([b"Subject: a", b"To: b@x.example", b"", b"text"]))
    assert (message.subject, message.to[0].email) == ("a", "b@x.example")
    assert message.text == "text"


def test_an_mbox_line_before_the_header_is_passed_over() -> None:
    assert parse(b"From ann Mon Jan  1 00:00:00 2024\nSubject: a\n\nx").subject == "a"


def test_a_junk_line_does_not_end_a_header_that_goes_on() -> None:
    message = parse(b"Subject: a\r\nno colon here\r\nTo: b@x.example\r\n\r\ntext")
    assert message.to[0].email == "b@x.example"
    assert "A header line without a field name was passed over." in message.notes


def test_a_missing_blank_line_starts_the_body_where_the_header_breaks() -> None:
    message = parse(b"Subject: a\r\nDear all\r\nnote: this is text\r\n")
    assert message.text == "Dear all\nnote: this is text\n"
    assert any("No blank line" in note for note in message.notes)


def test_blank_lines_before_a_real_header_are_passed_over() -> None:
    assert parse(b"\r\n \r\nFrom: a@x.example\r\n\r\nx").from_ is not None


def test_text_without_any_header_is_all_body() -> None:
    message = parse(b"just some text\r\nand more\r\n")
    assert message.text == "just some text\nand more\n"
    assert "The message has no header." in message.notes


def test_an_empty_message_is_a_message() -> None:
    message = parse(b"")
    assert (message.text, message.subject, message.from_) == ("", "", None)
    assert message.notes == ("The message is empty.",)


def test_a_field_of_fourteen_kilobytes_is_whole() -> None:
    assert len(parse(b"X-Long: " + b"a" * 14_000 + b"\r\n\r\n").headers[0][1]) == 14_000


def test_a_field_over_the_limit_is_cut_and_noted() -> None:
    message = parse(b"X-Long: " + b"a" * 70_000 + b"\r\nSubject: s\r\n\r\n")
    assert len(message.headers[0][1]) < 64 * 1024 + 1
    assert message.subject == "s"
    assert any("X-Long is longer than 65,536 bytes" in note for note in message.notes)


def test_a_header_of_one_megabyte_is_given_up() -> None:
    with pytest.raises(Unparseable, match="header block is longer than 786,432 bytes"):
        parse(b"X: " + b"a" * 1_000_000 + b"\r\n\r\n")


def test_many_fields_together_over_the_limit_are_given_up() -> None:
    with pytest.raises(Unparseable, match="header block is longer than 262,144 bytes"):
        parse(b"X-Field: abc\r\n" * 30_000 + b"\r\n")


def test_the_limit_of_a_header_can_be_set() -> None:
    raw = b"Subject: " + b"a" * 100 + b"\r\n\r\n"
    assert parse(raw, Limits(header_bytes=200)).subject
    with pytest.raises(Unparseable):
        parse(raw, Limits(header_bytes=50))


def test_several_from_fields_are_noted() -> None:
    message = parse(b"From: a@x.example\r\nFrom: b@x.example\r\n\r\n")
    assert message.from_ is not None
    assert message.from_.email == "a@x.example"
    assert any("several from fields" in note for note in message.notes)


def test_the_header_block_ends_before_the_blank_line() -> None:
    assert header_block(b"A: 1\r\nB: 2\r\n\r\nbody") == b"A: 1\r\nB: 2\r\n"
    assert header_block(b"A: 1\nB: 2\n\nbody") == b"A: 1\nB: 2\n"
    assert header_block(b"\r\nbody\r\n\r\nmore") == b""
    assert header_block(b"A: 1") == b"A: 1"


def test_the_header_block_is_bounded() -> None:
    assert len(header_block(b"a" * 10_000, Limits(header_scan_bytes=1000))) == 1000


def test_headers_alone_give_a_message_without_text() -> None:
    message = parse_headers(b"From: a@x.example\r\nSubject: big\r\nContent-Type: text/html\r\n")
    assert (message.subject, message.text, message.html, message.parts) == ("big", "", "", ())


def test_a_byte_order_mark_before_the_header_is_passed_over() -> None:
    found = parse(b"\xef\xbb\xbfSubject: Hello\r\nFrom: ann@example.org\r\n\r\nbody")
    assert (found.subject, found.text, found.notes) == ("Hello", "body", ())


def test_fields_separated_by_carriage_returns_alone_are_fields() -> None:
    found = parse(b"Subject: Hello\rFrom: ann@example.org\rTo: b@example.org\r\n\r\nbody")
    assert found.subject == "Hello"
    assert found.from_ is not None
    assert (found.from_.email, found.to[0].email) == ("ann@example.org", "b@example.org")
    assert "Header fields were separated by carriage returns alone." in found.notes


def test_a_carriage_return_inside_a_value_begins_no_field_of_any_name() -> None:
    assert parse(b"Subject: a\rb: c\r\n\r\n").subject == "a b: c"


def test_a_name_keeps_its_letters_and_is_cut_to_what_names_have() -> None:
    long = "X-" + "a" * 5000
    parsed = parse(f"sUBJECT: one\n{long}: two\nSubject: three\n\n".encode())
    assert parsed.headers == (("sUBJECT", "one"), (long[:100], "two"), ("Subject", "three"))
    assert parsed.subject == "one"
