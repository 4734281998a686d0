"""Secrets at rest: sealed, bound to their field, turned to a new key, and never shown."""

import json
import logging
import pickle

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms import model_to_dict

from aliases import connections
from aliases.models import Alias
from departments.vault import Sealed, SecretUnreadable, seal
from tests.servers.faults import FaultProxy, closed_port
from tests.stock import retrieve_now
from wire.errors import Cause, Step, WireError

SECRET = "quagga-8f2c"
LABEL = "aliases.alias.incoming_password"


def new_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def alias(make_alias) -> Alias:
    made = make_alias(incoming_password=SECRET, outgoing_protocol="esmtp", outgoing_user="u")
    made.outgoing_password = f"{SECRET}-out"
    made.save()
    return Alias.objects.get(pk=made.pk)


def column(alias: Alias) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT incoming_password FROM aliases_alias WHERE id = %s", [alias.pk])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("secret", [SECRET, "ümläut €", " spaces ", '"quoted"\n', "x" * 5000])
def test_what_was_sealed_is_revealed_as_it_was(secret: str):
    assert seal(secret, LABEL).reveal() == secret


def test_no_secret_is_sealed_as_nothing():
    nothing = seal("", LABEL)
    assert (nothing.token, bool(nothing), nothing.reveal()) == ("", False, "")


def test_equal_secrets_look_different_at_rest():
    assert seal(SECRET, LABEL).token != seal(SECRET, LABEL).token


def test_the_database_holds_no_readable_secret(alias: Alias):
    assert SECRET not in column(alias)
    assert alias.incoming_password.reveal() == SECRET


def test_a_secret_is_sealed_as_soon_as_it_is_assigned(alias: Alias):
    alias.incoming_password = "another"
    assert isinstance(alias.incoming_password, Sealed)
    assert "another" not in repr(vars(alias))


@pytest.mark.parametrize("show", [repr, str, "{}".format, "%s %r".__mod__, ascii])
def test_no_way_of_showing_shows_it(show):
    sealed = seal(SECRET, LABEL)
    shown = show((sealed, sealed)) if show == "%s %r".__mod__ else show(sealed)
    assert SECRET not in shown
    assert sealed.token not in shown


def test_json_refuses_it():
    with pytest.raises(TypeError):
        json.dumps({"password": seal(SECRET, LABEL)})


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_exports_carry_neither_secret_nor_token(alias: Alias, kind: str):
    text = serializers.serialize(kind, [alias])
    assert alias.address in text
    assert SECRET not in text
    assert alias.incoming_password.token not in text


def test_neither_forms_nor_the_history_carry_it(alias: Alias):
    assert "incoming_password" not in model_to_dict(alias)
    assert not [name for name in vars(alias.history.latest()) if "password" in name]


def test_pickled_it_is_still_sealed(alias: Alias):
    assert SECRET.encode() not in pickle.dumps(alias)


def test_logged_it_is_still_sealed(alias: Alias, caplog):
    logging.getLogger("x").warning("%s %r", alias.incoming_password, vars(alias))
    assert SECRET not in caplog.text
    assert alias.incoming_password.token not in caplog.text


def test_another_key_does_not_open_it(settings):
    sealed = seal(SECRET, LABEL)
    settings.CRYPT_KEYS = [new_key()]
    with pytest.raises(SecretUnreadable, match="No key of MAILCENTER_CRYPT_KEYS"):
        sealed.reveal()


def test_no_key_at_all_is_no_reason_to_store_it_readable(settings):
    settings.CRYPT_KEYS = []
    with pytest.raises(SecretUnreadable, match="MAILCENTER_CRYPT_KEYS is not set"):
        seal(SECRET, LABEL)


@pytest.mark.parametrize("token", ["rubbish", "gAAAA", SECRET])
def test_a_damaged_secret_is_never_guessed(token: str):
    with pytest.raises(SecretUnreadable):
        Sealed(token, LABEL).reveal()


def test_a_secret_moved_to_another_field_does_not_open(alias: Alias):
    Alias.objects.update(outgoing_password=alias.incoming_password)
    alias.refresh_from_db()
    with pytest.raises(SecretUnreadable, match="another field"):
        alias.outgoing_password.reveal()


def test_an_older_key_still_opens_what_it_sealed(settings):
    sealed, old = seal(SECRET, LABEL), settings.CRYPT_KEYS
    settings.CRYPT_KEYS = [new_key(), *old]
    assert sealed.reveal() == SECRET


def test_secrets_are_turned_to_the_first_key_and_the_old_one_can_go(alias: Alias, settings, capsys):
    new = new_key()
    settings.CRYPT_KEYS = [new, *settings.CRYPT_KEYS]
    call_command("rotate_secrets")
    settings.CRYPT_KEYS = [new]
    alias.refresh_from_db()
    assert alias.incoming_password.reveal() == SECRET
    assert alias.outgoing_password.reveal() == f"{SECRET}-out"
    assert capsys.readouterr().out.startswith("2 secrets")


def test_without_the_new_key_the_turned_secrets_are_closed(alias: Alias, settings):
    old = settings.CRYPT_KEYS
    settings.CRYPT_KEYS = [new_key(), *old]
    call_command("rotate_secrets", verbosity=0)
    settings.CRYPT_KEYS = old
    alias.refresh_from_db()
    with pytest.raises(SecretUnreadable):
        alias.incoming_password.reveal()


def test_turning_says_how_many_no_key_opens_and_leaves_them(alias: Alias, settings):
    before = column(alias)
    settings.CRYPT_KEYS = [new_key()]
    with pytest.raises(CommandError, match="2 secrets could not be read"):
        call_command("rotate_secrets")
    assert column(alias) == before


def test_a_new_key_is_a_key(capsys):
    call_command("new_crypt_key")
    Fernet(capsys.readouterr().out.strip())


def test_no_secret_can_be_searched_for(alias: Alias):
    assert not Alias.objects.filter(incoming_password=SECRET).exists()
    with pytest.raises(FieldError):
        Alias.objects.filter(incoming_password__startswith="g").exists()


@pytest.mark.parametrize("broken", ["rubbish", ""])
def test_without_a_readable_password_nobody_signs_in(alias: Alias, broken: str):
    Alias.objects.update(
        incoming_password=Sealed(broken, LABEL), outgoing_password=Sealed(broken, LABEL)
    )
    alias.refresh_from_db()
    for credentials in (connections.incoming_credentials, connections.outgoing_credentials):
        with pytest.raises(WireError) as caught:
            credentials(alias)
        assert (caught.value.cause, caught.value.step) == (
            Cause.CONFIGURATION,
            Step.AUTHENTICATION,
        )
        assert "password" in str(caught.value)


@pytest.mark.parametrize("broken", ["rubbish", ""])
@pytest.mark.django_db(transaction=True)
def test_without_a_readable_password_the_server_is_not_even_called(alias: Alias, broken: str):
    with FaultProxy(("127.0.0.1", closed_port())) as server:
        port = {"incoming_port": server.port}
        Alias.objects.update(incoming_password=Sealed(broken, LABEL), **port)
        job = retrieve_now(alias)
        assert server.accepted == 0
    assert "password" in job.error
    assert SECRET not in job.error
