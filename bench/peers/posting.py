"""What the peers that send have in common."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.rows import require
from bench.servers import Sink
from tests.servers.ports import wait_until


@contextmanager
def to_be_taken(sink: Sink, count: int) -> Iterator[dict[str, object]]:
    """The values for a project that sends `count` mails to the sink.

    Raises:
        WrongResult: the sink took another number.
    """
    expected = sink.taken + count
    yield {"host": sink.host, "port": sink.port, "count": count}
    with suppress(TimeoutError):
        wait_until(lambda: sink.taken >= expected, seconds=5)
    require(sink.taken, expected, "messages at the sink")
