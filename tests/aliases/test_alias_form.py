"""The form of an alias: what is cleared, what is refused, and passwords that never come back."""

import pytest
from django.test import Client

from aliases.finding import order_of
from aliases.jobs import Direction
from aliases.models import Alias
from tests.aliases.filled import ESMTP, SECRET, change
from tests.mailcenter.people import ADD, errors, stored, typed


def test_a_filled_in_form_is_saved_with_its_passwords_sealed(saved: Alias):
    assert saved.incoming_password.reveal() == SECRET
    assert saved.outgoing_password.reveal() == SECRET
    assert (saved.incoming_port, saved.outgoing_port) == (993, 465)


def test_a_new_form_proposes_encryption_and_its_ports(console: Client, root):
    form = console.get(ADD).context["adminform"].form
    first = {name: form[name].value() for name in form.fields}
    assert (first["incoming_encryption"], first["incoming_port"]) == ("tls", 993)
    assert (first["outgoing_encryption"], first["outgoing_port"]) == ("starttls", 587)
    assert (first["incoming_verify"], first["outgoing_verify"]) == (True, True)
    assert (first["incoming_allow_clear"], first["outgoing_allow_clear"]) == (False, False)


def test_pop3_takes_the_inbox_whatever_the_hidden_folder_says(console: Client, root):
    console.post(ADD, typed(root, incoming_protocol="pop3", folder="Archive", incoming_port=995))
    assert Alias.objects.get().folder == "INBOX"


def test_pop3_cannot_move_messages(console: Client, root):
    values = typed(root, incoming_protocol="pop3", after_fetch="move", after_fetch_folder="Done")
    assert "POP3 knows no folders" in errors(console.post(ADD, values))["after_fetch"]


def test_the_folder_for_stored_messages_is_cleared_unless_they_are_moved(console: Client, root):
    console.post(ADD, typed(root, after_fetch="leave", after_fetch_folder="Done"))
    assert Alias.objects.get().after_fetch_folder == ""


@pytest.mark.parametrize("folder", ["", "INBOX"])
def test_moving_needs_another_folder(console: Client, root, folder: str):
    values = typed(root, after_fetch="move", after_fetch_folder=folder)
    assert "after_fetch_folder" in errors(console.post(ADD, values))


def test_smtp_forgets_user_and_password(console: Client, saved: Alias):
    console.post(change(saved), stored(saved, outgoing_protocol="smtp"))
    saved.refresh_from_db()
    assert (saved.outgoing_user, bool(saved.outgoing_password)) == ("", False)


def test_smtp_ignores_a_password_that_was_typed_before_the_choice(console: Client, root):
    console.post(ADD, typed(root, **ESMTP | {"outgoing_protocol": "smtp"}))
    assert not Alias.objects.get().outgoing_password


@pytest.mark.parametrize("missing", ["outgoing_user", "outgoing_secret"])
def test_esmtp_needs_user_and_password(console: Client, root, missing: str):
    values = typed(root, **ESMTP | {"outgoing_secret_again": "", missing: ""})
    if missing == "outgoing_user":
        values["outgoing_secret_again"] = SECRET
    assert missing in errors(console.post(ADD, values))


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_clear_text_is_not_allowed_any_more_once_there_is_encryption(
    console: Client, root, direction: str
):
    console.post(ADD, typed(root, **ESMTP, **{f"{direction}_allow_clear": "on"}))
    assert getattr(Alias.objects.get(), f"{direction}_allow_clear") is False


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_clear_text_is_refused_unless_somebody_allows_it(console: Client, root, direction: str):
    none = {f"{direction}_encryption": "none", f"{direction}_method": "plain"}
    values = typed(root, **ESMTP, **none)
    found = errors(console.post(ADD, values))
    assert "readable" in found[f"{direction}_encryption"]
    assert errors(console.post(ADD, values | {f"{direction}_allow_clear": "on"})) == {}


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_automatic_may_stand_without_encryption_as_it_never_sends_a_readable_password(
    console: Client, root, direction: str
):
    values = typed(root, **ESMTP, **{f"{direction}_encryption": "none"})
    assert errors(console.post(ADD, values)) == {}


def test_smtp_without_password_needs_no_permission_for_clear_text(console: Client, root):
    assert errors(console.post(ADD, typed(root, outgoing_encryption="none"))) == {}


def test_the_address_is_kept_in_small_letters(console: Client, root):
    console.post(ADD, typed(root, address="Support@Lab.TEST"))
    assert Alias.objects.get().address == "support@lab.test"


def test_an_address_is_taken_once_in_whatever_letters(console: Client, saved: Alias, root):
    assert "address" in errors(console.post(ADD, typed(root, address="SUPPORT@lab.test")))


def test_the_shortest_interval_is_the_installations(console: Client, root, settings):
    settings.MINIMUM_INTERVAL_SECONDS = 30
    assert (
        "30 seconds"
        in errors(console.post(ADD, typed(root, interval_seconds=29)))["interval_seconds"]
    )
    assert errors(console.post(ADD, typed(root, interval_seconds=30))) == {}


@pytest.mark.parametrize("port", [0, 65536, "x", ""])
def test_a_port_is_a_number_from_1_to_65535(console: Client, root, port: object):
    assert "incoming_port" in errors(console.post(ADD, typed(root, incoming_port=port)))


def test_any_other_port_may_be_typed(console: Client, root):
    console.post(ADD, typed(root, incoming_port=1143, outgoing_port=2525))
    assert (Alias.objects.get().incoming_port, Alias.objects.get().outgoing_port) == (1143, 2525)


@pytest.mark.parametrize("name", ["name", "address", "incoming_host", "outgoing_host"])
def test_what_an_alias_cannot_be_without_is_named_where_it_is_missing(
    console: Client, root, name: str
):
    assert list(errors(console.post(ADD, typed(root, **{name: ""})))) == [name]


def test_a_new_alias_has_both_jobs_and_is_retrieved_at_once(saved: Alias):
    assert saved.jobs.count() == 2
    assert saved.jobs.get(direction=Direction.RETRIEVE).next_due_at


def test_the_page_lists_the_rules_of_the_mode_in_their_order(console, make_alias) -> None:
    alias = make_alias(threading_mode="reply-to-subject")
    page = console.get(f"/console/aliases/alias/{alias.pk}/change/").content.decode()
    words = [str(rule.label) for rule in order_of("reply-to-subject")]
    places = [page.index(one) for one in words]
    assert places == sorted(places)
    assert "A signed interaction ID in the subject" not in page
