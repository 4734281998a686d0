"""A name server on loopback that knows one address, and a node that asks no other."""

import socket
import threading
from contextlib import suppress
from typing import Self

import dns.message
import dns.rrset

HOST, PORT = "127.0.0.53", 53
ADDRESS = "127.0.0.1"
TTL = 1


class NameServer:
    """Answers every question for an address with 127.0.0.1. Ports below 1024 need root."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, PORT))
        threading.Thread(target=self._serve, args=(self._socket,), daemon=True).start()

    def stop(self) -> None:
        """From now on questions are refused."""
        if self._socket is not None:
            mine, self._socket = self._socket, None
            # wakes the thread, and says that there is no connection to shut
            with suppress(OSError):
                mine.shutdown(socket.SHUT_RD)
            mine.close()

    def _serve(self, mine: socket.socket) -> None:
        while self._socket is mine:
            try:
                asked, asker = mine.recvfrom(1500)
                mine.sendto(_answer(asked), asker)
            except (OSError, dns.message.ShortHeader):
                return


def _answer(asked: bytes) -> bytes:
    question = dns.message.from_wire(asked)
    answer = dns.message.make_response(question)
    one = question.question[0]
    if one.rdtype == dns.rdatatype.A:
        answer.answer.append(dns.rrset.from_text(one.name, TTL, "IN", "A", ADDRESS))
    return answer.to_wire()


def command(resolver: str, words: list[str]) -> list[str]:
    """``words`` in a mount namespace of their own, where ``resolver`` is /etc/resolv.conf."""
    mount = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", mount, resolver, *words]
