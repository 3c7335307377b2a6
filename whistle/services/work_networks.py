"""Is the visitor on a network of their work? Decided in memory from one address, and forgotten with the answer."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

ANSWERS = {True: b'{"work": true}', False: b'{"work":false}'}
"""Of one length, so that whoever watches the network reads nothing from it."""


@dataclass(frozen=True)
class WorkNetworks:
    """The networks that the operator listed, and how many reverse proxies stand before the service."""

    listed: tuple[Network, ...] = ()
    proxies: int = 0

    def answer(self, peer: str | None, forwarded: str) -> bytes:
        """What the visitor is told. ``peer`` is the other end of the connection, ``forwarded`` what proxies added."""
        address = _address(self._visitor(peer, forwarded))
        return ANSWERS[address is not None and any(address in network for network in self.listed)]

    def _visitor(self, peer: str | None, forwarded: str) -> str:
        """The address that the outermost of our own proxies saw; what stands before it, anyone can have written."""
        if not self.proxies:
            return peer or ""
        seen = forwarded.split(",")
        return seen[-self.proxies] if len(seen) >= self.proxies else ""


NOWHERE = WorkNetworks()


def parse(lines: str) -> tuple[Network, ...]:
    """A network a line, such as 192.0.2.0/24; comments begin with #. Raises ValueError with the number of a line."""
    found = []
    for number, line in enumerate(lines.splitlines(), 1):
        if text := line.partition("#")[0].strip():
            try:
                found.append(ipaddress.ip_network(text))
            except ValueError:
                raise ValueError(number) from None
    return tuple(found)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as proxies write it: with brackets, with a port, or as an IPv6 form of an IPv4 one."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
