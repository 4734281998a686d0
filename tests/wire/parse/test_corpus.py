"""Real mail, where a collection of it is at hand: none crashes, none takes a second."""

import os
import time
from pathlib import Path

import pytest

from wire.parse import Unparseable, dedupe_key, parse, part_content

CORPUS = os.environ.get("MAILCENTER_CORPUS", "")


def messages() -> list[Path]:
    found = [path for path in Path(CORPUS).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix not in (".jsonl", ".md", ".py"))


@pytest.mark.skipif(
    not CORPUS, reason="Set MAILCENTER_CORPUS to a folder of messages, one in each file, to run it."
)
def test_every_message_of_the_corpus_is_read_within_a_second() -> None:
    paths = messages()
    assert paths, f"MAILCENTER_CORPUS names a folder without messages: {CORPUS}"
    troubles = []
    for path in paths:
        raw = path.read_bytes()
        started = time.perf_counter()
        try:
            found = parse(raw)
        except Unparseable as given_up:
            troubles.append(f"{path.name}: {given_up.reason}")
            continue
        if time.perf_counter() - started > 1:
            troubles.append(f"{path.name}: took more than a second")
        if any(len(part_content(raw, part.path)) != part.size for part in found.parts):
            troubles.append(f"{path.name}: a part has another size than its download")
        assert len(dedupe_key(raw)) == 64
    assert not troubles, "\n".join(troubles)
