"""The benchmark runs through on real servers; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import mail

ROOT = Path(__file__).resolve().parents[2]


def found(output: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench", "--rounds", "1", "--messages", "10", *words]
    done = subprocess.run(
        [*command, "--output", str(output)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(output.read_text())
    return result


@pytest.mark.real
def test_a_short_benchmark_without_peers_writes_what_it_found(tmp_path: Path) -> None:
    results = found(tmp_path / "results.json", "--ours", "--only", "none,send_small")
    assert results["ratios"]["send_small_vs_ten_aiosmtplib"] > 0
    assert "send_small_vs_ten_aiosmtplib" in results["bars"]
    assert {"cores", "postgresql", "dovecot"} <= set(results["machine"])


def test_the_generated_mail_is_the_same_at_every_run() -> None:
    first = list(mail.incoming(100, receiver="box@lab.test"))
    assert first == list(mail.incoming(100, receiver="box@lab.test"))
    assert len(set(first)) == 100


def test_another_first_number_is_other_mail() -> None:
    first, second = (list(mail.incoming(40, receiver="a@b.test", first=one)) for one in (0, 40))
    assert not set(first) & set(second)


def test_a_hundred_messages_have_the_mix_of_kinds() -> None:
    messages = list(mail.incoming(100, receiver="box@lab.test"))
    kinds = (b"multipart/alternative", b"multipart/mixed", b"multipart/report")
    assert [sum(kind in one for one in messages) for kind in kinds] == [30, 8, 2]
