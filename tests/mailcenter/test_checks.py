"""System checks: each wrong combination of settings is named with what to do about it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from mailcenter import checks

ROOT = Path(__file__).resolve().parents[2]


def found(messages) -> dict[str, str]:
    return {one.id.partition(".")[2]: one.hint for one in messages}


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_missing_or_short_secret_key_is_an_error(settings, secret: str):
    settings.SECRET_KEY = secret
    assert "MAILCENTER_SECRET_KEY" in found(checks.keys_are_set())["E001"]


def test_missing_keys_for_passwords_are_an_error(settings):
    settings.CRYPT_KEYS = []
    assert "new_crypt_key" in found(checks.keys_are_set())["E002"]


@pytest.mark.parametrize("key", ["rubbish", "ü", "a" * 44, "x" * 30 + "="])
def test_a_key_that_is_none_is_an_error_that_does_not_show_it(settings, key: str):
    settings.CRYPT_KEYS = [Fernet.generate_key().decode(), key]
    messages = [one for one in checks.keys_are_set() if one.id == "mailcenter.E003"]
    assert [one.msg for one in messages] == ["Key number 2 of MAILCENTER_CRYPT_KEYS is not a key."]
    assert key not in str(messages)


def test_a_lease_shorter_than_three_ticks_is_an_error(settings):
    settings.TICK_SECONDS, settings.LEASE_SECONDS = 10, 29
    assert "MAILCENTER_LEASE_SECONDS" in found(checks.times_fit_together())["E004"]
    settings.LEASE_SECONDS = 30
    assert "E004" not in found(checks.times_fit_together())


def test_redis_on_the_network_with_a_local_database_is_a_warning(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    assert "DATABASE_URL" in found(checks.times_fit_together())["W005"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.postgresql")
    assert found(checks.times_fit_together()) == {}


def test_the_demo_in_production_is_an_error(settings):
    settings.DEMO, settings.DEBUG, settings.HTTPS = True, False, True
    assert "MAILCENTER_DEMO" in found(checks.no_demo_in_production())["E006"]
    settings.DEMO = False
    assert checks.no_demo_in_production() == []


def test_good_settings_find_nothing(settings):
    settings.SECRET_KEY, settings.CRYPT_KEYS = "x" * 50, [Fernet.generate_key().decode()]
    assert checks.keys_are_set() == []


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """manage.py in a process of its own, with nothing of ours in its environment but this."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=kept | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def good(tmp_path: Path) -> dict[str, str]:
    return {
        "MAILCENTER_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "MAILCENTER_CRYPT_KEYS": Fernet.generate_key().decode(),
        "MAILCENTER_VAR": str(tmp_path),
        "MAILCENTER_HTTPS": "1",
    }


def test_a_good_installation_passes_the_checks_for_deployment(tmp_path: Path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **good(tmp_path))
    assert done.returncode == 0, done.stderr


def test_an_empty_environment_is_told_what_it_needs(tmp_path: Path):
    done = manage("check", "--deploy", MAILCENTER_VAR=str(tmp_path))
    assert done.returncode == 1
    for word in ("mailcenter.E001", "mailcenter.E002", "MAILCENTER_SECRET_KEY", "new_crypt_key"):
        assert word in done.stderr


def test_without_https_the_checks_for_deployment_complain(tmp_path: Path):
    plain = good(tmp_path) | {"MAILCENTER_HTTPS": "0"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **plain)
    assert done.returncode == 1
    assert "security.W012" in done.stderr


def test_secrets_are_read_from_files_as_well(tmp_path: Path):
    values = good(tmp_path)
    for name in ("MAILCENTER_SECRET_KEY", "MAILCENTER_CRYPT_KEYS"):
        file = tmp_path / name
        file.write_text(values.pop(name) + "\n")
        values[f"{name}_FILE"] = str(file)
    done = manage("check", "--deploy", "--fail-level", "WARNING", **values)
    assert done.returncode == 0, done.stderr


def test_https_protects_cookies_and_transport(tmp_path: Path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    code = f"from django.conf import settings as s; print([getattr(s, n) for n in {names}])"
    done = manage("shell", "--no-imports", "-c", code, **good(tmp_path))
    assert done.stdout.strip() == "[True, True, True]", done.stderr


def test_an_address_that_is_none_is_refused(tmp_path: Path):
    done = manage("check", **good(tmp_path) | {"MAILCENTER_URL": "mail.example.org"})
    assert done.returncode == 1
    assert "mailcenter.E007" in done.stderr


def test_a_virus_scanner_without_an_address_is_refused(tmp_path: Path):
    done = manage("check", **good(tmp_path) | {"MAILCENTER_CLAMD": "clamd"})
    assert done.returncode == 1
    assert "mailcenter.E026" in done.stderr


def test_what_the_address_of_the_database_asks_for_is_kept():
    url = "postgres://user@host/name?sslmode=verify-full"
    words = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
    }
    found = subprocess.check_output([sys.executable, "-c", words], env=environment, cwd=ROOT)
    assert {"'sslmode': 'verify-full'", "'server_side_binding': True"} <= set(
        found.decode().strip("{}\n").split(", ")
    )
