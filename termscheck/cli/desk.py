"""`termscheck desk`: the users of a desk, for whoever runs it."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime

import click

from termscheck.cli.exits import ExitCode, say, taught
from termscheck.cli.options import store_option
from termscheck.errors import UsageError

DONE = {ExitCode.NOTHING: "done", ExitCode.USAGE: "the command is wrong, or the store cannot be used"}


@click.group(
    "desk",
    short_help="The users of a desk for a team.",
    epilog=taught(
        "termscheck desk user add carys --role admin --store our-store",
        "termscheck serve --desk --store our-store",
        codes=DONE,
    ),
)
def desk_group() -> None:
    """Users of the desk that `termscheck serve --desk` runs.

    The first admin is made here; the others can be made in the desk itself.
    """


@desk_group.group("user", epilog=taught("termscheck desk user list --store our-store", codes=DONE))
def user_group() -> None:
    """Add users, and see who there is."""


@user_group.command(
    "add",
    short_help="Add a user.",
    epilog=taught(
        'termscheck desk user add amina --role admin --full-name "Amina Khan" --store our-store',
        "termscheck desk user add ben --role reviewer --no-password --store our-store",
        codes=DONE,
    ),
)
@click.argument("name")
@click.option("--role", type=click.Choice(["submitter", "reviewer", "admin"]), default="submitter", show_default=True)
@click.option("--full-name", default="", metavar="NAME", help="What colleagues call them.")
@click.option("--no-password", is_flag=True, help="For a desk whose users are signed in by the organisation's proxy.")
@store_option
def add(name: str, role: str, full_name: str, no_password: bool, store: str | None) -> int:
    """Add a user; their password is asked for, or read from standard input.

    \b
    Roles:
      submitter  hands in contracts, and sees their own
      reviewer   sees all contracts, and decides
      admin      does both, and looks after users and queues
    """
    from termscheck.store.store import open_store
    from termscheck.web.desk import people
    from termscheck.web.desk.passwords import Passwords

    name = people.plain(name)
    kept = None if no_password else Passwords().hash(_asked(name), name)
    with closing(open_store(store)) as found, found.writing() as session:
        people.add(session, datetime.now(UTC), None, name, full_name=full_name, role=role, password=kept)
    say(f"Added {name} as {role}.")
    return ExitCode.NOTHING


@user_group.command(
    "password",
    short_help="Give a user another password.",
    epilog=taught("termscheck desk user password amina --store our-store", codes=DONE),
)
@click.argument("name")
@store_option
def password(name: str, store: str | None) -> int:
    """Give a user another password, and let them sign in again if they no longer could."""
    from termscheck.store.store import open_store
    from termscheck.web.desk import people
    from termscheck.web.desk.passwords import Passwords

    name = people.plain(name)
    kept = Passwords().hash(_asked(name), name)
    with closing(open_store(store)) as found, found.writing() as session:
        user = people.find(session, name)
        if user is None:
            raise UsageError(f"There is no user {name}.")
        people.set_password(session, datetime.now(UTC), None, user, kept)
        if not user.active:
            now = datetime.now(UTC)
            people.change(session, now, None, user, full_name=user.full_name, role=user.role, active=True)
    say(f"{name} has another password, and is signed out wherever they were signed in.")
    return ExitCode.NOTHING


@user_group.command("list", epilog=taught("termscheck desk user list --store our-store", codes=DONE))
@store_option
def list_users(store: str | None) -> int:
    """Say who there is."""
    from termscheck.store.store import open_store
    from termscheck.web.desk import people

    with closing(open_store(store)) as found, found.reading() as session:
        for user in people.everybody(session):
            click.echo(f"{user.name:<24} {user.role:<10} {'' if user.active else '(may not sign in) '}{user.full_name}")
    return ExitCode.NOTHING


def _asked(name: str) -> str:
    """A password, typed twice at a terminal or else a line of standard input."""
    if sys.stdin.isatty():
        prompt = f"Password for {name} (at least 12 characters)"
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
