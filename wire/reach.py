"""Which addresses may be contacted at all: pure, so that no test button scans what is inside.

The addresses of a machine's own services and of cloud providers' metadata are never contacted.
"""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds hand out credentials to whoever asks from inside; not all of them are link-local.
METADATA = frozenset(
    ipaddress.ip_address(one)
    for one in (
        "100.100.100.200",  # Alibaba Cloud
        "168.63.129.16",  # Azure
        "169.254.169.254",
        "192.0.0.192",  # Oracle Cloud
        "fd00:ec2::254",  # Amazon
        "fd20:ce::254",  # Google
    )
)
BROADCAST = ipaddress.ip_address("255.255.255.255")
_THIS_NETWORK = ipaddress.ip_network("0.0.0.0/8")
# NAT64, well-known and local-use (RFC 6052, 8215): an IPv4 address stands at the end.
_NAT64 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_COMPATIBLE = ipaddress.ip_network("::/96")  # RFC 4291 section 2.5.5.1, deprecated


def reachable(
    addresses: Iterable[str], *, private_allowed: bool, loopback_allowed: bool
) -> list[str]:
    """Those of ``addresses`` (IPv4 or IPv6, a zone after %) that may be contacted, in order."""
    return [
        one
        for one in addresses
        if not forbidden(one)
        and not _closed(one, private_allowed=private_allowed, loopback_allowed=loopback_allowed)
    ]


def forbidden(address: str) -> bool:
    """Whether the address is never contacted, whatever is allowed. True for what is none."""
    try:
        faces = _faces(address)
    except ValueError:
        return True
    return any(_never(one) for one in faces)


def _never(address: Address) -> bool:
    return (
        address in METADATA
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address == BROADCAST
        or (address.version == 4 and address in _THIS_NETWORK)
    )


def _closed(address: str, *, private_allowed: bool, loopback_allowed: bool) -> bool:
    for one in _faces(address):
        if one.is_loopback:
            if not loopback_allowed:
                return True
        # Also what is neither private nor global: addresses shared by a provider (RFC 6598).
        elif not private_allowed and (not one.is_global or getattr(one, "is_site_local", False)):
            return True
    return False


def _faces(address: str) -> list[Address]:
    """The address, or the IPv4 addresses that it stands for; all of them have to be harmless."""
    plain = ipaddress.ip_address(address.partition("%")[0])
    if plain.version == 4:
        return [plain]
    if plain.ipv4_mapped:
        return [plain.ipv4_mapped]
    if plain.sixtofour:
        return [plain.sixtofour]
    if plain.teredo:
        return list(plain.teredo)
    last = ipaddress.IPv4Address(int(plain) & 0xFFFFFFFF)
    if any(plain in network for network in _NAT64):
        return [last]
    if plain in _COMPATIBLE and int(plain) > 1:
        return [plain, last]
    return [plain]
