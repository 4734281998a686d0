"""Real mail, where a collection of it is at hand: judged in time, and by phrases as the manual."""

import os
import time

import pytest

from exceptions.facts import facts_of
from exceptions.judging import judge
from tests.exceptions.samples import PHRASES
from tests.exceptions.test_matching import manual
from tests.wire.parse.test_corpus import messages
from wire.parse import Unparseable, parse

NONE_HERE = not os.environ.get("MAILCENTER_CORPUS")


@pytest.mark.skipif(
    NONE_HERE, reason="Set MAILCENTER_CORPUS to a folder of messages, one in each file, to run it."
)
def test_every_message_of_the_corpus_is_judged() -> None:
    troubles = []
    for path in messages():
        raw = path.read_bytes()
        try:
            message = parse(raw)
        except Unparseable:
            continue
        started = time.perf_counter()
        verdict = judge(facts_of(raw, message), PHRASES, "phrases")
        if time.perf_counter() - started > 1:
            troubles.append(f"{path.name}: took more than a second")
        sender = message.from_.email if message.from_ else ""
        if verdict.rule != (manual(message.subject, sender) or ""):
            troubles.append(f"{path.name}: {verdict.rule} is not what the manual says")
    assert not troubles, "\n".join(troubles)
