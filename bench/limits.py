"""The limits of sending: bare loops that move the same mail and write nothing down."""

import asyncio
import os
import smtplib
import subprocess
from collections.abc import Sequence

import aiosmtplib

Address = tuple[str, int]
Letters = Sequence[tuple[str, bytes]]

TIMEOUT = 60  # seconds
TEN = 10


def aiosmtplib_loop(address: Address, sender: str, letters: Letters) -> None:
    """Send each (recipient, content) over one kept connection with aiosmtplib."""

    async def send_all() -> None:
        client = aiosmtplib.SMTP(
            hostname=address[0], port=address[1], use_tls=False, start_tls=False, timeout=TIMEOUT
        )
        async with client:
            for recipient, content in letters:
                await client.sendmail(sender, [recipient], content)

    asyncio.run(send_all())


def ten_aiosmtplib_loops(address: Address, sender: str, letters: Letters) -> None:
    """The same over ten connections at once."""

    async def send_some(some: Letters) -> None:
        client = aiosmtplib.SMTP(
            hostname=address[0], port=address[1], use_tls=False, start_tls=False, timeout=TIMEOUT
        )
        async with client:
            for recipient, content in some:
                await client.sendmail(sender, [recipient], content)

    async def send_all() -> None:
        await asyncio.gather(*(send_some(letters[first::TEN]) for first in range(TEN)))

    asyncio.run(send_all())


def smtp_source(address: Address, sender: str, *, count: int, size: int) -> None:
    """Postfix's generator in C: `count` messages of `size` bytes over 20 kept sessions."""
    host, port = address
    command = ["smtp-source", "-d", "-s", str(min(20, count)), "-m", str(count), "-l", str(size)]
    where = ["-f", sender, "-t", "customer@customers.test", f"inet:{host}:{port}"]
    folders = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"
    subprocess.run([*command, *where], check=True, env={"PATH": folders})


def smtplib_loop(address: Address, sender: str, letters: Letters) -> None:
    """The same with the standard library."""
    with smtplib.SMTP(*address, timeout=TIMEOUT) as client:
        for recipient, content in letters:
            client.sendmail(sender, [recipient], content)
