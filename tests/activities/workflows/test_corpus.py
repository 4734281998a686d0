"""Real mail, where a collection of it is at hand: trying and filing decide the same on every message."""

import os
from typing import Any

import pytest

from activities.models import Activity
from activities.workflows import outcomes
from activities.workflows.trying import trial
from tests.activities.workflows import making
from tests.activities.workflows.making import workflow
from tests.activities.workflows.samples import rule, subject
from tests.mailcenter.rows import store
from tests.wire.parse.test_corpus import messages
from workers.processing import process_stored

NONE_HERE = not os.environ.get("MAILCENTER_CORPUS")
WORDS = ("re", "fwd", "the", "you", "order", "invoice", "help", "test", "mail", "list", "news")


def tagged(tag: str, condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return rule(condition, name=tag, then=[{"kind": "tag", "tag": tag}], **more)


def rules(queue: int) -> list[dict[str, Any]]:
    """Of every kind, so that most messages meet several."""
    found = [tagged(f"subject {one}", subject(one)) for one in WORDS]
    texts = [("body", "contains", one) for one in WORDS]
    texts += [("body", "matches", r"https?://[^\s/]+\.(com|net)")]
    texts += [(who, "domain", top) for who in ("from", "to", "cc") for top in ("com", "org", "de")]
    texts += [("file_name", "ends", ".pdf"), ("file_type", "starts", "image/")]
    found += [
        tagged(f"{kind} {value}"[:50], {"kind": kind, "operator": operator, "value": value})
        for kind, operator, value in texts
    ]
    header = {"kind": "header", "name": "List-Id", "operator": "matches", "value": "."}
    found.append(tagged("list", header))
    found.append(tagged("large", {"kind": "size", "operator": "over", "kilobytes": 20}))
    found.append(tagged("files", {"kind": "file_count", "operator": "over", "number": 1}))
    kinds = ["permanent", "temporary", "delayed", "auto_reply"]
    found.append(tagged("back", {"kind": "subtype", "values": kinds}, exceptions=True))
    found.append(tagged("none", {"kind": "none", "of": [subject("e")]}, exceptions=True))
    found.append(rule(subject("invoice"), then=[{"kind": "queue", "queue": str(queue)}]))
    found.append(rule(subject("viagra"), then=[{"kind": "drop"}]))
    return found


@pytest.mark.skipif(
    NONE_HERE, reason="Set MAILCENTER_CORPUS to a folder of messages, one in each file, to run it."
)
@pytest.mark.django_db
def test_trying_and_filing_agree_on_every_message_of_the_corpus(make_alias) -> None:
    alias = make_alias("support@lab.test")
    flow = workflow(alias, rules(making.queue(alias).pk))
    contents = {path.read_bytes(): path.name for path in messages()}
    for content in contents:
        # What looks like a storm is filed as well.
        store(alias, content, released=True)
    process_stored(alias)
    tried = trial(alias, flow, flow.draft)
    filed = Activity.objects.select_related("raw", "decided")
    apart, held = [], 0
    for activity in filed.filter(direction="inbound").iterator(chunk_size=100):
        again = tried.on_activity(activity)
        trail = activity.decided.trail if hasattr(activity, "decided") else []
        same = [one["why"] for one in trail] == [one.why for one in again.decision.trail]
        if again.error or again.differs or not same:
            apart.append(f"{contents[activity.raw.content()]}: {outcomes.outcome(again.decision)}")
        held += bool(again.decision.trail)
    print(f"{filed.count()} of {len(contents)} filed; rules held on {held}; {len(apart)} apart")
    assert not apart, "\n".join(apart)
    assert held
