"""Which network addresses are one client, which clients are one network, and which are on the internet. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

CLIENT_BITS = 64
"""An IPv6 customer has a whole /64: whoever likes has another address for each call."""
NETWORK_BITS = {4: 24, 6: 56}
_NAT64 = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")
"""An IPv6 address of these ends in the IPv4 address that is meant. Source: RFC 6052, 8215."""
_GIVEN_OUT = ip_network("2000::/3")
"""All of IPv6 that machines on the internet have; what else there is leads nowhere, or inside. Source: IANA."""
KEPT = 2_000
"""Addresses of which each process knows what they are: who calls as a rule called before."""


@lru_cache(KEPT)
def one_client(address: str) -> str:
    """The address as clients are told apart by it; what is no address, as it is."""
    known = _known(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, CLIENT_BITS), strict=False))
    return str(known) if known else address


@lru_cache(KEPT)
def one_network(address: str) -> str:
    """The network that the address belongs to: who rents one has many clients. What is no address, as it is."""
    known = _known(address)
    return str(ip_network((known, NETWORK_BITS[known.version]), strict=False)) if known else address


def is_public(address: str) -> bool:
    """Whether the address is a machine on the internet, and none that an IPv6 form hides."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    meant = _meant(known)
    if known.version == 6 and not meant and known not in _GIVEN_OUT:
        return False
    return all(each.is_global and not each.is_multicast for each in (known, *meant))


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether the address belongs to one of the networks (`10.20.0.0/16`)."""
    known = _known(address)
    return known is not None and any(known in ip_network(network) for network in networks)


def _meant(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 one stands for, where it is a way to them: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return ()
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        found.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return tuple(each for each in found if each is not None)


def _known(address: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address that is written as an IPv6 one is that address."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known
