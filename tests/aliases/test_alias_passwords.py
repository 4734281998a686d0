"""Passwords of an alias in its form: written, kept, bound to their server, never shown."""

import pytest
from django.test import Client

from aliases.models import Alias
from tests.aliases.filled import ESMTP, SECRET, SECRETS, change
from tests.mailcenter.pages import body
from tests.mailcenter.people import ADD, errors, stored, typed


def test_a_password_never_comes_back(console: Client, saved: Alias):
    pages = [
        change(saved),
        f"/console/aliases/alias/{saved.pk}/history/",
        "/console/aliases/alias/",
    ]
    version = saved.history.latest().pk
    pages.append(f"/console/aliases/alias/{saved.pk}/history/{version}/")
    shown = [body(console.get(page)) for page in pages]
    tokens = (saved.incoming_password.token, saved.outgoing_password.token)
    assert all("support@lab.test" in one for one in shown)
    assert not [word for word in (SECRET, *tokens) for one in shown if word in one]


def test_a_refused_form_keeps_all_that_was_typed_but_the_passwords(console: Client, root):
    kept = {"name": "Okapi", "incoming_host": "okapi.test", "incoming_port": "70000"}
    more = {"folder": "Okapi folder", "description": "Okapi words", "outgoing_host": "o.okapi.test"}
    answer = body(console.post(ADD, typed(root, **SECRETS, **ESMTP, **kept | more)))
    assert [word for word in (kept | more).values() if word not in answer] == []
    assert SECRET not in answer


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_two_different_passwords_are_refused_at_their_field(console: Client, root, direction: str):
    values = typed(root, **ESMTP) | {f"{direction}_secret_again": "other"}
    answer = console.post(ADD, values)
    assert list(errors(answer)) == [f"{direction}_secret_again"]
    assert "The two passwords differ" in body(answer)


def test_an_empty_password_keeps_the_one_that_is_set(console: Client, saved: Alias):
    before = saved.incoming_password.token
    assert errors(console.post(change(saved), stored(saved, name="Other"))) == {}
    saved.refresh_from_db()
    assert (saved.name, saved.incoming_password.token) == ("Other", before)


def test_a_typed_password_replaces_the_one_that_is_set(console: Client, saved: Alias):
    new = {"incoming_secret": "new one", "incoming_secret_again": "new one"}
    console.post(change(saved), stored(saved, **new))
    saved.refresh_from_db()
    assert saved.incoming_password.reveal() == "new one"
    assert saved.outgoing_password.reveal() == SECRET


def test_spaces_of_a_password_are_part_of_it(console: Client, root):
    spaced = {"incoming_secret": " a b ", "incoming_secret_again": " a b "}
    console.post(ADD, typed(root, **spaced))
    assert Alias.objects.get().incoming_password.reveal() == " a b "


def test_a_new_mailbox_needs_a_password(console: Client, root):
    values = typed(root, incoming_secret="", incoming_secret_again="")
    assert "Type the password" in errors(console.post(ADD, values))["incoming_secret"]


MOVED = [
    ("host", "evil.test", "server"),
    ("port", 1993, "port"),
    ("user", "other@lab.test", "user name"),
]


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
@pytest.mark.parametrize(("what", "value", "word"), MOVED)
def test_a_stored_password_does_not_follow_to_another_place(
    console: Client, saved: Alias, direction: str, what: str, value: object, word: str
):
    answer = console.post(change(saved), stored(saved, **{f"{direction}_{what}": value}))
    assert f"The {word} changed" in errors(answer)[f"{direction}_secret"]
    saved.refresh_from_db()
    assert getattr(saved, f"{direction}_{what}") != value


@pytest.mark.parametrize(("what", "value", "word"), MOVED)
def test_a_password_typed_again_goes_to_the_other_place(
    console: Client, saved: Alias, what: str, value: object, word: str
):
    values = stored(saved, **SECRETS, **{f"incoming_{what}": value})
    assert errors(console.post(change(saved), values)) == {}
    saved.refresh_from_db()
    assert getattr(saved, f"incoming_{what}") == value
