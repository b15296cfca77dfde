"""`termscheck serve`: the page in the browser, on this computer."""

from __future__ import annotations

import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import on_option, profile_option, rules_option, store_option
from termscheck.errors import UsageError

if TYPE_CHECKING:
    from uvicorn import Server

PORT = 8000
TRIES = 50
"""Ports after the usual one that are tried."""
THIS_COMPUTER = "127.0.0.1"
EPILOG = taught(
    "termscheck serve --open",
    "termscheck serve --port 8010 --profile triage",
    "termscheck serve --desk --store our-store",
    "termscheck serve --desk --store our-store --url https://desk.example.org --proxy 10.0.0.5",
    codes={
        ExitCode.NOTHING: "it was ended, as by Ctrl-C",
        ExitCode.USAGE: "the command, a rule file or the store is wrong, or no port is free",
    },
)


@click.command(short_help="Check contracts in the browser, or run a desk for a team.", epilog=EPILOG)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help=f"Where to listen: {PORT} or the next that is free."
)
@click.option("--host", default=THIS_COMPUTER, show_default=True, metavar="ADDRESS",
              help="Where the page is shown: without --desk, which has sign-in, to this computer only.")  # fmt: skip
@profile_option
@rules_option
@on_option
@click.option("--desk", "as_desk", is_flag=True, help="A desk for a team: sign-in, queues, decisions, history.")
@store_option
@click.option(
    "--url",
    metavar="URL",
    help="With --desk: what people call the page, such as https://desk.example.org. It answers to that name alone.",
)
@click.option(
    "--sign-in-header",
    metavar="NAME",
    help="With --desk: the header in which your proxy says who somebody is, who then needs no password.",
)
@click.option(
    "--proxy",
    multiple=True,
    metavar="ADDRESS",
    help="With --desk: the address of your proxy, the only one whose headers are believed. May be repeated.",
)
@click.option(
    "--drop",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --desk: a folder with a folder for each queue; contracts put there are taken in.",
)
@click.option(
    "--keep-closed",
    type=click.IntRange(0),
    metavar="DAYS",
    help="With --desk: delete closed contracts that nobody has touched for so many days.",
)
def serve(  # noqa: PLR0913, PLR0917  (one for each option)
    open_browser: bool,
    port: int | None,
    host: str,
    profile: str | None,
    rules: tuple[Path, ...],
    on: datetime | None,
    as_desk: bool,
    store: str | None,
    **of_the_desk: Any,
) -> int:
    """Check contracts in the browser, on this computer, or run a desk for a team.

    Prints the address of the page and runs until Ctrl-C. Nobody else can reach the page. Files are kept in a private
    temporary folder and deleted at the end of a visit, after an hour without use, and when termscheck ends.

    With --desk everything is kept in a store, and people sign in; docs/desk.md tells how to set it up.
    """
    day = on.date() if on else None
    if as_desk:
        from termscheck.cli.serve_desk import serve_desk

        return serve_desk(host, port, open_browser, store, profile=profile, rules=rules, today=day, **of_the_desk)
    if named := [name for name, given in of_the_desk.items() if given not in (None, ())]:
        raise UsageError(f"--{named[0].replace('_', '-')} is of a desk: add --desk.")
    if host not in (THIS_COMPUTER, "localhost"):
        raise UsageError(
            f"--host {host}: contracts are confidential, so without sign-in the page is shown to this computer only."
        )
    with listening_on(THIS_COMPUTER, port) as listening:
        from termscheck.web.app import create_app, server
        from termscheck.web.settings import Settings

        number = listening.getsockname()[1]
        if rules or profile:
            from termscheck import pipeline

            pipeline.load_rules(rules, profile)  # what is wrong with them is told now, and not to a visitor
        settings = Settings(port=number, rules=rules, profile=profile, today=day)
        address = f"http://{THIS_COMPUTER}:{number}/"
        say(f"termscheck is at {address} on this computer only. Press Ctrl-C to end it: all files are deleted then.")
        serve_on(listening, server(create_app(settings)), address if open_browser else "")
    return ExitCode.NOTHING


def serve_on(listening: socket.socket, server: Server, to_open: str) -> None:
    """Serves until it is ended; `to_open` is the address to open in the browser, empty for none."""
    if to_open and click.launch(to_open) != 0:
        say("No browser could be opened: open the address yourself.")
    server.run(sockets=[listening])


def listening_on(host: str, port: int | None) -> socket.socket:
    """A socket of that address on the port that was asked for, or on the first that is free. Raises UsageError."""
    for number in [port] if port else range(PORT, PORT + TRIES):
        made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((host, number))
            made.listen(128)
        except OSError:
            made.close()
            continue
        return made
    raise UsageError(
        f"Port {port} is in use: choose another with --port, or leave it out."
        if port
        else f"None of the ports from {PORT} to {PORT + TRIES - 1} is free: choose another with --port."
    )
