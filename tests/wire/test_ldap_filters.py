"""Whatever stands in an address, it stays one value of the filter (RFC 4515)."""

import pytest

from wire.ldap_filters import complaint, filled, not_a_name

TEMPLATE = "(&(objectClass=person)(mail={address}))"


def test_address_and_its_parts_are_filled_in():
    template = "(|(mail={address})(&(uid={local})(dc={domain})))"
    assert filled(template, "a@b.test") == "(|(mail=a@b.test)(&(uid=a)(dc=b.test)))"


@pytest.mark.parametrize(
    ("address", "escaped"),
    [
        ("*@b.test", "\\2a@b.test"),
        ("x)(uid=*", "x\\29\\28uid=\\2a"),
        ("x)(|(uid=*))(mail=y", "x\\29\\28|\\28uid=\\2a\\29\\29\\28mail=y"),
        ("back\\slash", "back\\5cslash"),
        ("nul\0byte", "nul\\00byte"),
        ("{local}@{domain}", "{local}@{domain}"),
        ("jürgen@b.test", "jürgen@b.test"),
    ],
)
def test_an_address_cannot_change_the_filter(address: str, escaped: str):
    assert filled(TEMPLATE, address) == f"(&(objectClass=person)(mail={escaped}))"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("(mail=someone@b.test)", "Write {address}"),
        ("mail={address}", "stands in brackets"),
        ("(mail={address}", "stands in brackets"),
        ("((mail={address}))", "not a filter"),
        ("(mail{address})", "not a filter"),
        ("(|(mail={address})(x={name}))", "“{name}” is not known"),
        ("(&" + "(a=b)" * 30 + "(mail={address}))", "more than 20 parts"),
    ],
)
def test_a_template_that_is_no_filter_is_refused_in_words(template: str, words: str):
    assert words in complaint(template)


@pytest.mark.parametrize(
    "template",
    [
        "(mail={address})",
        TEMPLATE,
        "(|(mail={address})(proxyAddresses=smtp:{address}))",
        "(!(mail={address}))",
    ],
)
def test_filters_are_taken(template: str):
    assert complaint(template) == ""


def test_names_of_entries_are_told_from_other_words():
    assert not_a_name("ou=people,dc=lab,dc=test") == ""
    assert "ou=people" in not_a_name("people")
    assert "ou=people" in not_a_name("")
