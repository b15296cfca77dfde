"""What `termscheck serve --desk` was asked for, and the bounds within which the desk works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import Path

from termscheck.batch.work import Checker
from termscheck.web.desk import worker
from termscheck.web.settings import Settings

Network = IPv4Network | IPv6Network


def clock() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Proxy:
    """The proxy in front of the desk: where it is, and the header in which it names people; empty if it does not."""

    networks: tuple[Network, ...]
    header: str = ""

    def trusts(self, address: str) -> bool:
        """Whether a request from that address comes from the proxy."""
        try:
            made: IPv4Address | IPv6Address = ip_address(address)
        except ValueError:
            return False
        made = getattr(made, "ipv4_mapped", None) or made
        return any(made in network for network in self.networks)


@dataclass(frozen=True)
class DeskSettings(Settings):
    """Of the page, and what the desk needs besides; `proxy` is None where browsers reach it directly."""

    checker: Checker = worker.CHECKER
    proxy: Proxy | None = None
    drop: Path | None = None
    """The watched folder, with a folder for each queue."""
    keep_closed: int | None = None
    """Days after which closed cases are deleted; None to keep them."""
    session_idle: float = 3600
    session_longest: float = 12 * 3600
    sign_ins_at_once: int = 10
    sign_ins_a_second: float = 1 / 60
    """For each name; for each address ten times as many."""
    most_attempts: int = 5
    """So many times a check is begun again whose desk was ended over it."""
    most_waiting: int = 500
    """Drafts that may wait for their check."""
    now: Callable[[], datetime] = clock

    @property
    def by_proxy(self) -> bool:
        """Whether the proxy signs people in, and no password does."""
        return bool(self.proxy and self.proxy.header)

    @property
    def secure(self) -> bool:
        """Whether the desk is reached by https."""
        return self.origin.startswith("https://")
