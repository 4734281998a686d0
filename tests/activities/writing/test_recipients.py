"""Who gets an answer, for each way that mail comes."""

import pytest

from activities.writing.recipients import Original, addresses_in, reply, reply_all, typed

OWN = ("desk@x.test", "old@x.test")
LIST = "talk@lists.test"


def original(sender: str, *, reply_to="", to="", cc="", **facts) -> Original:
    read = {"sender": sender, "reply_to": reply_to, "to": to, "cc": cc}
    return Original(**{name: addresses_in(text) for name, text in read.items()}, **facts)


TABLE = {
    "plain": (original("a@y.test", to="desk@x.test"), "a@y.test", "a@y.test", ""),
    "Reply-To": (
        original("a@y.test", reply_to="b@y.test, c@y.test", to="desk@x.test"),
        "b@y.test, c@y.test",
        "b@y.test, c@y.test",
        "",
    ),
    "several": (
        original("a@y.test", to="Desk@X.test, b@y.test, A@y.test", cc="old@x.test, c@y.test"),
        "a@y.test",
        "a@y.test, b@y.test",
        "c@y.test",
    ),
    "twice": (
        original("a@y.test", to="b@y.test, B@y.test", cc="b@y.test, d@y.test, d@y.test"),
        "a@y.test",
        "a@y.test, b@y.test",
        "d@y.test",
    ),
    "a list that takes the answers": (
        original("a@y.test", reply_to=LIST, to=LIST, lists=[LIST]),
        "a@y.test",
        f"a@y.test, {LIST}",
        "",
    ),
    "a list that writes as itself": (
        original(f"A by the list <{LIST}>", reply_to="a@y.test", to=LIST, lists=[LIST]),
        "a@y.test",
        f"a@y.test, {LIST}",
        "",
    ),
    "a list and its writer": (
        original("a@y.test", reply_to=f"{LIST}, a@y.test", to=LIST, lists=["Talk@lists.test"]),
        "a@y.test",
        f"a@y.test, {LIST}",
        "",
    ),
    "our own tagged address": (
        original("a@y.test", to="desk+2abc@x.test, b+tag@y.test"),
        "a@y.test",
        "a@y.test, b+tag@y.test",
        "",
    ),
    "mail of ours": (
        original("desk@x.test", to="a@y.test, old@x.test", cc="b@y.test", outbound=True),
        "a@y.test, old@x.test",
        "a@y.test",
        "b@y.test",
    ),
    "only copies are left": (
        original("old@x.test", to="desk@x.test", cc="b@y.test"),
        "old@x.test",
        "b@y.test",
        "",
    ),
    "between two of ours": (
        original("old@x.test", to="desk@x.test"),
        "old@x.test",
        "old@x.test",
        "",
    ),
    "nobody": (original("", to="desk@x.test"), "", "", ""),
}


def listed(addresses) -> str:
    return ", ".join(one.email for one in addresses)


@pytest.mark.parametrize("case", TABLE)
def test_who_gets_an_answer_and_who_an_answer_to_all(case: str):
    mail, to_one, to_all, copies = TABLE[case]
    assert listed(reply(mail).to) == to_one
    found = reply_all(mail, OWN)
    assert (listed(found.to), listed(found.cc)) == (to_all, copies)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("Doe, John <j@y.test>, b@y.test", '"Doe, John" <j@y.test>, b@y.test'),
        ("Jürgen Groß <j@y.test>", "Jürgen Groß <j@y.test>"),
        ('A "B" C <j@y.test>', "A B C <j@y.test>"),
        ("", ""),
    ],
)
def test_kept_addresses_are_shown_as_they_are_typed(kept: str, shown: str):
    assert typed(addresses_in(kept)) == shown
