"""Kerberos beyond the matrix: tickets of the machine, and a realm that refuses or is silent."""

import pytest

from tests.servers.dovecot import PASSWORD
from wire.endpoints import Encryption, Protocol
from wire.errors import Cause, WireError
from wire.sasl.errors import SaslError
from wire.sasl.kerberos import Kerberos
from wire.sasl.mechanism import Secret
from wire.sasl.method import Method

pytestmark = [pytest.mark.real, pytest.mark.kerberos]
CELL = (Protocol.IMAP, Encryption.TLS, Method.GSSAPI)


def keep_ticket(user: str, password: str, path) -> None:
    """What kinit does."""
    import gssapi

    name = gssapi.Name(f"{user.partition('@')[0]}@LAB.TEST", gssapi.NameType.kerberos_principal)
    got = gssapi.raw.acquire_cred_with_password(name, password.encode(), usage="initiate")
    store = {b"ccache": f"FILE:{path}".encode()}
    gssapi.raw.store_cred_into(store, got.creds, usage="initiate", overwrite=True)


def test_a_ticket_of_the_machine_serves_in_place_of_a_password(
    sign_in, realm, mailbox, tmp_path, monkeypatch
) -> None:
    realm.add(mailbox, PASSWORD)
    keep_ticket(mailbox, PASSWORD, tmp_path / "tickets")
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/tickets")
    steps = sign_in(CELL, mailbox, "")
    assert steps[-1].state == "passed"


def test_without_password_and_ticket_the_remedy_names_both(sign_in, realm, mailbox) -> None:
    with pytest.raises(WireError, match=r"no Kerberos ticket.*Type a password") as caught:
        sign_in(CELL, mailbox, "")
    assert caught.value.cause is Cause.CONFIGURATION


def test_a_user_whom_the_realm_does_not_know_is_refused(sign_in, realm, mailbox) -> None:
    with pytest.raises(WireError, match="does not know the user") as caught:
        sign_in(CELL, mailbox, PASSWORD)
    assert caught.value.cause is Cause.CREDENTIALS


def test_a_mail_server_that_the_realm_does_not_know_is_a_matter_of_settings(realm, mailbox) -> None:
    realm.add(mailbox, PASSWORD)
    with pytest.raises(SaslError, match="does not know this mail server") as caught:
        Kerberos(Secret(mailbox, PASSWORD, "imap", "other.lab.test", 143)).step(None)
    assert caught.value.cause is Cause.CONFIGURATION


def test_a_silent_realm_is_no_wrong_password(sign_in, realm, mailbox) -> None:
    realm.add(mailbox, PASSWORD)
    realm.stop()
    try:
        with pytest.raises(WireError, match="cannot be reached") as caught:
            sign_in(CELL, mailbox, PASSWORD)
    finally:
        realm.start()
    assert caught.value.cause is Cause.PASSING
