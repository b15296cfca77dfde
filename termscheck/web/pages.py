"""The self-check, as people meet it: choose files, wait, say who you are, read the report, take it away, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from termscheck.batch.outcome import Failure
from termscheck.version import __version__
from termscheck.web import answers, looks, uploads
from termscheck.web.guard import HEADERS
from termscheck.web.uploads import UploadError
from termscheck.web.visits import Visit

GONE = (
    "This check is no longer here: it was deleted, or was not used for a while, or this is another browser than the "
    "one that began it. Nothing of it is kept. Choose the file again to check it once more."
)
STATIC = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


def show(request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page of ours."""
    app = request.app.state
    values |= {
        "token": app.sessions.token(request.state.session),
        "settings": app.settings,
        "version": __version__,
        "at_most": uploads.at_most(app.settings),
    }
    return HTMLResponse(looks.environment().get_template(name).render(values), status)


def refuse(status: int, sentence: str) -> HTMLResponse:
    """The page that says why something was not done; it knows no session, and never quotes what was sent."""
    page = looks.environment().get_template("refused.html.j2")
    return HTMLResponse(page.render(sentence=sentence, version=__version__), status)


async def start(request: Request) -> Response:
    """The first page."""
    return show(request, "start.html.j2", wrong="")


async def upload(request: Request) -> Response:
    """Takes the files of a contract, and begins to check it."""
    app = request.app.state
    if not app.uploads.take(request.client.host if request.client else ""):
        return refuse(429, "That was too many uploads in a short time. Wait a minute and try again.")
    try:
        form = await uploads.form_of(request, app.settings)
    except HTTPException as problem:
        if problem.status_code not in {400, 413}:
            raise
        sentence = uploads.too_large(app.settings) if problem.status_code == 413 else _malformed(app.settings)
        return show(request, "start.html.j2", problem.status_code, wrong=sentence)
    try:
        if not app.sessions.holds(request.state.session, form.get("token")):
            return refuse(403, STALE)
        found = await uploads.take(form, app.visits, request.state.session)
    except UploadError as problem:
        return show(request, "start.html.j2", problem.status, wrong=str(problem))
    finally:
        await form.close()
    app.visits.begin(found)
    return _to(request, "visit", found)


STALE = (
    "This page was open for too long, or your browser keeps no cookies, so it cannot be known that it was you. "
    "Go back to the first page and try again."
)


def _malformed(settings: Any) -> str:
    return f"The files could not be taken. At most {uploads.at_most(settings)} can be sent for one contract."


async def visit(request: Request) -> Response:
    """Where a visit is: waiting, failed, or on to the questions or the report."""
    app, found = request.app.state, _find(request)
    if found.state == "failed":
        return show(request, "failed.html.j2", visit=found, sentence=in_words(found.failure))
    if found.state == "done":
        return _to(request, "report" if found.confirmed else "questions", found)
    return show(request, "waiting.html.j2", visit=found, stage=found.stage, before=app.visits.before(found))


async def questions(request: Request) -> Response:
    """Which party the visitor is, and what else they may want to say."""
    found = _find(request)
    if found.first is None:
        return _to(request, "visit", found)
    return _ask(request, found)


async def answer(request: Request) -> Response:
    """Takes the answers: another check where they change something, or the report at once."""
    app, found = request.app.state, _find(request)
    async with request.form(max_files=0, max_fields=40, max_part_size=uploads.LONGEST_FIELD) as form:
        if not app.sessions.holds(request.state.session, form.get("token")):
            return refuse(403, STALE)
        try:
            given = answers.read(form, found)
        except UploadError as problem:
            return _ask(request, found, str(problem), problem.status, form)
    found.confirmed = True
    if given != found.answers or found.state == "failed":
        app.visits.begin(found, given)
    return _to(request, "visit", found)


async def report(request: Request) -> Response:
    """The report itself, with the files to take away above it."""
    found = _find(request)
    if found.told is None:
        return _to(request, "visit", found)
    policy = f"{found.told.policy}; frame-ancestors 'none'"
    headers = {**HEADERS, "Content-Security-Policy": policy}
    return FileResponse(found.made / "page.html", media_type="text/html; charset=utf-8", headers=headers)


async def result(request: Request) -> Response:
    """A file to take away."""
    found = _find(request)
    made = found.told.result(request.path_params["name"]) if found.told else None
    if made is None:
        raise HTTPException(404, GONE)
    return FileResponse(found.made / made.stored, media_type=made.media_type, filename=made.name)


async def ask_delete(request: Request) -> Response:
    """Asks whether all is to be deleted."""
    return show(request, "delete.html.j2", visit=_find(request))


async def delete(request: Request) -> Response:
    """Deletes all that is kept of a visit."""
    app, found = request.app.state, _find(request)
    async with request.form(max_files=0, max_fields=4, max_part_size=uploads.LONGEST_FIELD) as form:
        if not app.sessions.holds(request.state.session, form.get("token")):
            return refuse(403, STALE)
    await app.visits.end(found)
    # a browser may keep pages to go back to, whatever their headers say
    return RedirectResponse(request.url_for("deleted").path, 303, headers={"Clear-Site-Data": '"cache"'})


async def deleted(request: Request) -> Response:
    """Says that it is done."""
    return show(request, "deleted.html.j2")


async def static(request: Request) -> Response:
    """Looks and script of the pages; they hold nothing of any contract."""
    name = request.path_params["name"]
    data = looks.static(name)
    if data is None:
        raise HTTPException(404)
    return Response(data, media_type=STATIC[name.rpartition(".")[2]], headers={"Cache-Control": "no-cache"})


_FAILURES: Mapping[str, str] = {
    "E-NOTEXT": "The file is a scan: it holds pictures of pages, and no text that can be read. Ask whoever sent it "
    "for the Word file; that is usually the quickest. Otherwise a program for text recognition (OCR) can make a PDF "
    "with text of it.",
    "E-TIME": "It takes longer to read than a contract should, and was given up. If it is very long, send only the "
    "part that matters; if it was scanned, ask for the Word file.",
    "E-MEMORY": "It needs more of this computer’s memory to read than a contract should, and was given up. Ask for "
    "the Word file, or for a simpler PDF.",
    "E-DIED": "The check was interrupted: the part of the program that was reading the file was ended. Try again; if "
    "it happens again with this file, ask for it in another form (Word rather than PDF, or the other way round).",
    "E-FAULT": "That is a fault of termscheck, not of your file and not of yours. Please report it to whoever gave you "
    "termscheck; they find more in the window in which it runs.",
    "E-RULES": "The rules that termscheck was started with are not in order, so that nothing can be checked. Whoever "
    "started it finds more in the window in which it runs.",
    "E-CHANGED": "The file changed while it was read. Try again.",
}


def in_words(failure: Failure | None) -> str:
    """Why a contract was not checked, as a sentence to its sender."""
    if failure is None:
        return ""
    told = _FAILURES.get(failure.code, failure.message)
    return told[:1].upper() + told[1:]


def _ask(
    request: Request, found: Visit, wrong: str = "", status: int = 200, form: Mapping[str, Any] = MappingProxyType({})
) -> Response:
    return show(
        request, "questions.html.j2", status, visit=found, wrong=wrong, choices=answers.choices(found),
        kinds=answers.KINDS, regimes=answers.REGIMES, money=answers.MONEY, said=answers.said(found, form),
        other=answers.OTHER,
    )  # fmt: skip


def _find(request: Request) -> Visit:
    found: Visit | None = request.app.state.visits.find(request.path_params["visit"], request.state.session)
    if found is None:
        raise HTTPException(404, GONE)
    return found


def _to(request: Request, name: str, visit: Visit) -> RedirectResponse:
    return RedirectResponse(request.url_for(name, visit=visit.id).path, 303)


ROUTES = [
    Route("/", start, name="start"),
    Route("/", upload, methods=["POST"], name="upload"),
    Route("/visits/{visit}", visit, name="visit"),
    Route("/visits/{visit}/questions", questions, name="questions"),
    Route("/visits/{visit}/questions", answer, methods=["POST"], name="answer"),
    Route("/visits/{visit}/report", report, name="report"),
    Route("/visits/{visit}/files/{name}", result, name="result"),
    Route("/visits/{visit}/delete", ask_delete, name="ask_delete"),
    Route("/visits/{visit}/delete", delete, methods=["POST"], name="delete"),
    Route("/deleted", deleted, name="deleted"),
    Route("/static/{name}", static, name="static"),
]
