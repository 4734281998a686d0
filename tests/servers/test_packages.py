"""The list of Debian packages, and the installation with a stand-in for apt-get on the PATH."""

import subprocess
from pathlib import Path

import pytest

from tests.servers import packages

FAKE = '#!/bin/sh\necho "$(basename $0) $* $DEBIAN_FRONTEND" >> "$LOG"; cat "$POLICY" >> "$LOG"\n'


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the stand-ins were called with; `fail` in an argument makes them fail."""
    for name in ("apt-get", "debconf-set-selections"):
        (tmp_path / name).write_text(FAKE + 'case "$*" in *fail*) exit 100;; esac\n')
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    monkeypatch.setenv("POLICY", str(tmp_path / "policy-rc.d"))
    return tmp_path / "log"


def test_nothing_is_missing_where_these_tests_run() -> None:
    assert [name for name in packages.missing() if name != "chromium"] == []


def test_a_program_that_is_not_there_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "chromium" in packages.missing()


def test_apt_is_updated_once_and_no_service_may_start(log: Path) -> None:
    policy = log.parent / "policy-rc.d"
    packages.install(["postfix"], policy=policy)
    said = log.read_text()
    assert said.count("apt-get update noninteractive") == 1
    assert "apt-get install -y --no-install-recommends postfix noninteractive" in said
    assert said.count("exit 101") == 3
    assert not policy.exists()


def test_a_policy_of_the_machine_is_left_alone(log: Path) -> None:
    policy = log.parent / "policy-rc.d"
    policy.write_text("theirs")
    packages.install(["dovecot-imapd"], policy=policy)
    assert policy.read_text() == "theirs"
    assert "debconf" not in log.read_text()


def test_the_policy_goes_away_when_apt_fails(log: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        packages.install(["fail"], policy=log.parent / "policy-rc.d")
    assert not (log.parent / "policy-rc.d").exists()


def test_the_advice_is_one_sentence_with_exactly_the_missing_packages() -> None:
    assert packages.advice(["postfix", "chromium"]) == (
        "Missing Debian packages: postfix, chromium; install them with: "
        "sudo apt-get install -y --no-install-recommends postfix chromium"
    )


def test_peers_are_asked_for_apart_from_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert packages.missing(peers=True) == ["isync", "fetchmail"]
    assert not {"isync", "fetchmail"} & set(packages.missing())
