"""Under which addresses this machine can be reached."""

import ipaddress
import socket
from typing import Final

_SOMEWHERE: Final = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): asking for the way there sends nothing."""


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach a server bound to that host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine, the one that others reach it by first."""
    found = [_way_out(), *_named()]
    return [a for a in dict.fromkeys(found) if a and not is_loopback(a)]


def own_names() -> frozenset[str]:
    """Names of this machine, as it knows itself and as a home network calls it."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local"})


def _way_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return ""  # no network


def _named() -> list[str]:
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return [str(info[4][0]) for info in infos]
