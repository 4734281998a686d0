"""Trying the login test of the console and reading its answer."""

import json

from django.test import Client

from tests.mailcenter.pages import body
from tests.mailcenter.people import Values

NEW = "/console/aliases/alias/test/"

Steps = list[dict]


def steps(client: Client, values: Values, direction: str = "incoming", url: str = NEW) -> Steps:
    """The lines of the answer, without the last one that says the end."""
    answer = client.post(f"{url}{direction}/", values)
    assert answer.status_code == 200, body(answer)
    assert answer["Content-Type"] == "application/x-ndjson"
    text = body(answer)
    passwords = [values[f"{one}_secret"] for one in ("incoming", "outgoing")]
    assert not [word for word in passwords if word and word in text]
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[-1] == {"state": "end"}
    return lines[:-1]


def passed(lines: Steps) -> list[str]:
    return [one["step"] for one in lines if one["state"] == "passed"]


def failure(lines: Steps) -> dict:
    """The one failed step, which is the last."""
    failed = [one for one in lines if one["state"] == "failed"]
    assert failed == lines[-1:]
    return failed[0]
