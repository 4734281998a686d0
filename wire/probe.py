"""The tests of the console: a mailbox or a sending session is opened for real, and its steps are
handed out as they happen, followed by what was found."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from wire import answers, imap, looking, pop3, smtp, tls
from wire.causes import Symptom, explain
from wire.dial import dial
from wire.endpoints import Credentials, Encryption, Endpoint, Protocol
from wire.errors import Explanation, Step, WireError
from wire.inbox import Inbox
from wire.ldap_values import Branch, Mapped
from wire.network import place
from wire.trace import StepReport, Trace

log = logging.getLogger(__name__)

# How long a silent port is given to prove that it waits for TLS.
TLS_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message for one recipient; ``why`` explains a refusal, else it is None."""

    address: str
    reply: smtp.Reply
    why: Explanation | None = None


Finding = list[Outcome] | list[looking.Folder] | looking.Newest | Branch | Mapped | None
Attempt = Callable[[Trace], Finding]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a test looks for mail, and as whom."""

    endpoint: Endpoint
    credentials: Credentials
    protocol: Protocol
    folder: str = "INBOX"

    def open(self, trace: Trace) -> Inbox:
        opener = imap.open_inbox if self.protocol is Protocol.IMAP else pop3.open_inbox
        return opener(self.endpoint, self.credentials, folder=self.folder, trace=trace)


@dataclass(frozen=True, slots=True)
class Found:
    """What a test that came to its end has found; ``what`` depends on the test."""

    what: Finding


Reports = Iterator[StepReport | Found]


def incoming(
    endpoint: Endpoint, credentials: Credentials, *, protocol: Protocol, folder: str
) -> Iterator[StepReport]:
    """Signs in to the mailbox and looks into the folder, changing nothing."""
    mailbox = Mailbox(endpoint, credentials, protocol, folder)

    def attempt(trace: Trace) -> Finding:
        mailbox.open(trace).close()
        return None

    return _only_steps(steps(endpoint, attempt))


def newest(mailbox: Mailbox) -> Reports:
    """Finds the newest message (looking.Newest, or None), leaving it where it is and unread."""

    def attempt(trace: Trace) -> Finding:
        inbox = mailbox.open(trace)
        try:
            return looking.newest(inbox, trace)
        finally:
            inbox.abandon()

    return steps(mailbox.endpoint, attempt)


def folders(mailbox: Mailbox) -> Reports:
    """Finds the folders of an IMAP server (looking.Folder), whatever folder is typed."""

    def attempt(trace: Trace) -> Finding:
        inbox = imap.open_inbox(mailbox.endpoint, mailbox.credentials, trace=trace)
        try:
            return looking.folders(inbox)
        finally:
            inbox.abandon()

    return steps(mailbox.endpoint, attempt)


def outgoing(
    endpoint: Endpoint, credentials: Credentials | None, *, sender: str
) -> Iterator[StepReport]:
    """Signs in to the SMTP server and asks whether it accepts ``sender``, sending nothing."""

    def attempt(trace: Trace) -> Finding:
        session = smtp.open_session(endpoint, credentials, trace=trace)
        try:
            session.sender_accepted(sender)
        finally:
            session.close()
        return None

    return _only_steps(steps(endpoint, attempt))


def sending(endpoint: Endpoint, credentials: Credentials | None, *, letter: smtp.Letter) -> Reports:
    """Sends ``letter`` and finds what became of it for each recipient (Outcome)."""

    def attempt(trace: Trace) -> Finding:
        session = smtp.open_session(endpoint, credentials, trace=trace)
        try:
            replies = session.send(letter)
        finally:
            session.close()
        return [_outcome(one, reply, endpoint) for one, reply in replies.items()]

    return steps(endpoint, attempt)


def _outcome(address: str, reply: smtp.Reply, endpoint: Endpoint) -> Outcome:
    if reply.positive or reply.lost:
        return Outcome(address, reply)
    why = answers.smtp(reply.code, reply.text, Step.DATA, endpoint)[1]
    return Outcome(address, reply, why)


def speaks_tls(endpoint: Endpoint) -> bool:
    """Whether the port answers to a TLS handshake; says nothing to it but that, verifies nothing."""
    asked = replace(
        endpoint, verify=False, timeout=min(endpoint.timeout, TLS_PATIENCE), ca_bundle=""
    )
    try:
        with dial(asked, Trace(asked)) as sock:
            tls.context_for(asked).wrap_socket(sock, server_hostname=asked.host).close()
    except (WireError, OSError):
        return False
    return True


def _only_steps(reports: Reports) -> Iterator[StepReport]:
    return (one for one in reports if isinstance(one, StepReport))


def steps(endpoint: Endpoint, attempt: Attempt) -> Reports:
    """Runs ``attempt`` beside the caller, so that each step can be shown while it runs.

    Whatever ends it early is the last step, failed: silence is never success.
    """
    reports: queue.Queue[StepReport | Found | None] = queue.Queue()

    def work() -> None:
        try:
            reports.put(
                Found(attempt(Trace(endpoint, lambda one: reports.put(_told(one, endpoint)))))
            )
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


def _told(report: StepReport, endpoint: Endpoint) -> StepReport:
    """A port that waits for TLS is as silent as a dead one: asked for TLS, it gives itself away."""
    why = report.failure
    unanswered = report.step is Step.GREETING and why is not None and not why.answer
    if why is None or not unanswered or endpoint.encryption is Encryption.TLS:
        return report
    if not speaks_tls(endpoint):
        return report
    found = explain(Symptom("TLS wanted", report.step), place(endpoint))[1]
    return replace(report, failure=replace(found, tried=why.tried))
