"""What admins do: users, queues, how long things are kept, and the whole history."""

from __future__ import annotations

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from termscheck.errors import RuleError, UsageError
from termscheck.store import upkeep
from termscheck.store.desk import Queue, User
from termscheck.web.desk import history, people, queues
from termscheck.web.desk.asking import ADMINS, ALL, Ask, get, post, to
from termscheck.web.desk.bench import prune
from termscheck.web.desk.passwords import invented

MOST_DAYS = 36_500


def users(ask: Ask) -> Response:
    """Everybody who may sign in, and those who no longer may."""
    return _users(ask)


def add_user(ask: Ask) -> Response:
    """Adds a user, with a password that is shown once."""
    desk = ask.desk
    try:
        name = people.plain(ask.text("name"))
        password = "" if desk.settings.by_proxy else invented()
        kept = desk.passwords.hash(password, name) if password else None
        with desk.store.writing() as session:
            people.add(
                session, desk.settings.now(), ask.who.id, name, full_name=ask.text("full_name"),
                role=ask.text("role"), password=kept,
            )  # fmt: skip
    except UsageError as problem:
        return _users(ask, wrong=str(problem))
    return _users(ask, given=(name, password))


def change_user(ask: Ask) -> Response:
    """Gives a user another name, role, or right to sign in; or a new password, which is shown once."""
    desk, number = ask.desk, int(ask.path["user"])
    try:
        if ask.text("act") == "password":
            return _new_password(ask, number)
        with desk.store.writing() as session:
            people.change(
                session, desk.settings.now(), ask.who.id, _user(ask, people.one(session, number)),
                full_name=ask.text("full_name"), role=ask.text("role"), active=ask.text("active") == "yes",
            )  # fmt: skip
    except UsageError as problem:
        return _users(ask, wrong=str(problem))
    return to("/admin/users")


def _new_password(ask: Ask, number: int) -> Response:
    desk = ask.desk
    with desk.store.reading() as reading:
        name = _user(ask, people.one(reading, number)).name
    password = invented()
    kept = desk.passwords.hash(password, name)
    with desk.store.writing() as session:
        user = _user(ask, people.one(session, number))
        people.set_password(session, desk.settings.now(), ask.who.id, user, kept)
    return _users(ask, given=(name, password))


def _user(ask: Ask, found: User | None) -> User:
    if found is None:
        raise HTTPException(404, "There is no such user.")
    return found


def _users(ask: Ask, wrong: str = "", given: tuple[str, str] | None = None) -> Response:
    with ask.desk.store.reading() as session:
        return ask.show(
            "users", 400 if wrong else 200, users=people.everybody(session), wrong=wrong, given=given, roles=ALL
        )


def all_queues(ask: Ask) -> Response:
    """The queues, with what applies to each."""
    return _queues(ask)


def add_queue(ask: Ask) -> Response:
    """Adds a queue."""
    profile, rules = ask.text("profile"), ask.text("rules").splitlines()
    try:
        queues.check(profile, rules)  # which may take a second, and nobody is to wait for the store meanwhile
        with ask.desk.store.writing() as session:
            queues.add(session, ask.desk.settings, ask.who.id, ask.text("name"), profile, rules)
    except (UsageError, RuleError) as problem:
        return _queues(ask, str(problem))
    return to("/admin/queues")


def change_queue(ask: Ask) -> Response:
    """Gives a queue another name, profile or rules, or closes it."""
    profile, rules = ask.text("profile"), ask.text("rules").splitlines()
    try:
        queues.check(profile, rules)
        with ask.desk.store.writing() as session:
            queue = session.get(Queue, int(ask.path["queue"]))
            if queue is None:
                raise HTTPException(404, "There is no such queue.")
            queues.change(
                session, ask.desk.settings, ask.who.id, queue, name=ask.text("name"), profile=profile, rules=rules,
                active=ask.text("active") == "yes",
            )  # fmt: skip
    except (UsageError, RuleError) as problem:
        return _queues(ask, str(problem))
    return to("/admin/queues")


def _queues(ask: Ask, wrong: str = "") -> Response:
    with ask.desk.store.reading() as session:
        return ask.show("queues", 400 if wrong else 200, queues=queues.all_of(session), wrong=wrong)


def keeping(ask: Ask) -> Response:
    """How much is kept, for how long, and how to back it up."""
    days = _days(ask.request.query_params.get("days", "")) if "days" in ask.request.query_params else None
    would = None
    if days is not None:
        before = ask.desk.settings.now() - timedelta(days=days)
        would = upkeep.prune(ask.desk.store, before, batches=False, really=False)
    return ask.show(
        "keeping", sizes=upkeep.sizes(ask.desk.store), place=str(ask.desk.store.place), days=days, would=would
    )


def delete_closed(ask: Ask) -> Response:
    """Deletes what has been closed for so long."""
    prune(ask.desk.store, ask.desk.settings, _days(ask.text("days")), ask.who.id)
    return to("/admin/keeping")


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) <= MOST_DAYS):
        raise UsageError("Write how many days, such as 365.")
    return int(text)


def whole_history(ask: Ask) -> Response:
    """Everything that was done at the desk, the newest first."""
    given = ask.request.query_params.get("before", "")
    before = int(given) if given.isascii() and given.isdecimal() and len(given) < 12 else None
    with ask.looking("history-read") as session:
        return ask.show("history", events=history.told(session, before=before), before=before)


ROUTES = [
    get("/admin/users", users, ADMINS),
    post("/admin/users", add_user, ADMINS),
    post("/admin/users/{user:number}", change_user, ADMINS),
    get("/admin/queues", all_queues, ADMINS),
    post("/admin/queues", add_queue, ADMINS),
    post("/admin/queues/{queue:number}", change_queue, ADMINS),
    get("/admin/keeping", keeping, ADMINS),
    post("/admin/keeping", delete_closed, ADMINS),
    get("/admin/history", whole_history, ADMINS),
]
