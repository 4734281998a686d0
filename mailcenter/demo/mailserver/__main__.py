"""`python -m mailcenter.demo.mailserver`: listens on loopback and says in ready.json where."""

import argparse
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol as Shape
from typing import cast

from twisted.internet import reactor as twisted_reactor
from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol
from twisted.logger import ILogObserver, STDLibLogObserver, globalLogBeginner

from mailcenter.demo.mailserver.accounts import Accounts
from mailcenter.demo.mailserver.imap import Imap
from mailcenter.demo.mailserver.pop3 import Pop3
from mailcenter.demo.mailserver.smtp import Smtp
from mailcenter.demo.mailserver.store import Store, StoreInUse

log = logging.getLogger("mailserver")

LOOPBACK = "127.0.0.1"


class Reactor(Shape):
    """What we use of Twisted's reactor, whose interfaces type checkers cannot read."""

    def listenTCP(
        self, port: int, factory: Factory, *, backlog: int, interface: str
    ) -> "Listener": ...
    def callWhenRunning(self, call: Callable[..., None], *arguments: object) -> object: ...
    def run(self) -> None: ...


class Address(Shape):
    port: int


class Listener(Shape):
    def getHost(self) -> Address: ...


reactor = cast(Reactor, twisted_reactor)


class Sessions(Factory):
    """Makes one session for each connection."""

    noisy = False

    def __init__(self, build: Callable[[], Protocol]) -> None:
        self._build = build

    def buildProtocol(self, addr: IAddress | None) -> Protocol:
        return self._build()


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line; ends the process with a usage text when it is wrong."""
    parser = argparse.ArgumentParser(prog="mailserver", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="accounts.json and all mail")
    for name in ("smtp", "imap", "pop3"):
        parser.add_argument(f"--{name}", type=int, default=0, metavar="PORT", help="0 = any")
    return parser.parse_args(arguments)


def listen(options: argparse.Namespace, store: Store) -> dict[str, int]:
    """Open the three ports; the ports by name. Raises CannotListenError."""
    accounts = Accounts(options.folder / "accounts.json")
    in_use: set[str] = set()
    builders: dict[str, Callable[[], Protocol]] = {
        "smtp": lambda: Smtp(accounts, store),
        "imap": lambda: Imap(accounts, store),
        "pop3": lambda: Pop3(accounts, store, in_use=in_use),
    }
    ports = {}
    for name, build in builders.items():
        listener = reactor.listenTCP(
            getattr(options, name), Sessions(build), backlog=200, interface=LOOPBACK
        )
        ports[name] = listener.getHost().port
    return ports


def announce(file: Path, ports: dict[str, int]) -> None:
    """Write ready.json in one go, so that whoever waits for it never reads half of it."""
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps({**ports, "pid": os.getpid()}))
    unfinished.replace(file)
    log.info("listening on %s: %s", LOOPBACK, ports)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 1 when a port or the folder is taken."""
    options = read_options(arguments)
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.INFO)
    logging.getLogger("twisted").setLevel(logging.WARNING)
    globalLogBeginner.beginLoggingTo(
        [cast(ILogObserver, STDLibLogObserver())], redirectStandardIO=False
    )
    ready = options.folder / "ready.json"
    try:
        store = Store(options.folder)
        # From a server that was killed: nobody may take its ports for ours.
        ready.unlink(missing_ok=True)
        ports = listen(options, store)
    except StoreInUse as error:
        log.error("%s", error)
        return 1
    except CannotListenError as error:
        log.error("port %s of %s is taken: choose another one, or 0", error.port, LOOPBACK)
        return 1
    # Started in the background by a shell it would inherit an ignored SIGINT, and Twisted heed that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reactor.callWhenRunning(announce, ready, ports)
    reactor.run()
    ready.unlink(missing_ok=True)
    log.info("ended")
    return 0


if __name__ == "__main__":
    sys.exit(main())
