"""The one HTTP client: https, guarded by the rules of wire.reach, with limits of time and size.

It follows no redirect, believes no proxy and reads nothing from the environment.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from wire.errors import WireError
from wire.fetch import Answer, Outgoing, Web, fetch, trouble

__all__ = ["Answer", "Judge", "Outgoing", "Web", "get_json", "post_form", "post_json"]

# Raises for an answer that is none to go on with; else does nothing.
Judge = Callable[[Outgoing, Answer], None]


def get_json(url: str, web: Web, *, judge: Judge | None = None) -> Any:
    """What is found at ``url``. Raises WireError, also for each status but 200 to 299."""
    outgoing = Outgoing("GET", url, {"Accept": "application/json"})
    return read_json(judged(web, outgoing, judge or refuse))


def post_form(
    url: str,
    data: Mapping[str, str],
    web: Web,
    *,
    headers: Mapping[str, str] | None = None,
    judge: Judge | None = None,
) -> Any:
    """Sends a form and reads JSON; as get_json."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    outgoing = Outgoing("POST", url, kind | dict(headers or {}), urlencode(data).encode())
    return read_json(judged(web, outgoing, judge or refuse))


def post_json(url: str, body: Any, web: Web, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Sends JSON; bytes are sent as they are, so that they can be signed first.

    Raises WireError, also for each status but 200 to 299.
    """
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    return judged(web, Outgoing("POST", url, kind | dict(headers or {}), content), refuse)


def read_json(answer: Answer) -> Any:
    """Raises WireError where the content is no JSON."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        # Without "from": the original holds the whole content, which may be a token.
        raise trouble("no JSON", answer.tried) from None


def refuse(outgoing: Outgoing, answer: Answer) -> None:
    """The usual judge: only 200 to 299 will do."""
    if not 200 <= answer.status < 300:
        raise refusal(answer)


def refusal(answer: Answer) -> WireError:
    """The error for an answer's status."""
    kind = "moved" if 300 <= answer.status < 400 else "HTTP"
    return trouble(kind, answer.tried, words=answer.phrase, code=str(answer.status))


def judged(web: Web, outgoing: Outgoing, judge: Judge) -> Answer:
    """The answer to a request that ``judge`` lets pass. Raises WireError."""
    answer = fetch(web, outgoing)
    judge(outgoing, answer)
    return answer
