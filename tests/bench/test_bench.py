"""The benchmark runs through on real servers; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import mail
from bench.bars import RATIOS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.real
def test_a_short_benchmark_writes_all_ratios(tmp_path: Path) -> None:
    output = tmp_path / "results.json"
    command = [sys.executable, "-m", "bench", "--rounds", "1", "--messages", "10"]
    done = subprocess.run(
        [*command, "--output", str(output)],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(output.read_text())
    wanted = {n for n, one in RATIOS.items() if {one.ours, one.other}.isdisjoint(found["left_out"])}
    assert set(found["ratios"]) == wanted
    assert min(found["ratios"].values()) > 0


def test_the_generated_mail_is_the_same_at_every_run() -> None:
    first = list(mail.incoming(100, receiver="box@lab.test"))
    assert first == list(mail.incoming(100, receiver="box@lab.test"))
    assert len(set(first)) == 100


def test_a_hundred_messages_have_the_mix_of_kinds() -> None:
    messages = list(mail.incoming(100, receiver="box@lab.test"))
    kinds = (b"multipart/alternative", b"multipart/mixed", b"multipart/report")
    assert [sum(kind in one for one in messages) for kind in kinds] == [30, 8, 2]
