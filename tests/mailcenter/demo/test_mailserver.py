"""The demo mail server as a person's programs meet it: a real process, real protocols, kill -9."""

import json
import os
import poplib
import random
import re
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from mailcenter.demo.mailserver.dots import DataReader

ROOT = Path(__file__).parents[3]
PASSWORD = "pass word"
HEADER = b"From: <c@away.test>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n"
TRACE = re.compile(rb"Return-Path: <customer@away.test>\r\nReceived: .*\r\n(?:\t.*\r\n)+")
NASTY = {
    "8 bit": HEADER + bytes(range(128, 256)) + b"\r\n",
    "NUL": HEADER + b"a\0b\0\0\r\n\0\r\n",
    "long line": HEADER + b"x" * 3_000_000 + b"\r\n",
    "dots": HEADER + b".\r\n..\r\n...\r\n.x\r\n\r\n.\r\n",
    "bare line ends": HEADER + b"one\ntwo\rthree\n\rfour\r\r\nfive\r\n",
    "no header": b"\r\n.\r\n",
}


class Demo:
    """The server's process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.accounts: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "mailcenter.demo.mailserver", "--folder", self.folder]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stderr=log)
        wait_for(lambda: self.ready().get("pid") == self.process.pid, seconds=15)

    def ready(self) -> dict[str, int]:
        file = self.folder / "ready.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def end(self, number: int = signal.SIGKILL) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)

    def add_account(self) -> str:
        address = f"box{len(self.accounts)}@demo.test"
        self.accounts[address] = PASSWORD
        (self.folder / "accounts.json").write_text(json.dumps(self.accounts))
        return address


class Box:
    """A fresh account of a server, and programs that use it; all are closed in the end."""

    def __init__(self, demo: Demo, clients: ExitStack) -> None:
        self.demo, self._clients = demo, clients
        self.address = demo.add_account()

    def connect(self, protocol: str) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.demo.ready()[protocol]), timeout=20)
        return self._clients.enter_context(client)

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.demo.ready()["smtp"], timeout=20)

    def send(self, data: bytes, *, to: str = "") -> None:
        with self.smtp() as smtp:
            smtp.sendmail("customer@away.test", [to or self.address], data)

    def imap(self, password: str = PASSWORD) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.demo.ready()["imap"], ssl=False, timeout=20)
        self._clients.callback(client.shutdown)
        client.login(self.address, password)
        client.select_folder("INBOX")
        return client

    def pop3(self, password: str = PASSWORD) -> poplib.POP3:
        client = poplib.POP3("127.0.0.1", self.demo.ready()["pop3"], timeout=20)
        self._clients.callback(client.close)
        client.user(self.address)
        client.pass_(password)
        return client

    def bodies(self) -> list[bytes]:
        """All messages of INBOX without the two header fields the server adds."""
        client = self.imap()
        fetched = client.fetch(client.search(), ["BODY.PEEK[]"])
        return [without_trace(data[b"BODY[]"]) for _, data in sorted(fetched.items())]


def without_trace(data: bytes) -> bytes:
    match = TRACE.match(data)
    assert match is not None
    return data[match.end() :]


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def running(folder: Path) -> Iterator[Demo]:
    demo = Demo(folder)
    yield demo
    demo.process.kill()
    demo.process.wait(10)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield from running(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Demo]:
    yield from running(tmp_path)


@pytest.fixture
def box(shared: Demo) -> Iterator[Box]:
    with ExitStack() as clients:
        yield Box(shared, clients)


@pytest.fixture
def own_box(own: Demo) -> Iterator[Box]:
    """A box on a server that the test may kill."""
    with ExitStack() as clients:
        yield Box(own, clients)


@pytest.mark.parametrize("data", NASTY.values(), ids=NASTY)
def test_message_comes_out_of_imap_as_it_went_into_smtp(box: Box, data: bytes) -> None:
    box.send(data)
    assert box.bodies() == [data]


@pytest.mark.parametrize("data", NASTY.values(), ids=NASTY)
def test_message_comes_out_of_pop3_as_it_went_into_smtp(box: Box, data: bytes) -> None:
    box.send(data)
    pop3 = box.connect("pop3")
    pop3.sendall(f"USER {box.address}\r\nPASS {PASSWORD}\r\nRETR 1\r\nQUIT\r\n".encode())
    answer = pop3.makefile("rb").read().split(b" octets\r\n", 1)[1]
    message = answer.removesuffix(b".\r\n+OK good-bye\r\n")
    assert without_trace(re.sub(rb"(?m)^\.", b"", message)) == data


def test_message_of_40_mb_passes_unchanged_in_a_few_seconds(box: Box) -> None:
    data = HEADER + random.Random(1).randbytes(40_000_000).replace(b"\n", b"\r\n.") + b"\r\n"
    started = time.monotonic()
    box.send(data)
    assert box.bodies() == [data]
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_end_of_data_is_found_wherever_the_packets_are_cut(size: int) -> None:
    reader = DataReader(1000)
    data = b".\r\r\n..\n.\nx\r.\r..\r\n..\r\n"
    wire = data.replace(b"\r\n.", b"\r\n..").replace(b".", b"..", 1) + b".\r\n"
    buffer = bytearray()
    for start in range(0, len(wire), size):
        assert reader.feed(buffer) is None
        buffer += wire[start : start + size]
    assert reader.feed(buffer) == data
    assert not buffer


def test_commands_may_follow_the_data_in_one_packet(box: Box) -> None:
    smtp = box.connect("smtp")
    start = f"HELO me\r\nMAIL FROM:<customer@away.test>\r\nRCPT TO:<{box.address}>\r\nDATA\r\n"
    smtp.sendall(start.encode() + b"\n.\nx\r.\r..\r\n..\r\n.\r\nNOOP\r\nQUIT\r\n")
    codes = [answer[:3] for answer in smtp.makefile("rb").read().splitlines()]
    assert codes == [b"220", *[b"250"] * 3, b"354", b"250", b"250", b"221"]
    assert box.bodies() == [b"\n.\nx\r.\r..\r\n.\r\n"]


@pytest.mark.parametrize("password", ["", "mistaken", f"{PASSWORD} "])
def test_wrong_password_is_refused_by_all_three(box: Box, password: str) -> None:
    with box.smtp() as smtp, pytest.raises(smtplib.SMTPAuthenticationError, match=r"535.*5\.7\.8"):
        smtp.login(box.address, password)
    with pytest.raises(LoginError, match="AUTHENTICATIONFAILED"):
        box.imap(password)
    with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
        box.pop3(password)


def test_log_shows_neither_passwords_nor_bodies(own_box: Box) -> None:
    own_box.send(b"Subject: visible\r\n\r\nprivate words\r\n")
    with pytest.raises(LoginError):
        own_box.imap("mistaken")
    own_box.pop3()
    log = (own_box.demo.folder / "log").read_text()
    assert log.count("signed in") == log.count("sign-in refused") == 1
    assert not re.search(f"visible|private|mistaken|{PASSWORD}", log)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("initial", [True, False])
def test_smtp_signs_in_by_either_mechanism(box: Box, mechanism: str, initial: bool) -> None:
    with box.smtp() as smtp:
        smtp.ehlo()
        smtp.user, smtp.password = box.address.upper(), PASSWORD
        answer = getattr(smtp, f"auth_{mechanism.lower()}")
        assert smtp.auth(mechanism, answer, initial_response_ok=initial)[0] == 235


def test_imap_signs_in_by_authenticate_plain(box: Box) -> None:
    imap = box.connect("imap")
    word = b64encode(f"\0{box.address}\0{PASSWORD}".encode())
    imap.sendall(b"a AUTHENTICATE PLAIN\r\n" + word + b"\r\nb SELECT inbox\r\nc LOGOUT\r\n")
    answers = imap.makefile("rb").read()
    assert b"\r\na OK" in answers
    assert b"\r\nb OK [READ-WRITE]" in answers


def test_unknown_recipient_is_refused_and_a_sub_address_is_not(box: Box) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"550, b'5\.1\.1"):
        box.send(HEADER, to="nobody@demo.test")
    box.send(HEADER, to=box.address.replace("@", "+Tag@").upper())
    assert len(box.bodies()) == 1


def test_message_over_the_size_limit_is_refused_before_and_after_data(box: Box) -> None:
    data = HEADER + (b"y" * 998 + b"\r\n") * 60_001
    with box.smtp() as smtp:
        smtp.ehlo()
        assert smtp.mail("x@away.test", [f"size={len(data)}"])[0] == 552
        smtp.mail("x@away.test")
        smtp.rcpt(box.address)
        assert smtp.data(data) == (552, b"5.3.4 the message is larger than 60000000 bytes")
        assert smtp.noop()[0] == 250
    assert box.bodies() == []


def test_idle_client_hears_of_a_new_message_at_once(box: Box) -> None:
    client = box.imap()
    client.idle()
    threading.Timer(0.2, box.send, [HEADER]).start()
    started = time.monotonic()
    assert client.idle_check(timeout=10) == [(1, b"EXISTS")]
    assert time.monotonic() - started < 1.5
    client.idle_done()
    assert client.search() == [1]


def test_uid_search_keeps_to_ranges_and_the_star_is_the_last(box: Box) -> None:
    client = box.imap()
    for _ in range(9):
        client.append("INBOX", HEADER)
    client.delete_messages([2, 5])
    client.expunge()
    assert client.search(["UID", "2:6"]) == [3, 4, 6]
    assert client.search(["UID", "1,4:5,8:*"]) == [1, 4, 8, 9]
    assert client.search(["UID", "99:*"]) == [9]
    assert client.search(["NOT", "UID", "3:99", "SMALLER", 1000]) == [1]


def test_search_reads_headers_flags_and_dates(box: Box) -> None:
    client = box.imap()
    client.append("INBOX", HEADER, [b"\\Seen", b"mine"], datetime(1999, 2, 3, tzinfo=UTC))
    client.append("INBOX", b"Subject: other\r\n\r\nneedle\r\n")
    assert client.search(["SUBJECT", "grüße"], charset="UTF-8") == [1]
    assert client.search(["UNSEEN", "BODY", "Needle"]) == [2]
    assert client.search(["OR", "KEYWORD", "mine", "HEADER", "Subject", "OTH"]) == [1, 2]
    assert client.search(["BEFORE", "1-Jan-2000"]) == [1]


def test_fetch_gives_header_fields_text_and_parts_by_position(box: Box) -> None:
    client = box.imap()
    client.append("INBOX", b"A: 1\r\n\tmore\r\nB: 2\r\n\r\n0123456789")
    items = ["BODY.PEEK[HEADER]", "BODY[TEXT]<2.3>", "BODY.PEEK[HEADER.FIELDS (A)]", "FLAGS"]
    data = client.fetch(1, items)[1]
    assert data[b"BODY[HEADER]"] == b"A: 1\r\n\tmore\r\nB: 2\r\n\r\n"
    assert data[b"BODY[TEXT]<2>"] == b"234"
    assert data[b"BODY[HEADER.FIELDS (A)]"] == b"A: 1\r\n\tmore\r\n\r\n"
    assert data[b"FLAGS"] == (b"\\Seen",)


def test_peek_does_not_mark_a_message_seen(box: Box) -> None:
    box.send(HEADER)
    client = box.imap()
    client.fetch(1, ["BODY.PEEK[]"])
    assert client.get_flags(1)[1] == ()
    size = client.fetch(1, ["RFC822.SIZE"])[1][b"RFC822.SIZE"]
    assert size == len(client.fetch(1, ["RFC822"])[1][b"RFC822"])
    assert client.get_flags(1)[1] == (b"\\Seen",)


def test_copied_and_moved_messages_are_in_the_other_mailbox(box: Box) -> None:
    client = box.imap()
    client.create_folder("Arbeit/Größe")
    for number in range(3):
        client.append("INBOX", HEADER + b"%d" % number)
    client.copy([1, 3], "Arbeit/Größe")
    client.move([2], "Arbeit/Größe")
    assert client.search() == [1, 3]
    assert client.folder_status("Arbeit/Größe", ["MESSAGES"]) == {b"MESSAGES": 3}
    assert [name for _, _, name in client.list_folders()] == ["Arbeit", "Arbeit/Größe", "INBOX"]


def test_renamed_mailbox_takes_the_ones_below_it_along(box: Box) -> None:
    client = box.imap()
    client.create_folder("a/b")
    client.append("a/b", HEADER, [b"\\Seen"])
    client.rename_folder("a", "z")
    assert [name for _, _, name in client.list_folders("", "*")] == ["INBOX", "z", "z/b"]
    client.delete_folder("z")
    client.select_folder("z/b")
    assert client.search("SEEN") == [1]


def test_two_sessions_agree_after_one_expunges(box: Box) -> None:
    one, other = box.imap(), box.imap()
    for _ in range(4):
        one.append("INBOX", HEADER)
    other.noop()
    one.delete_messages([1, 3])
    one.uid_expunge([1])
    assert other.noop()[1] == [(1, b"EXPUNGE")]
    assert other.search() == [2, 3, 4]


def test_malformed_command_is_answered_and_the_session_goes_on(box: Box) -> None:
    imap = box.connect("imap")
    imap.sendall(b'a1 LOGIN "x\r\na2 FETCH 1 (\r\na3\r\na4 SELECT x\r\na5 NOOP\r\na6 LOGOUT\r\n')
    lines = imap.makefile("rb").read().splitlines()
    answers = [b" ".join(line.split()[:2]) for line in lines if line.startswith(b"a")]
    assert answers == [b"a1 BAD", b"a2 BAD", b"a3 BAD", b"a4 NO", b"a5 OK", b"a6 OK"]


@pytest.mark.parametrize(
    ("protocol", "limit", "answer"),
    [("smtp", 1 << 16, b"500 5.5.6"), ("imap", 1 << 20, b"* BYE"), ("pop3", 1 << 16, b"-ERR")],
)
def test_endless_line_ends_the_connection(
    box: Box, protocol: str, limit: int, answer: bytes
) -> None:
    client = box.connect(protocol)
    client.sendall(b"x" * (limit + 1))
    assert client.makefile("rb").readlines()[1].startswith(answer)


def test_pop3_deletes_only_at_quit(box: Box) -> None:
    for _ in range(2):
        box.send(HEADER)
    pop3 = box.pop3()
    pop3.dele(1)
    pop3.close()
    wait_for(lambda: not is_in_use(box), seconds=3)
    pop3 = box.pop3()
    pop3.dele(2)
    assert pop3.stat()[0] == 1
    pop3.quit()
    assert [line.split(b".")[-1] for line in box.pop3().uidl()[1]] == [b"1"]


def is_in_use(box: Box) -> bool:
    try:
        box.pop3().quit()
    except poplib.error_proto as error:
        return "[IN-USE]" in str(error)
    return False


def test_second_pop3_session_is_told_the_mailbox_is_in_use(box: Box) -> None:
    first = box.pop3()
    assert is_in_use(box)
    first.quit()
    assert not is_in_use(box)


def test_pop3_top_gives_the_header_and_so_many_lines(box: Box) -> None:
    box.send(HEADER + b".one\r\ntwo\r\nthree\r\n")
    assert box.pop3().top(1, 2)[1][-3:] == [b"", b".one", b"two"]


def test_uids_and_flags_are_the_same_after_kill_and_restart(own_box: Box) -> None:
    client = own_box.imap()
    for _ in range(3):
        client.append("INBOX", HEADER)
    client.set_flags(2, [b"\\Flagged"])
    client.delete_messages([3])
    client.expunge()
    before = client.folder_status("INBOX"), own_box.pop3().uidl()[1]
    own_box.demo.end(signal.SIGKILL)
    own_box.demo.start()
    client = own_box.imap()
    assert (client.folder_status("INBOX"), own_box.pop3().uidl()[1]) == before
    assert client.get_flags([1, 2]) == {1: (), 2: (b"\\Flagged",)}
    client.append("INBOX", HEADER)
    assert client.search() == [1, 2, 4]


def test_uid_of_a_deleted_message_is_not_used_again_after_a_kill(own_box: Box) -> None:
    own_box.send(HEADER)
    pop3 = own_box.pop3()
    pop3.dele(1)
    pop3.quit()
    own_box.demo.end(signal.SIGKILL)
    own_box.demo.start()
    own_box.send(HEADER)
    assert own_box.imap().search() == [2]


def test_messages_accepted_before_a_kill_are_there_once(own_box: Box) -> None:
    accepted: list[bytes] = []
    senders = [threading.Thread(target=keep_sending, args=(own_box, n, accepted)) for n in range(3)]
    for sender in senders:
        sender.start()
    wait_for(lambda: len(accepted) > 150, seconds=20)
    own_box.demo.end(signal.SIGKILL)
    for sender in senders:
        sender.join(20)
    own_box.demo.start()
    stored = own_box.bodies()
    assert len(stored) == len(set(stored))
    assert set(accepted) <= set(stored)


def keep_sending(box: Box, number: int, accepted: list[bytes]) -> None:
    """Send numbered messages until the server is gone; note those it accepted."""
    with suppress(smtplib.SMTPException, OSError), box.smtp() as smtp:
        for count in range(100_000):
            data = HEADER + b"%d/%d " % (number, count) + b"z" * 20_000 + b"\r\n"
            smtp.sendmail("customer@away.test", [box.address], data)
            accepted.append(data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_ends_under_an_idling_client(own_box: Box, number: int) -> None:
    own_box.imap().idle()
    assert own_box.demo.end(number) == 0
    assert own_box.demo.ready() == {}


@pytest.mark.parametrize("protocol", ["smtp", "imap", "pop3"])
def test_server_listens_on_one_loopback_address_only(shared: Demo, protocol: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", shared.ready()[protocol]), timeout=5)


def test_second_server_on_the_same_folder_says_so(shared: Demo) -> None:
    command = [sys.executable, "-m", "mailcenter.demo.mailserver", "--folder", shared.folder]
    second = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert second.returncode == 1
    assert "stop it first" in second.stderr
    assert shared.ready()["pid"] == shared.process.pid


def test_mailbox_of_20000_messages_opens_in_half_a_second(own_box: Box) -> None:
    own_box.send(HEADER)
    own_box.demo.end(signal.SIGKILL)
    original = next(own_box.demo.folder.glob("accounts/*/INBOX/1.*"))
    for uid in range(2, 20_001):
        os.link(original, original.with_name(f"{uid}.{original.name.split('.', 1)[1]}"))
    own_box.demo.start()
    started = time.monotonic()
    assert own_box.imap().search(["UID", "19990:*"]) == list(range(19_990, 20_001))
    assert time.monotonic() - started < 0.5
