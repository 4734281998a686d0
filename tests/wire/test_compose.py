"""The bytes of outgoing mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from wire.compose import Outgoing, compose, new_message_id
from wire.errors import UnsafeText


def outgoing(**fields) -> Outgoing:
    values = {
        "message_id": "1@lab.test",
        "date": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        "sender_name": "Support",
        "sender": "support@lab.test",
        "to": ["chris@customers.test"],
        "subject": "Your parcel",
        "text": "It comes tomorrow.\n",
    }
    return Outgoing(**values | fields)


def test_a_message_has_its_fields_and_crlf_line_ends() -> None:
    raw = compose(outgoing(cc=["a@b.test", "c@d.test"]))
    read = message_from_bytes(raw, policy=default)
    assert read["From"] == "Support <support@lab.test>"
    assert (read["To"], read["Cc"]) == ("chris@customers.test", "a@b.test, c@d.test")
    assert read["Message-ID"] == "<1@lab.test>"
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_letters_of_all_languages_arrive_and_travel_as_ascii() -> None:
    raw = compose(outgoing(subject="Grüße 你好", text="Ünïcödé\n" + "ä" * 3000, sender_name="Ä, B"))
    read = message_from_bytes(raw, policy=default)
    assert raw.isascii()
    assert read["Subject"] == "Grüße 你好"
    assert read.get_content().splitlines()[0] == "Ünïcödé"
    assert read["From"].addresses[0].display_name == "Ä, B"


def test_no_line_is_longer_than_998_bytes() -> None:
    raw = compose(outgoing(subject="word " * 500, text="x" * 5000 + "\n"))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_the_same_values_give_the_same_bytes() -> None:
    assert compose(outgoing(text="Grüße")) == compose(outgoing(text="Grüße"))


@pytest.mark.parametrize(
    "field",
    [
        "subject",
        "sender_name",
        "sender",
        "message_id",
        "in_reply_to",
        "reply_to",
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\0"])
def test_a_line_end_in_a_header_value_is_refused(field, end) -> None:
    with pytest.raises(UnsafeText):
        compose(outgoing(**{field: f"x{end}Bcc: victim@lab.test"}))


@pytest.mark.parametrize("field", ["to", "cc", "references"])
def test_a_line_end_in_a_list_is_refused(field) -> None:
    with pytest.raises(UnsafeText):
        compose(outgoing(**{field: ["a@b.test", "x\r\nBcc: victim@lab.test"]}))


def test_long_references_keep_the_first_and_the_last_and_are_never_encoded() -> None:
    many = [f"{number:04}.a-rather-long-identifier@customers.test" for number in range(200)]
    raw = compose(outgoing(references=many, in_reply_to=many[-1]))
    field = message_from_bytes(raw)["References"]
    assert field.split()[0] == f"<{many[0]}>"
    assert field.split()[-1] == f"<{many[-1]}>"
    assert "=?" not in field
    assert len(field) <= 1500


def test_answers_go_to_another_address_where_one_is_given() -> None:
    raw = compose(outgoing(reply_to="support+id@lab.test", reply_to_name="Grüße [#ID]"))
    read = message_from_bytes(raw, policy=default)["Reply-To"].addresses[0]
    assert (read.addr_spec, read.display_name) == ("support+id@lab.test", "Grüße [#ID]")
    assert b"Reply-To" not in compose(outgoing())


def test_message_ids_are_new_each_time_and_at_the_domain_of_the_alias() -> None:
    one, other = new_message_id("a@bücher.test"), new_message_id("a@bücher.test")
    assert one != other
    assert one.endswith("@xn--bcher-kva.test")
