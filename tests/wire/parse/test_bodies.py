"""Which parts are the text of a message, and which are attachments."""

import pytest

from tests.wire.parse.samples import leaf, message, multipart, single
from wire.parse import Limits, ParsedMessage, parse

PLAIN = leaf(b"text/plain", b"plain")
HTML = leaf(b"text/html", b"<p>markup</p>")
FILE = leaf(b"text/plain", b"file", b"Content-Disposition: attachment; filename=a.txt")


def read(entity: bytes) -> ParsedMessage:
    return parse(message(entity))


def test_of_alternatives_the_plain_text_is_the_text() -> None:
    found = read(multipart(b"alternative", [PLAIN, HTML]))
    assert (found.text, found.html, found.attachments) == ("plain", "<p>markup</p>", ())


def test_a_blank_plain_alternative_gives_way_to_the_html() -> None:
    found = read(multipart(b"alternative", [leaf(b"text/plain", b" \r\n"), HTML]))
    assert found.text == "markup"


def test_html_with_a_plain_footer_keeps_both() -> None:
    found = read(multipart(b"mixed", [HTML, leaf(b"text/plain", b"footer")]))
    assert found.text == "markup\nfooter"


def test_plain_parts_are_joined_around_an_attachment() -> None:
    found = read(multipart(b"mixed", [PLAIN, FILE, leaf(b"text/plain", b"after")]))
    assert found.text == "plain\nafter"
    assert [part.filename for part in found.attachments] == ["a.txt"]


def test_an_inline_image_of_html_is_an_attachment() -> None:
    image = leaf(b"image/png", b"x", b"Content-ID: <i@x>", b"Content-Disposition: inline")
    found = read(multipart(b"related", [HTML, image]))
    assert [(part.path, part.content_id) for part in found.attachments] == [("2", "i@x")]


def test_text_that_is_only_a_named_part_is_shown_and_listed() -> None:
    found = read(multipart(b"mixed", [leaf(b"text/plain; name=a.txt", b"words")]))
    assert found.text == "words"
    assert [part.filename for part in found.attachments] == ["a.txt"]


def test_a_message_that_is_all_attachment_has_no_body_part() -> None:
    found = parse(single(b"%PDF", b"Content-Type: application/pdf; name=a.pdf"))
    assert (found.text, len(found.attachments)) == ("", 1)


def test_the_text_of_an_attached_message_is_not_ours() -> None:
    inner = leaf(b"message/rfc822", b"Subject: in\r\n\r\ninner")
    found = read(multipart(b"mixed", [PLAIN, inner]))
    assert found.text == "plain"
    assert [part.path for part in found.attachments] == ["2", "2.1"]


def test_the_only_text_is_the_body_even_with_a_name() -> None:
    found = parse(single(b"words", b"Content-Type: text/plain; name=a.txt"))
    assert (found.text, found.attachments) == ("words", ())


def test_a_message_that_only_forwards_another_shows_that_ones_text() -> None:
    inner = leaf(b"message/rfc822", b"Subject: in\r\n\r\ninner")
    found = read(multipart(b"mixed", [leaf(b"text/plain", b"\r\n"), inner]))
    assert found.text == "inner"
    assert found.notes == ("The message has no text of its own; that of part 2.1 is shown.",)
    assert [part.path for part in found.attachments] == ["2", "2.1"]


@pytest.mark.parametrize("kind", [b"message/delivery-status", b"message/partial", b"text/calendar"])
def test_whatever_can_be_read_stands_in_for_a_missing_text(kind: bytes) -> None:
    file = leaf(b"application/pdf", b"%PDF")
    assert read(multipart(b"mixed", [file, leaf(kind, b"Words: here")])).text == "Words: here"


def test_text_that_is_only_attached_is_shown_and_stays_attached() -> None:
    found = read(multipart(b"mixed", [FILE]))
    assert (found.text, [part.filename for part in found.attachments]) == ("file", ["a.txt"])


def test_a_message_that_is_one_picture_is_not_empty() -> None:
    html = leaf(b"text/html", b"<img src='cid:a' alt='Winter &amp; sale'><br><img src='x'>")
    assert read(html).text == "[Winter & sale]"
    assert read(leaf(b"text/html", b"<p><img src='cid:a' alt=''></p>")).text == "[image]"


def test_enriched_text_is_read_and_gives_way_to_plain() -> None:
    rich = leaf(b"text/enriched", b"<bold>1 << 2</bold>\nnext\n\n<nofill>line")
    assert read(rich).text == "1 < 2 next\nline"
    assert read(multipart(b"alternative", [rich, PLAIN])).text == "plain"


def test_a_report_shows_its_first_part() -> None:
    status = leaf(b"message/delivery-status", b"Action: failed\r\n\r\nStatus: 5.1.1")
    returned = leaf(b"text/rfc822-headers", b"Subject: lost")
    found = read(multipart(b"report", [PLAIN, status, returned]))
    assert found.text == "plain"
    assert [part.content_type for part in found.attachments] == [
        "message/delivery-status",
        "text/rfc822-headers",
    ]


def test_a_long_text_is_cut_and_noted() -> None:
    found = parse(single(b"word " * 100), Limits(text_chars=50))
    assert len(found.text) == 50
    assert "The text is longer than 50 characters; the rest was left out." in found.notes
