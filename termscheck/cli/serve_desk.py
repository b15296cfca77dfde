"""`termscheck serve --desk`: the desk of a team."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from termscheck.cli.exits import ExitCode, say
from termscheck.errors import UsageError

if TYPE_CHECKING:
    from termscheck.store.store import Store
    from termscheck.web.desk.settings import Proxy


def serve_desk(  # noqa: PLR0913
    host: str, port: int | None, open_browser: bool, where: str | None, *, profile: str | None, rules: tuple[Path, ...],
    today: date | None, url: str | None, sign_in_header: str | None, proxy: tuple[str, ...], drop: Path | None,
    keep_closed: int | None,
) -> int:  # fmt: skip
    """Runs a desk until Ctrl-C. Raises UsageError, and RuleError for rules that are not in order."""
    from termscheck.cli.serve import THIS_COMPUTER, listening_on, serve_on
    from termscheck.store.store import open_store
    from termscheck.web.app import server
    from termscheck.web.desk.app import create_app
    from termscheck.web.desk.settings import DeskSettings
    from termscheck.web.settings import LOOPBACK

    origin, name = _origin(url)
    if not _is_this_computer(host) and not origin.startswith("https://"):
        raise UsageError(
            f"--host {host}: passwords and contracts must not cross a network in the clear. Put a proxy with https in "
            "front of the desk, and say with --url https://… what people call it (docs/desk.md)."
        )
    trusted = _proxy(sign_in_header, proxy)
    if drop and not drop.is_dir():
        raise UsageError(f"--drop {drop}: there is no such folder.")
    if rules or profile:
        from termscheck import pipeline

        pipeline.load_rules(rules, profile)
    host = THIS_COMPUTER if host == "localhost" else host
    with closing(open_store(where)) as store, listening_on(host, port) as listening:
        number = listening.getsockname()[1]
        settings = DeskSettings(
            port=number, hosts=(name,) if name else LOOPBACK, origin=origin, profile=profile,
            rules=tuple(one.resolve() for one in rules), today=today, proxy=trusted,
            drop=drop.resolve() if drop else None, keep_closed=keep_closed,
        )  # fmt: skip
        app = create_app(settings, store)
        address = origin or f"http://{THIS_COMPUTER}:{number}"
        _greet(store, address, trusted, where)
        serve_on(listening, server(app), address + "/" if open_browser else "")
    return ExitCode.NOTHING


def _greet(store: Store, address: str, proxy: Proxy | None, where: str | None) -> None:
    from termscheck.web.desk.people import everybody

    say(f"The desk is at {address}/ with the store {store.place}. Press Ctrl-C to end it: nothing is lost.")
    with store.reading() as session:
        if not everybody(session):
            named = f" --store {where}" if where else ""
            option = " --no-password" if proxy and proxy.header else ""
            say(f"Nobody can sign in yet. In another window: termscheck desk user add NAME --role admin{option}{named}")


def _origin(url: str | None) -> tuple[str, str]:
    """What a browser says of the desk, and its host's name; both empty where no URL is given. Raises UsageError."""
    if not url:
        return "", ""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port = "", None
    if (
        not name
        or parts.scheme not in ("http", "https")
        or parts.path not in ("", "/")
        or parts.query
        or parts.username
    ):
        raise UsageError(f"--url {url}: write it as https://desk.example.org, without a path.")
    host = f"[{name}]" if ":" in name else name
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}{'' if port in (None, usual) else f':{port}'}", host


def _proxy(header: str | None, addresses: Sequence[str]) -> Proxy | None:
    from termscheck.web.desk.settings import Proxy

    if header and not addresses:
        raise UsageError("--sign-in-header needs --proxy as well: the addresses from which the header is believed.")
    if not addresses:
        return None
    if header and not (header.isascii() and header.replace("-", "").isalnum()):
        raise UsageError(f"--sign-in-header {header}: that is no name of a header, such as X-Remote-User.")
    try:
        return Proxy(tuple(ip_network(one) for one in addresses), header or "")
    except ValueError:
        raise UsageError("--proxy takes an address such as 10.0.0.5, or a network such as 10.0.0.0/24.") from None


def _is_this_computer(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise UsageError(f"--host {host}: write an address of this computer, such as 10.0.0.5.") from None
