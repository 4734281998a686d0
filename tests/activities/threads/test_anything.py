"""Whatever a message holds, it is decided, without an error and without delay."""

import time

from hypothesis import given
from hypothesis import strategies as st

from activities import signing, threading
from activities.signing import Use
from activities.subjects import base
from activities.threads.memory import Memory
from activities.threads.reading import facts_of
from activities.threads.values import Facts, Report
from aliases.finding import Threading
from tests.activities.threads.people import KEYS, NOW, Centre
from wire.parse import parse

SIGNED = [
    signing.sign(number, use, until=NOW.date(), keys=KEYS) for number in (1, 2, 9) for use in Use
]
IDS = st.sampled_from(["", "a@b", "b@c", "c@d", "\x00", "é@ü"])
PEOPLE = st.sampled_from(["", "@", "+@", "a+b@c.test", "A@C.test", "x@y.test", "İ@ß"])
SUBJECTS = st.one_of(
    st.text(),
    st.sampled_from(["Re: x", "x", "x (fwd)", *(f"x [#{one}]" for one in SIGNED)]),
)
ADDRESSES = st.one_of(PEOPLE, st.sampled_from([f"s+{one}@lab.test" for one in SIGNED]))
REPORTS = st.builds(
    Report,
    envelope_id=st.one_of(st.text(), st.sampled_from(SIGNED)),
    message_ids=st.lists(IDS, max_size=3).map(tuple),
    recipients=st.lists(PEOPLE, max_size=3).map(tuple),
)
FACTS = st.builds(
    Facts,
    message_id=IDS,
    parents=st.lists(IDS, max_size=4).map(tuple),
    subject=SUBJECTS,
    base_subject=SUBJECTS.map(base),
    sender=PEOPLE,
    recipients=st.lists(st.tuples(ADDRESSES, SUBJECTS), max_size=3).map(tuple),
    report=st.one_of(st.none(), REPORTS),
)


@given(
    st.sampled_from(Threading.values),
    st.booleans(),
    st.lists(st.tuples(FACTS, st.integers(1, 2)), max_size=8),
)
def test_every_sequence_of_messages_is_decided(mode: str, strangers: bool, messages: list):
    centre = Centre(mode, strangers)
    for facts, place in messages:
        order = centre.order(place)
        decision = threading.decide(facts, order, centre.known, NOW)
        entry = centre.known.add(facts, order, decision, NOW)
        assert decision.why
        assert decision.case is None or decision.linked_case is None
        assert centre.known.cases[entry.case].department == place


@given(st.binary(max_size=500))
def test_every_message_that_can_be_read_has_facts(raw: bytes):
    facts = facts_of(parse(b"From: a@b.test\nReferences: <" + raw))
    assert isinstance(facts, Facts)


def test_two_hundred_ancestors_and_a_thousand_recipients_take_no_time():
    references = " ".join(f"<{number}.ancestor@customers.test>" for number in range(200))
    to = ", ".join(f"person{number}@customers.test" for number in range(1000))
    raw = f"From: a@b.test\nTo: {to}\nReferences: {references}\n\nx".encode()
    begun = time.perf_counter()
    centre = Centre()
    decision = threading.decide(facts_of(parse(raw)), centre.order(), Memory(), NOW)
    assert decision.case is None
    assert time.perf_counter() - begun < 0.5
