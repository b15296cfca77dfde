"""The desk for programs: the same actions as the pages, in JSON, for whoever may do them.

A program signs in and sends what it is given as `Authorization: Bearer`. Cookies mean nothing here, so that no page of
somebody else's can make a browser do anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from termscheck.errors import UsageError
from termscheck.store.desk import Queue, Role
from termscheck.web.answers import kind_of, regime_of
from termscheck.web.api import Answer, Operation, document, invalid
from termscheck.web.desk import (
    account,
    api_models,
    api_told,
    cases,
    deciding,
    decisions,
    history,
    listing,
    pages,
    people,
    queues,
)
from termscheck.web.desk.asking import ADMINS, ALL, NOT_FOR_YOU, REVIEWERS, Ask, desk_of, form_of, sent
from termscheck.web.desk.cases import Wish

__all__ = ["ROUTES", "invalid"]

ABOUT = (
    "The desk of a team: contracts in queues, and what was decided on them. Sign in with POST /api/sign-in and send "
    "the token as Authorization: Bearer. Submitters see their own contracts only."
)
FIELDS = ("files", "queue", "title", "value", "due", "us", "them", "kind", "regime")
Work = Callable[[Ask, Any], Answer | Response]


def _for(roles: tuple[Role, ...], work: Work, takes: type[BaseModel] | str | None) -> Callable[[Request], Any]:
    """What an operation does with a request, once it is known whose it is, and that they may."""

    async def handler(request: Request) -> Answer | Response:
        desk = desk_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        session = token.strip() if scheme.lower() == "bearer" else ""
        who = await run_in_threadpool(desk.who, request, session)
        if who is None:
            raise HTTPException(401, "Sign in first.", {"WWW-Authenticate": "Bearer"})
        if who.role not in roles:
            raise HTTPException(403, NOT_FOR_YOU)
        request.state.session = session
        if takes == "files":
            if not desk.uploads.take(str(who.id)):
                raise HTTPException(429, "That was too many uploads in a short time. Wait a minute and try again.")
            if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
                raise HTTPException(415, "Send the files as multipart/form-data, in fields named “files”.")
            form = await form_of(request, desk.settings, files=True)
            try:
                answer = await run_in_threadpool(work, Ask(request, desk, who, form), None)
            finally:
                await form.close()
        else:
            given = takes.model_validate_json(await request.body()) if isinstance(takes, type) else None
            answer = await run_in_threadpool(work, Ask(request, desk, who), given)
        desk.bench.wake()
        return answer

    return handler


async def _sign_in(request: Request) -> Answer:
    given, desk = api_models.SignInModel.model_validate_json(await request.body()), desk_of(request)
    if desk.settings.by_proxy:
        raise HTTPException(404, "Your organisation signs you in.")
    session = await run_in_threadpool(account.begin, request, desk, given.name, given.password)
    if session is None:
        raise HTTPException(401, account.WRONG)
    return 200, api_models.TokenModel(token=session)


def _sign_out(ask: Ask, _: None) -> Answer:
    account.sign_out(ask)
    return 204, None


def _list(ask: Ask, _: None) -> Answer:
    asked = listing.read(ask.request.query_params)
    with ask.looking("listed") as session:
        lines, total = listing.lines(session, ask.who, asked, ask.desk.settings.now())
    return 200, api_told.listed(lines, total)


def _submit(ask: Ask, _: None) -> Answer:
    files = sent(ask.form, ask.desk.settings)
    wish = Wish(
        title=ask.text("title"), value=cases.money(ask.text("value")), due=cases.day(ask.text("due")),
        us=_texts(ask, "us"), them=_texts(ask, "them"), kind=kind_of(ask.text("kind")),
        regime=regime_of(ask.text("regime")),
    )  # fmt: skip
    with ask.desk.store.writing() as session:
        queue = queues.one(session, ask.text("queue"))
        case = cases.submit(session, ask.desk.settings, ask.who, queue, files, wish)
        return 202, api_told.contract(ask, session, case)


def _texts(ask: Ask, name: str) -> tuple[str, ...]:
    given = (one for one in ask.form.getlist(name) if isinstance(one, str))
    return tuple(" ".join(one.split())[:100] for one in given if one.strip())[:10]


def _add_draft(ask: Ask, _: None) -> Answer:
    files = sent(ask.form, ask.desk.settings)
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.add_draft(session, ask.desk.settings, ask.who, case, files, Wish())
        return 202, api_told.contract(ask, session, case)


def _look(ask: Ask, _: None) -> Answer:
    with ask.looking("viewed") as session:
        return 200, api_told.contract(ask, session, ask.case(session))


def _answer(ask: Ask, given: api_models.AnswersModel) -> Answer:
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        wish = Wish(us=tuple(given.us), them=tuple(given.them), kind=given.kind, regime=given.regime)
        cases.answer(session, ask.desk.settings, ask.who, case, wish)
        return 202, api_told.contract(ask, session, case)


def _assign(ask: Ask, given: api_models.AssigneeModel) -> Answer:
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.assign(session, ask.desk.settings, ask.who, case, given.user)
        return 200, api_told.contract(ask, session, case)


def _set_state(ask: Ask, given: api_models.StateModel) -> Answer:
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.set_state(session, ask.desk.settings, ask.who, case, given.state)
        return 200, api_told.contract(ask, session, case)


def _move(ask: Ask, given: api_models.InQueueModel) -> Answer:
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.move(session, ask.desk.settings, ask.who, case, queues.one(session, str(given.queue)))
        return 202, api_told.contract(ask, session, case)


def _decide(ask: Ask, given: api_models.NewDecisionModel) -> Answer:
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        found = deciding.finding(session, case, str(ask.path["fingerprint"]))
        decisions.decide(
            session, ask.desk.settings, ask.who, case, fingerprint=found.fingerprint, rule=found.rule,
            verdict=given.verdict, reason=given.reason, note=given.note,
        )  # fmt: skip
        return 201, api_told.contract(ask, session, case)


def _history(ask: Ask, _: None) -> Answer:
    with ask.looking("viewed") as session:
        return 200, api_told.history(history.told(session, case=ask.case(session).id))


def _whole_history(ask: Ask, _: None) -> Answer:
    before = ask.request.query_params.get("before", "")
    with ask.looking("history-read") as session:
        number = int(before) if before.isascii() and before.isdecimal() and len(before) < 12 else None
        return 200, api_told.history(history.told(session, before=number))


def _delete(ask: Ask, _: None) -> Answer:
    deciding.remove(ask)
    return 204, None


def _users(ask: Ask, _: None) -> Answer:
    with ask.desk.store.reading() as session:
        return 200, api_told.users(people.everybody(session))


def _add_user(ask: Ask, given: api_models.NewUserModel) -> Answer:
    desk, name = ask.desk, people.plain(given.name)
    kept = desk.passwords.hash(given.password, name) if given.password else None
    if kept is None and not desk.settings.by_proxy:
        raise UsageError("Give the user a password.")
    with desk.store.writing() as session:
        user = people.add(
            session, desk.settings.now(), ask.who.id, name, full_name=given.full_name, role=given.role, password=kept
        )
        return 201, api_told.user(user)


def _change_user(ask: Ask, given: api_models.ChangedUserModel) -> Answer:
    desk = ask.desk
    with desk.store.reading() as session:
        found = people.one(session, int(ask.path["user"]))
        if found is None:
            raise HTTPException(404, "There is no such user.")
        name = found.name
    kept = desk.passwords.hash(given.password, name) if given.password else None
    with desk.store.writing() as session:
        user = session.get_one(type(found), found.id)
        people.change(
            session, desk.settings.now(), ask.who.id, user, full_name=given.full_name, role=given.role,
            active=given.active,
        )  # fmt: skip
        if kept:
            people.set_password(session, desk.settings.now(), ask.who.id, user, kept)
        return 200, api_told.user(user)


def _queues(ask: Ask, _: None) -> Answer:
    with ask.desk.store.reading() as session:
        return 200, api_told.all_queues(queues.all_of(session), whole=ask.who.role == "admin")


def _add_queue(ask: Ask, given: api_models.NewQueueModel) -> Answer:
    queues.check(given.profile, given.rules)
    with ask.desk.store.writing() as session:
        made = queues.add(session, ask.desk.settings, ask.who.id, given.name, given.profile, given.rules)
        return 201, api_told.queue(made)


def _change_queue(ask: Ask, given: api_models.NewQueueModel) -> Answer:
    queues.check(given.profile, given.rules)
    with ask.desk.store.writing() as session:
        queue = session.get(Queue, int(ask.path["queue"]))
        if queue is None:
            raise HTTPException(404, "There is no such queue.")
        queues.change(
            session, ask.desk.settings, ask.who.id, queue, name=given.name, profile=given.profile, rules=given.rules,
            active=given.active,
        )  # fmt: skip
        return 200, api_told.queue(queue)


def _operation(  # noqa: PLR0913, PLR0917
    method: Any, path: str, name: str, says: str, work: Work, done: Mapping[int, Any], roles: tuple[Role, ...] = ALL,
    takes: Any = None, **more: Any,
) -> Operation:  # fmt: skip
    of_files = {400, 415} if takes == "files" else set()
    refused = {401, 403} | ({404} if "{" in path else set()) | ({422} if takes else set()) | of_files
    handler = _for(roles, work, takes)
    return Operation(method, f"/api{path}", name, says, handler, done, tuple(refused), takes, **more)


_ONE, _SHOWN, _FILE = "/contracts/{case}", api_models.ContractModel, "application/octet-stream"
_op = _operation
OPERATIONS = (
    Operation("POST", "/api/sign-in", "sign_in", "Signs in with a name and a password.", _sign_in,
              {200: api_models.TokenModel}, (401, 404, 422), api_models.SignInModel),
    _op("DELETE", "/sign-in", "sign_out", "Ends the session.", _sign_out, {204: None}),
    _op("GET", "/queues", "queues", "The queues.", _queues, {200: api_models.QueuesModel}),
    _op("GET", "/contracts", "list", "A page of the list: as the page shows it, by colour, age or value.", _list,
        {200: api_models.ListModel}, query=listing.Asked.__slots__),
    _op("POST", "/contracts", "submit", "Hands in a contract. Answered when it is safely kept, and waits to be read.",
        _submit, {202: _SHOWN}, takes="files", fields=FIELDS),
    _op("GET", _ONE, "look", "A contract: its drafts, its findings and what was decided.", _look, {200: _SHOWN}),
    _op("POST", f"{_ONE}/drafts", "add_draft", "Hands in the next draft.", _add_draft, {202: _SHOWN}, takes="files",
        fields=("files",)),
    _op("PUT", f"{_ONE}/answers", "answer", "Says who is who, and reads the last draft again.", _answer, {202: _SHOWN},
        REVIEWERS, api_models.AnswersModel),
    _op("PUT", f"{_ONE}/assignee", "assign", "Gives a contract to somebody.", _assign, {200: _SHOWN}, REVIEWERS,
        api_models.AssigneeModel),
    _op("PUT", f"{_ONE}/state", "set_state", "Moves a contract on.", _set_state, {200: _SHOWN}, REVIEWERS,
        api_models.StateModel),
    _op("PUT", f"{_ONE}/queue", "move", "Puts a contract into another queue, and reads it again.", _move, {202: _SHOWN},
        REVIEWERS, api_models.InQueueModel),
    _op("POST", f"{_ONE}/findings/{{fingerprint}}/decisions", "decide", "Decides on a finding of the last draft.",
        _decide, {201: _SHOWN}, REVIEWERS, api_models.NewDecisionModel),
    _op("GET", f"{_ONE}/history", "history", "What was done with a contract.", _history,
        {200: api_models.HistoryModel}),
    _op("DELETE", _ONE, "delete", "Deletes a contract.", _delete, {204: None}, ADMINS),
    _op("GET", f"{_ONE}/drafts/{{draft}}/files/{{name}}", "fetch", "A file that the check of a draft made.",
        lambda ask, _: pages.made(ask), {200: _FILE}),
    _op("GET", f"{_ONE}/drafts/{{draft}}/originals/{{position}}", "original", "A file of a draft, counted from 0.",
        lambda ask, _: pages.original(ask), {200: _FILE}),
    _op("GET", "/decisions/{form}", "decisions", "All decisions that hold: csv, xlsx, json or examples.",
        lambda ask, _: deciding.exported(ask), {200: _FILE}, REVIEWERS),
    _op("GET", "/users", "users", "All users.", _users, {200: api_models.UsersModel}, ADMINS),
    _op("POST", "/users", "add_user", "Adds a user.", _add_user, {201: api_models.UserModel}, ADMINS,
        api_models.NewUserModel),
    _op("PUT", "/users/{user}", "change_user", "Changes a user.", _change_user, {200: api_models.UserModel}, ADMINS,
        api_models.ChangedUserModel),
    _op("POST", "/queues", "add_queue", "Adds a queue.", _add_queue, {201: api_models.QueueModel}, ADMINS,
        api_models.NewQueueModel),
    _op("PUT", "/queues/{queue}", "change_queue", "Changes a queue.", _change_queue, {200: api_models.QueueModel},
        ADMINS, api_models.NewQueueModel),
    _op("GET", "/history", "whole_history", "What was done at the desk, before an event if one is named.",
        _whole_history, {200: api_models.HistoryModel}, ADMINS, query=("before",)),
)  # fmt: skip
"""Everything that a program can do."""


async def _document(request: Request) -> Response:
    return JSONResponse(document(OPERATIONS, ABOUT))


def _route(operation: Operation) -> Route:
    path = re.sub(r"{(case|draft|position|user|queue)}", r"{\1:number}", operation.path)
    return Route(path, operation.__call__, methods=[operation.method])


ROUTES = [Route("/api", _document), Route("/api/openapi.json", _document), *map(_route, OPERATIONS)]
