"""The guarded web for libraries that bring their own requests; see wire.web."""

import io
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from wire.fetch import Answer, Outgoing, Web
from wire.web import Judge, judged, refuse


class Session(requests.Session):
    """For libraries that bring their own requests: the same guard, limits and judge.

    WireErrors come through the library, which does not know them and so cannot hide them.
    """

    def __init__(self, web: Web, judge: Judge = refuse) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Guarded(web, judge))
        self.mount("http://", _Guarded(web, judge))

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        return super().send(request, **how | {"allow_redirects": False})


class _Guarded(BaseAdapter):
    def __init__(self, web: Web, judge: Judge) -> None:
        super().__init__()
        self._web, self._judge = web, judge

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Whatever limits and certificates the library would choose, ours hold."""
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        outgoing = Outgoing(
            request.method or "GET", request.url or "", dict(request.headers), content
        )
        return response_of(request, judged(self._web, outgoing, self._judge))

    def close(self) -> None:
        pass


def response_of(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    """An answer as the library knows it."""
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(answer.headers)
    response.encoding = "utf-8"
    response.raw = io.BytesIO(answer.content)
    response.request, response.url = request, request.url or ""
    return response
