"""Which network addresses are one client, and which clients are one network. Pure."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

CLIENT_BITS = 64
"""An IPv6 customer has a whole /64: whoever likes has another address for each call."""
NETWORK_BITS = {4: 24, 6: 56}


def one_client(address: str) -> str:
    """The address as clients are told apart by it; what is no address, as it is."""
    known = _known(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, CLIENT_BITS), strict=False))
    return str(known) if known else address


def one_network(address: str) -> str:
    """The network that the address belongs to: who rents one has many clients. What is no address, as it is."""
    known = _known(address)
    return str(ip_network((known, NETWORK_BITS[known.version]), strict=False)) if known else address


def _known(address: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address that is written as an IPv6 one is that address."""
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known
