"""The numbers that end any loop (P30): how much is too much. Pure; counting is others'."""

from datetime import timedelta

# So many automatic mails go to one address in this time, whatever asks for them.
MOST_SENT, SENT_WITHIN = 3, timedelta(hours=24)
# So many messages of one sender come in by one alias, where machines may be talking to each other.
MOST_RECEIVED, RECEIVED_WITHIN = 20, timedelta(minutes=120)


def may_send(sent: int) -> bool:
    """Whether another automatic mail may go to an address that got ``sent`` of late."""
    return sent < MOST_SENT


def how_many_pass(received: int, waiting: int) -> int:
    """Of ``waiting`` messages of a sender who sent ``received`` of late, how many are not held."""
    return max(0, min(waiting, MOST_RECEIVED - received))


def suspicious(*, automatic: bool, attributed: bool, answered: bool) -> bool:
    """Whether a message may be part of a loop, so that it counts.

    automatic: a machine sent it. attributed: it names the mail of ours it reports on, of which
    there are as many as there are dead addresses. answered: we sent its sender something
    automatic within a day. People who write much, and forms that write for them, are no loop.
    """
    return answered or (automatic and not attributed)
