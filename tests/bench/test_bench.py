"""The benchmark runs through on real servers; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import mail
from bench.bars import LIMITS

ROOT = Path(__file__).resolve().parents[2]
# Against what needs nobody else's program.
OURS = {
    "imap_vs_bare_loop",
    "pop3_vs_bare_loop",
    "two_workers_vs_one",
    "send_small_vs_ten_aiosmtplib",
    "send_large_vs_smtp_source",
    "send_of_many_vs_of_few",
    "twenty_alone_vs_beside_5000",
}


def found(output: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench", "--rounds", "1", "--messages", "10", *words]
    done = subprocess.run(
        [*command, "--output", str(output)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(output.read_text())
    return result


@pytest.mark.real
def test_a_short_benchmark_without_peers_writes_all_that_is_ours(tmp_path: Path) -> None:
    results = found(tmp_path / "results.json", "--ours")
    assert set(results["ratios"]) >= OURS
    assert min(results["ratios"].values()) > 0
    assert set(results["bars"]) >= set(LIMITS)
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
