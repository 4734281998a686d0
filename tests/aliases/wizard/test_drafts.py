"""Drafts of aliases: old ones go, and their passwords turn to a new key."""

from datetime import timedelta

from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from aliases.wizard.drafts import AliasDraft, purge
from workers import tasks

SECRET = "quagga-8f2c"


def test_a_draft_that_nobody_touched_for_30_days_is_purged(administrator) -> None:
    old, new = (AliasDraft.objects.create(owner=administrator) for _ in range(2))
    now = timezone.now()
    AliasDraft.objects.filter(pk=old.pk).update(changed_at=now - timedelta(days=30, seconds=1))
    AliasDraft.objects.filter(pk=new.pk).update(changed_at=now - timedelta(days=29, hours=23))
    assert purge(now) == 1
    assert AliasDraft.objects.get() == new


def test_the_workers_purge_them(administrator) -> None:
    old = AliasDraft.objects.create(owner=administrator)
    long_ago = timezone.now() - timedelta(days=31)
    AliasDraft.objects.filter(pk=old.pk).update(changed_at=long_ago)
    tasks.reap()
    assert not AliasDraft.objects.exists()


def test_the_passwords_of_drafts_turn_to_the_new_key(administrator, settings) -> None:
    draft = AliasDraft(owner=administrator, incoming_password=SECRET)
    draft.outgoing_password = f"{SECRET}-out"
    draft.save()
    new = Fernet.generate_key().decode()
    settings.CRYPT_KEYS = [new, *settings.CRYPT_KEYS]
    call_command("rotate_secrets")
    settings.CRYPT_KEYS = [new]
    draft = AliasDraft.objects.get()
    found = [draft.password(one) for one in ("incoming", "outgoing")]
    assert found == [SECRET, f"{SECRET}-out"]
