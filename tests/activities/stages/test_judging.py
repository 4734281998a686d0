"""The stage that says what a message is asks for the department's phrases and mode."""

from activities.stages.judging import judged
from activities.stages.reading import read
from exceptions.matching import Phrase, Phrases
from exceptions.rules import Rules
from tests.stock import message

PHRASES = Phrases([Phrase("subject", "giraffe", "temporary")])


def test_the_mode_decides_what_a_phrase_is_worth():
    incoming, _ = read(message("A giraffe"))
    assert judged(incoming, Rules(PHRASES, "phrases")).verdict.kind == "temporary"
    assert judged(incoming, Rules(PHRASES, "both")).verdict.kind == "possible"
    assert judged(incoming, Rules(PHRASES, "evidence")).verdict.kind == "ordinary"
