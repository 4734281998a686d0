"""The login test: opens a mailbox or a sending session for real and hands out its steps as they
happen."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator

from wire import imap, pop3, smtp
from wire.endpoints import Credentials, Endpoint, Protocol
from wire.errors import Explanation, Step, WireError
from wire.trace import StepReport, Trace

log = logging.getLogger(__name__)

Attempt = Callable[[Trace], None]


def incoming(
    endpoint: Endpoint, credentials: Credentials, *, protocol: Protocol, folder: str
) -> Iterator[StepReport]:
    """Signs in to the mailbox and looks into the folder, changing nothing."""

    def attempt(trace: Trace) -> None:
        opener = imap.open_inbox if protocol is Protocol.IMAP else pop3.open_inbox
        opener(endpoint, credentials, folder=folder, trace=trace).close()

    return _steps(endpoint, attempt)


def outgoing(
    endpoint: Endpoint, credentials: Credentials | None, *, sender: str
) -> Iterator[StepReport]:
    """Signs in to the SMTP server and asks whether it accepts ``sender``, sending nothing."""

    def attempt(trace: Trace) -> None:
        session = smtp.open_session(endpoint, credentials, trace=trace)
        try:
            session.sender_accepted(sender)
        finally:
            session.close()

    return _steps(endpoint, attempt)


def _steps(endpoint: Endpoint, attempt: Attempt) -> Iterator[StepReport]:
    """Runs ``attempt`` beside the caller, so that each step can be shown while it runs.

    Whatever ends it early is the last step, failed: silence is never success.
    """
    reports: queue.Queue[StepReport | None] = queue.Queue()

    def work() -> None:
        try:
            attempt(Trace(endpoint, reports.put))
        except WireError:
            pass  # told as a failed step already
        except Exception as error:
            log.exception("The login test ended early.")
            words = f"An error of the program ended the test: {type(error).__name__}."
            why = Explanation(words, "Report it, with the log of the console.", tried=str(endpoint))
            reports.put(StepReport(Step.QUIT, "failed", failure=why))
        finally:
            reports.put(None)

    threading.Thread(target=work, daemon=True).start()
    while (report := reports.get()) is not None:
        yield report
