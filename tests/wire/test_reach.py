"""Which addresses are contacted: the table, and connections that are refused before they are made."""

import socket

import pytest

from wire import dial
from wire.dial import dial_encrypted
from wire.endpoints import Endpoint
from wire.errors import Cause, Step, WireError
from wire.reach import forbidden, reachable
from wire.trace import Trace

NEVER = [
    *("169.254.169.254", "169.254.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
    *("fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0"),
    *("0.0.0.0", "0.1.2.3", "::", "255.255.255.255", "224.0.0.1", "ff02::1"),
    *("::ffff:169.254.169.254", "::ffff:0.0.0.0", "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::a9fe:a9fe", "::169.254.169.254", "2001:0:a9fe:a9fe::1", "not an address", ""),
]
PRIVATE = [
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "fec0::1"),
    *("::ffff:10.1.2.3", "2002:0a01:0203::1", "64:ff9b::a01:203", "192.0.2.1", "240.0.0.1"),
]
LOOPBACK = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "100.128.0.1"]


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_contacted(address: str) -> None:
    assert forbidden(address)
    assert reachable([address], private_allowed=True, loopback_allowed=True) == []


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_leave(address: str) -> None:
    assert reachable([address], private_allowed=True, loopback_allowed=False) == [address]
    assert reachable([address], private_allowed=False, loopback_allowed=True) == []


@pytest.mark.parametrize("address", LOOPBACK)
def test_the_own_machine_needs_leave(address: str) -> None:
    assert reachable([address], private_allowed=False, loopback_allowed=True) == [address]
    assert reachable([address], private_allowed=True, loopback_allowed=False) == []


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_need_none(address: str) -> None:
    assert reachable([address], private_allowed=False, loopback_allowed=False) == [address]


def test_the_order_is_kept_and_only_the_good_ones_stay() -> None:
    mixed = ["10.0.0.1", "8.8.8.8", "169.254.169.254", "9.9.9.9"]
    found = reachable(mixed, private_allowed=False, loopback_allowed=False)
    assert found == ["8.8.8.8", "9.9.9.9"]


def refused(endpoint: Endpoint) -> WireError:
    with pytest.raises(WireError) as caught:
        dial_encrypted(endpoint, Trace(endpoint))
    assert (caught.value.step, caught.value.cause) == (Step.RESOLVE, Cause.CONFIGURATION)
    assert caught.value.why.field == "host"
    return caught.value


def test_nothing_connects_to_a_metadata_service() -> None:
    assert "never contacted" in str(refused(Endpoint("169.254.169.254", 80)))


def test_nothing_connects_to_a_private_network_that_is_not_allowed() -> None:
    error = refused(Endpoint("127.0.0.1", 25, private_networks=False))
    assert "allowed in the partition" in str(error)


def test_a_number_in_another_spelling_is_the_same_address() -> None:
    assert "never contacted" in str(refused(Endpoint("2852039166", 80)))
    assert "never contacted" in str(refused(Endpoint("0xa9fea9fe", 80)))


def test_a_name_is_looked_up_once_so_that_it_cannot_change_in_between(monkeypatch) -> None:
    asked = []

    def answer(host, port, **_):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(dial.socket, "getaddrinfo", answer)
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = Endpoint("rebinding.test", server.getsockname()[1])
        dial_encrypted(endpoint, Trace(endpoint)).close()
    assert asked == ["rebinding.test"]
