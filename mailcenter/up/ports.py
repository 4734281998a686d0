"""Ports on loopback: the wanted one where it is free, else any."""

from socketserver import BaseRequestHandler, TCPServer


def free(wanted: int = 0) -> int:
    """``wanted`` itself where nobody listens on it, else a free port."""
    for port in (wanted, 0):
        try:
            with TCPServer(("127.0.0.1", port), BaseRequestHandler) as server:
                return int(server.server_address[1])
        except OSError:
            continue
    raise OSError("There is no free port on this machine.")
