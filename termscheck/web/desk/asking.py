"""Who asks for what: every page and action goes through here, so that none forgets to look who it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast, get_args
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from termscheck.errors import UsageError
from termscheck.store.desk import Case, Role
from termscheck.store.store import Store
from termscheck.version import __version__
from termscheck.web import looks, uploads
from termscheck.web.desk import cases, people
from termscheck.web.desk.bench import Bench
from termscheck.web.desk.cases import Sent
from termscheck.web.desk.history import STATES, VERDICTS, record
from termscheck.web.desk.passwords import Passwords
from termscheck.web.desk.people import Actor
from termscheck.web.desk.sessions import DeskSessions, stamp
from termscheck.web.desk.settings import DeskSettings
from termscheck.web.guard import Allowance

ALL: tuple[Role, ...] = get_args(Role)
REVIEWERS: tuple[Role, ...] = ("reviewer", "admin")
ADMINS: tuple[Role, ...] = ("admin",)
NO_CASE = "There is no such contract, or it is not one of yours."
STALE = (
    "This page was open for too long, or your browser keeps no cookies, so it cannot be known that it was you. "
    "Nothing was changed. Go back, load the page again, and try once more."
)
NOT_FOR_YOU = "That is for other people at this desk. Ask an admin if you need it."


@dataclass(frozen=True)
class Desk:
    """What all pages of a desk share."""

    settings: DeskSettings
    store: Store
    sessions: DeskSessions
    passwords: Passwords
    bench: Bench
    uploads: Allowance
    names: Allowance
    """Of tries to sign in, by name; `addresses` by address."""
    addresses: Allowance

    def who(self, request: Request, session: str) -> Actor | None:
        """Who asks: whom the proxy names, or whose session it is; None for nobody who may be here."""
        named = request.scope.get("termscheck.proxied")
        signed_in = None if self.settings.by_proxy else self.sessions.signed_in(session)
        with self.store.reading() as reading:
            if named:
                user = people.find(reading, named)
            elif signed_in:
                user = people.one(reading, signed_in.user)
            else:
                return None
            if user is None or not user.active or (signed_in and signed_in.stamp != stamp(user.password)):
                return None
            return people.actor(user)


class Number(Convertor[int]):
    """A number of ours in a path: one that any database can hold."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """As it stands in a path."""
        return str(value)


register_url_convertor("number", Number())


def desk_of(request: Request) -> Desk:
    """The desk that a request is for."""
    return cast(Desk, request.app.state.desk)


@dataclass(frozen=True)
class Ask:
    """A request of somebody who is known. `form` is empty where nothing is sent."""

    request: Request
    desk: Desk
    who: Actor
    form: FormData = field(default_factory=FormData)

    @property
    def path(self) -> Mapping[str, int | str]:
        """The variable parts of the path."""
        return self.request.path_params

    def text(self, name: str) -> str:
        """A field of the form; empty if it is not there, or is a file."""
        given = self.form.get(name)
        return given if isinstance(given, str) else ""

    def case(self, session: Session) -> Case:
        """The case that the path names. Raises HTTPException where it is not for them to see."""
        found = cases.visible(session, self.who, int(self.path["case"]))
        if found is None:
            raise HTTPException(404, NO_CASE)
        return found

    @contextmanager
    def looking(self, kind: str, **data: object) -> Iterator[Session]:
        """A session to look at the store with; that they looked is in the history before they are answered."""
        with self.desk.store.reading() as session:
            yield session
        case = self.path.get("case")
        if "draft" in self.path:
            data["draft"] = self.path["draft"]
        with self.desk.store.writing() as session:
            self.record(session, kind, None if case is None else int(case), **data)

    def record(self, session: Session, kind: str, case: int | None = None, **data: object) -> None:
        """Adds to the history what they did."""
        record(session, self.desk.settings.now(), self.who.id, kind, case=case, **data)

    def show(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """A page for them."""
        return page(self.request, template, status, who=self.who, **values)


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page of the desk; every value in it is escaped."""
    desk = desk_of(request)
    values = {"who": None} | values | {
        "token": desk.sessions.token(request.state.session), "settings": desk.settings, "version": __version__,
        "at_most": uploads.at_most(desk.settings), "verdicts": VERDICTS, "states": STATES,
    }  # fmt: skip
    return HTMLResponse(looks.environment().get_template(f"desk/{template}.html.j2").render(values), status)


def to(path: str) -> RedirectResponse:
    """On to another page, after something was done."""
    return RedirectResponse(path, 303)


Handler = Callable[[Ask], Response]


def get(path: str, handler: Handler, roles: tuple[Role, ...] = ALL) -> Route:
    """A page, for certain roles."""

    async def endpoint(request: Request) -> Response:
        desk = desk_of(request)
        who = await run_in_threadpool(desk.who, request, request.state.session)
        if who is None:
            return _unknown(request, desk)
        if who.role not in roles:
            raise HTTPException(403, NOT_FOR_YOU)
        return await run_in_threadpool(handler, Ask(request, desk, who))

    return Route(path, endpoint)


def post(path: str, handler: Handler, roles: tuple[Role, ...] = ALL, *, files: bool = False) -> Route:
    """Something that is done, for certain roles, from a form of ours."""

    async def endpoint(request: Request) -> Response:
        desk = desk_of(request)
        who = await run_in_threadpool(desk.who, request, request.state.session)
        if who is None:
            return page(request, "refused", 401, sentence="You are not signed in (any more). Nothing was changed.")
        if who.role not in roles:
            raise HTTPException(403, NOT_FOR_YOU)
        if files and not desk.uploads.take(str(who.id)):
            raise HTTPException(429, "That was too many uploads in a short time. Wait a minute and try again.")
        form = await form_of(request, desk.settings, files)
        try:
            if not desk.sessions.holds(request.state.session, form.get("token")):
                raise HTTPException(403, STALE)
            answer = await run_in_threadpool(handler, Ask(request, desk, who, form))
            desk.bench.wake()
            return answer
        except UsageError as problem:
            return page(request, "refused", 400, who=who, sentence=str(problem))
        finally:
            await form.close()

    return Route(path, endpoint, methods=["POST"])


async def form_of(request: Request, settings: DeskSettings, files: bool = False) -> FormData:
    """The form that was sent. Raises HTTPException."""
    if files:
        return await uploads.form_of(request, settings)
    return await request.form(max_files=0, max_fields=uploads.MOST_FIELDS, max_part_size=2 * uploads.LONGEST_FIELD)


def sent(form: FormData, settings: DeskSettings) -> list[Sent]:
    """The files of a form, whole. Raises UploadError."""
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and (one.filename or one.size)]
    if not files:
        raise uploads.UploadError("No file was chosen. Choose the contract’s file first, then press the button.")
    if sum(file.size or 0 for file in files) > settings.most_bytes:
        raise uploads.UploadError(uploads.too_large(settings), 413)
    names = uploads.called([file.filename or "" for file in files])
    return [Sent(name, file.file.read()) for name, file in zip(names, files, strict=True)]


def _unknown(request: Request, desk: Desk) -> Response:
    if desk.settings.by_proxy:
        return page(request, "refused", 403, sentence="Your organisation’s sign-in does not name anybody who may use "
                    "this desk. Ask an admin of the desk to add you.")  # fmt: skip
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return to("/sign-in" if asked == "/" else f"/sign-in?to={quote(asked, safe='')}")
