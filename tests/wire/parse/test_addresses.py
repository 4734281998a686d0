"""Address fields: names, groups, encoded words, and what only looks like an address."""

import pytest

from tests.wire.parse.samples import with_field
from wire.parse import Address, Limits, parse


def sender(value: bytes) -> Address | None:
    return parse(with_field(b"From", value)).from_


@pytest.mark.parametrize(
    ("value", "name", "email"),
    [
        (b"Ann <ann@example.org>", "Ann", "ann@example.org"),
        (b'"Doe, Ann" <Ann.D@EXAMPLE.Org>', "Doe, Ann", "Ann.D@example.org"),
        (b"Doe, Ann <ann@example.org>", "Doe, Ann", "ann@example.org"),
        (b"ann@example.org (Ann)", "Ann", "ann@example.org"),
        (b'"ann" <ann@example.org', "ann", "ann@example.org"),
        (b"Ann <<ann@example.org>>", "Ann", "ann@example.org"),
        (b"<@relay.example,@other.example:ann@example.org>", "", "ann@example.org"),
        (b"<mailto:ann@example.org>", "", "ann@example.org"),
        (b"Ann [mailto:ann@example.org]", "Ann", "ann@example.org"),
        (b'"ann lee"@example.org', "", '"ann lee"@example.org'),
        (b"ann@[192.0.2.1]", "", "ann@[192.0.2.1]"),
        (b"ann@example.org <bob@example.org>", "ann@example.org", "bob@example.org"),
        (b"'ann@example.org'", "", "ann@example.org"),
        (b'"Ann <ann@example.org>', "Ann", "ann@example.org"),
        (b"Ann (a (very) nested <x@y.example>) <ann@example.org>", "Ann", "ann@example.org"),
        (b"MAILER-DAEMON", "MAILER-DAEMON", ""),
        (b"Mail Delivery <MAILER-DAEMON>", "Mail Delivery", ""),
        (b"ann@bob@example.org", "ann@bob@example.org", ""),
        (b"x=y@example.org", "", "x=y@example.org"),
    ],
)
def test_one_mailbox_is_read_as_its_writer_meant_it(value: bytes, name: str, email: str) -> None:
    assert sender(value) == Address(name, email)


@pytest.mark.parametrize(
    "value",
    [
        b"=?utf-8?q?J=C3=BCrgen?= <j@example.org>",
        b'"=?utf-8?q?J=C3=BCrgen?=" <j@example.org>',
        b"=?utf-8?b?SsO8cg==?= =?utf-8?b?Z2Vu?= <j@example.org>",
        b"J\xc3\xbcrgen <j@example.org>",
        b"J\xfcrgen <j@example.org>",
        b"=?utf-8?q?J=C3=BCrgen_=3Cj=40example.org=3E?=",
    ],
)
def test_names_outside_ascii_are_decoded(value: bytes) -> None:
    assert sender(value) == Address("Jürgen", "j@example.org")


def test_a_comma_inside_an_encoded_word_does_not_split_the_name() -> None:
    assert sender(b"=?utf-8?Q?Doe,_Ann?= <a@example.org>") == Address("Doe, Ann", "a@example.org")


def test_addresses_with_international_domains_keep_their_letters() -> None:
    assert sender("jü@BÜCHER.example".encode()) == Address("", "jü@bücher.example")


def test_an_empty_path_is_no_sender() -> None:
    assert sender(b"<>") is None


def test_groups_are_opened_and_empty_ones_vanish() -> None:
    groups = b"Team: a@x.example, B <b@x.example>;, c@x.example"
    raw = b"To: undisclosed-recipients:;\r\nCc: " + groups + b"\r\n\r\n"
    message = parse(raw)
    assert message.to == ()
    assert [one.email for one in message.cc] == ["a@x.example", "b@x.example", "c@x.example"]


def test_semicolons_separate_like_commas() -> None:
    message = parse(with_field(b"To", b"a@x.example; b@x.example"))
    assert [one.email for one in message.to] == ["a@x.example", "b@x.example"]


def test_several_to_fields_make_one_list() -> None:
    message = parse(b"To: a@x.example\r\nTo: b@x.example\r\n\r\n")
    assert [one.email for one in message.to] == ["a@x.example", "b@x.example"]


def test_a_list_over_the_limit_is_cut_and_noted() -> None:
    message = parse(with_field(b"To", b"a@x.example," * 11), Limits(addresses=10))
    assert len(message.to) == 10
    assert any("more than 10 addresses" in note for note in message.notes)


def test_a_list_at_the_limit_is_whole_and_not_noted() -> None:
    message = parse(with_field(b"To", b"a@x.example," * 10), Limits(addresses=10))
    assert len(message.to) == 10
    assert not any("addresses" in note for note in message.notes)


def test_a_cut_field_never_ends_in_half_an_address() -> None:
    value = b", ".join(b"user%d@example.org" % number for number in range(100))
    message = parse(with_field(b"To", value), Limits(header_field_bytes=1000))
    assert {one.email.rpartition("@")[2] for one in message.to} == {"example.org"}


def test_five_thousand_open_parentheses_do_not_hide_the_address() -> None:
    found = sender(b"(" * 5000 + b" ann@example.org")
    assert found == Address("", "ann@example.org")


def test_line_breaks_cannot_enter_an_address() -> None:
    found = sender(b"=?utf-8?q?Ann=0D=0ABcc:_x=40y.example?= <ann@example.org>")
    assert found is not None
    assert "\n" not in found.name
    assert "\r" not in found.name


def test_a_quoted_pair_in_a_name_is_what_it_stands_for() -> None:
    found = parse(with_field(b"From", rb'"Ann \"Boss\" O\\Neil" <ann@example.org>')).from_
    assert found is not None
    assert found.name == 'Ann "Boss" O\\Neil'
