"""The MIME tree: paths, boundaries that are wrong, and the limits."""

import pytest

from tests.wire.parse.samples import HEAD, leaf, message, multipart, single
from wire.parse import Limits, ParsedMessage, Unparseable, parse, part_content

PLAIN = leaf(b"text/plain", b"plain")


def paths(found: ParsedMessage) -> list[str]:
    return [part.path for part in found.parts]


def nested(depth: int) -> bytes:
    opening = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    return HEAD + b"".join(opening % (level, level) for level in range(depth)) + b"\r\ndeep"


def test_parts_are_numbered_as_imap_does() -> None:
    inner = multipart(b"alternative", [PLAIN, PLAIN], boundary=b"inner")
    attached = leaf(b"message/rfc822", b"Subject: x\r\n" + multipart(b"mixed", [PLAIN], b"third"))
    lone = leaf(b"message/rfc822", b"Subject: y\r\n\r\ntext")
    found = parse(message(multipart(b"mixed", [inner, PLAIN, attached, lone])))
    assert paths(found) == ["1.1", "1.2", "2", "3", "3.1", "4", "4.1"]


def test_every_part_can_be_fetched_by_its_path() -> None:
    attached = leaf(b"message/rfc822", b"Subject: x\r\n\r\ninner")
    raw = message(multipart(b"mixed", [PLAIN, attached]))
    assert part_content(raw, "1") == b"plain"
    assert part_content(raw, "2") == b"Subject: x\r\n\r\ninner"
    assert part_content(raw, "2.1") == b"inner"


def test_a_part_that_is_not_there_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match=r"no part 7\.1"):
        part_content(single(b"x"), "7.1")


def test_a_boundary_that_is_missing_or_not_used_is_guessed() -> None:
    good = message(multipart(b"mixed", [PLAIN, PLAIN]))
    for raw in (good.replace(b'; boundary="edge"', b""), good.replace(b'"edge"', b'"other"')):
        found = parse(raw)
        assert paths(found) == ["1", "2"]
        assert any("was guessed" in note for note in found.notes)


def test_a_boundary_without_content_fields_is_guessed_by_its_closing_line() -> None:
    raw = single(b"--b\r\n\r\nhello\r\n--b--\r\n", b"Content-Type: multipart/mixed")
    assert parse(raw).text == "hello"


def test_signature_marks_and_rules_are_no_boundaries() -> None:
    body = b"Hello\r\n-----\r\nrule\r\n-- \r\nAnn\r\n--\r\n"
    assert parse(single(body, b"Content-Type: multipart/mixed")).text.startswith("Hello\n-----")


def test_quotes_of_the_wrong_kind_around_a_boundary_do_no_harm() -> None:
    raw = message(multipart(b"mixed", [PLAIN, PLAIN])).replace(b'"edge"', b"'edge'")
    assert paths(parse(raw)) == ["1", "2"]


@pytest.mark.parametrize("kind", [b"multipart", b"multipart/", b'"multipart/mixed"'])
def test_a_multipart_is_opened_however_its_type_is_written(kind: bytes) -> None:
    raw = message(multipart(b"mixed", [PLAIN, PLAIN])).replace(b"multipart/mixed", kind)
    assert paths(parse(raw)) == ["1", "2"]


def test_a_multipart_without_parts_is_taken_as_text() -> None:
    found = parse(single(b"only words", b"Content-Type: multipart/mixed; boundary=none"))
    assert found.text == "only words"
    assert "A multipart has no parts; it was taken as text." in found.notes


def test_a_missing_end_is_noted_and_loses_nothing() -> None:
    raw = message(multipart(b"mixed", [PLAIN, PLAIN])).removesuffix(b"\r\n--edge--\r\n")
    found = parse(raw)
    assert found.text == "plain\nplain"
    assert "The closing boundary of a multipart is missing." in found.notes


def test_parts_hidden_behind_the_end_are_listed() -> None:
    late = b"--edge\r\n" + leaf(b"application/x-msdownload; name=a.exe", b"MZ") + b"\r\n--edge--"
    found = parse(message(multipart(b"mixed", [PLAIN])) + late)
    assert [part.filename for part in found.attachments] == ["a.exe"]


def test_a_boundary_that_begins_another_one_does_not_match_it() -> None:
    inner = multipart(b"alternative", [PLAIN], boundary=b"edge-inner")
    assert paths(parse(message(multipart(b"mixed", [inner, PLAIN])))) == ["1.1", "2"]


def test_an_inner_multipart_without_end_stops_at_the_outer_boundary() -> None:
    inner = multipart(b"alternative", [PLAIN], boundary=b"inner").removesuffix(b"--inner--\r\n")
    found = parse(message(multipart(b"mixed", [inner, leaf(b"text/plain", b"after")])))
    assert found.text == "plain\nafter"


def test_a_digest_is_made_of_messages() -> None:
    found = parse(message(multipart(b"digest", [b"\r\nSubject: a\r\n\r\none"])))
    assert [part.content_type for part in found.parts] == ["message/rfc822", "text/plain"]


def test_an_attached_message_in_base64_is_opened_all_the_same() -> None:
    inner = leaf(
        b"message/rfc822", b"U3ViamVjdDogYQ0KDQppbm5lcg==", b"Content-Transfer-Encoding: base64"
    )
    raw = message(multipart(b"mixed", [PLAIN, inner]))
    assert part_content(raw, "2.1") == b"inner"


def test_a_piece_of_a_partial_message_is_noted() -> None:
    found = parse(single(b"...", b'Content-Type: message/partial; id="a"; number=2; total=3'))
    assert "The message is one piece of a message sent in pieces." in found.notes


def test_one_byte_over_the_limit_is_given_up_before_any_work() -> None:
    raw = single(b"words")
    assert parse(raw, Limits(message_bytes=len(raw))).text == "words"
    with pytest.raises(Unparseable, match="limit of one message"):
        parse(raw, Limits(message_bytes=len(raw) - 1))


def test_one_part_over_the_limit_is_given_up() -> None:
    raw = message(multipart(b"mixed", [PLAIN] * 5))
    assert len(parse(raw, Limits(parts=6)).parts) == 5
    with pytest.raises(Unparseable, match="more than 5 parts"):
        parse(raw, Limits(parts=5))


def test_one_level_over_the_limit_is_given_up() -> None:
    assert parse(nested(10), Limits(depth=10)).text == "deep"
    with pytest.raises(Unparseable, match="nested more than 10 deep"):
        parse(nested(11), Limits(depth=10))


def test_the_reason_is_plain_words() -> None:
    with pytest.raises(Unparseable) as caught:
        parse(message(multipart(b"mixed", [PLAIN] * 1001)))
    assert caught.value.reason == "The message has more than 1,000 parts (limit of parts)."
