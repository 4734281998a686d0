"""A virus scanner that knows one virus: EICAR's test file. It speaks clamd's INSTREAM (clamd(8))."""

import socket
import socketserver
import struct
import threading
from typing import Self

from tests.servers.ports import HOST

# In two pieces, so that no scanner takes this file for the test file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers OK or FOUND. ``says``: this instead, b'' to close without a word, None to stay silent.

    limit: bytes of a stream that it takes. scanned: what it was given, in the order of arrival.
    """

    def __init__(self, *, limit: int = 25_000_000) -> None:
        self.limit = limit
        self.says: bytes | None = b"auto"
        self.scanned: list[bytes] = []
        self.stopped = threading.Event()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._serve(self.request)

        self._server = socketserver.ThreadingTCPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self.address = f"{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, stream: socket.socket) -> None:
        with stream.makefile("rb") as lines:
            assert lines.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack(">I", lines.read(4))[0]:
                content += lines.read(size)
                if len(content) > self.limit:
                    stream.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
        self.scanned.append(content)
        if self.says is None:
            self.stopped.wait(60)
            return
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        stream.sendall(found if self.says == b"auto" else self.says)
