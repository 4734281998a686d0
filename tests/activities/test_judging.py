"""The command that judges an archive: an answer for each line, whatever the messages are."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.stock import message

FIELDS = {"id", "error", "class", "recipients", "subject", "from", "attachments", "text_len"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    asked = message("The parcel", Message_ID="<asked@customers.test>")
    (tmp_path / "asked").write_bytes(asked)
    answer = message("Re: The parcel", From="b@c.test", In_Reply_To="<asked@customers.test>")
    (tmp_path / "answer").write_bytes(answer)
    (tmp_path / "huge").write_bytes(b"X: " + b"x" * 1_000_000)
    return tmp_path


def judge(archive: Path, *lines: object, **options: object) -> list[dict]:
    manifest, out = archive / "manifest.jsonl", archive / "answers.jsonl"
    texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    manifest.write_text("\n".join(texts) + "\n")
    call_command("judge", manifest, root=archive, out=out, **options)
    return [json.loads(line) for line in out.read_text().splitlines()]


def line(path: str, **more: str) -> dict[str, str]:
    return {"id": path, "path": path} | more


def test_an_answer_says_what_was_read(archive: Path):
    [answer] = judge(archive, line("asked"))
    assert answer.keys() == FIELDS | {"seconds"}
    assert answer["subject"] == "The parcel"
    assert answer["from"] == "chris@customers.test"
    assert (answer["class"], answer["error"]) == ("none", None)
    assert answer["text_len"] > 10
    assert answer["seconds"] < 1


def test_the_messages_of_a_mailbox_are_threaded_in_their_order(archive: Path):
    asked, answer = judge(archive, line("asked", mailbox="m"), line("answer", mailbox="m"))
    assert asked["thread"] == answer["thread"]


def test_mailboxes_know_nothing_of_each_other(archive: Path):
    asked, answer = judge(archive, line("asked", mailbox="m"), line("answer", mailbox="n"))
    assert asked["thread"] != answer["thread"]


def test_strangers_are_kept_apart_when_that_is_wanted(archive: Path):
    lines = (line("asked", mailbox="m"), line("answer", mailbox="m"))
    asked, answer = judge(archive, *lines, participants=True)
    assert asked["thread"] != answer["thread"]


@pytest.mark.parametrize(
    "bad", ["{", "[]", "17", '{"id": "x"}', '{"path": "asked"}', '{"id": "x", "path": 1}']
)
def test_a_line_that_is_none_stops_nothing(archive: Path, bad: str):
    first, second = judge(archive, bad, line("asked"))
    assert first["error"]
    assert second["error"] is None


@pytest.mark.parametrize("path", ["missing", "huge", ".", "../outside", "/etc/hostname"])
def test_a_message_that_cannot_be_judged_stops_nothing(archive: Path, path: str):
    first, second = judge(archive, line(path), line("asked"))
    assert (first["id"], bool(first["error"])) == (path, True)
    assert second["error"] is None


def test_a_manifest_that_is_missing_is_said(archive: Path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("judge", archive / "none", root=archive)
