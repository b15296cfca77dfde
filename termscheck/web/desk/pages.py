"""What people see of contracts: the list, the upload, a contract with its drafts, the report and what was made."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from termscheck.errors import UsageError
from termscheck.model import DocumentKind
from termscheck.store.desk import Draft, File
from termscheck.web import answers
from termscheck.web.desk import cases, decisions, filing, history, listing, people, queues, worker
from termscheck.web.desk.asking import REVIEWERS, Ask, get, post, sent, to
from termscheck.web.desk.cases import Wish
from termscheck.web.guard import HEADERS
from termscheck.web.uploads import UploadError

NOT_YET = "There is no such file, or not yet."


def contracts(ask: Ask) -> Response:
    """The list: for a submitter their own, for the others all."""
    asked = listing.read(ask.request.query_params)
    with ask.looking("listed") as session:
        lines, total = listing.lines(session, ask.who, asked, ask.desk.settings.now())
        reviewers = people.reviewers(session) if ask.who.reviews else []
        open_queues = queues.all_of(session)
    kept = {key: value for key, value in ask.request.query_params.items() if key in asked.__slots__ and key != "page"}
    return ask.show(
        "contracts", asked=asked, lines=lines, total=total, sorts=listing.SORTS, queues=open_queues,
        reviewers=reviewers, pages=-(-total // listing.AT_ONCE), nobody=listing.NOBODY, kept=urlencode(kept),
    )  # fmt: skip


def new(ask: Ask) -> Response:
    """The form to hand in a contract."""
    return _upload_form(ask)


def submit(ask: Ask) -> Response:
    """Hands in a contract: it is acknowledged when it is in the store, with the check that it waits for."""
    try:
        wish = _wish(ask)
        files = sent(ask.form, ask.desk.settings)
        with ask.desk.store.writing() as session:
            queue = queues.one(session, ask.text("queue"))
            case = cases.submit(session, ask.desk.settings, ask.who, queue, files, wish).id
    except (UploadError, UsageError) as problem:
        return _upload_form(ask, str(problem), getattr(problem, "status", 400))
    return to(f"/contracts/{case}")


def contract(ask: Ask) -> Response:
    """A contract: where it stands, its findings with what was decided on them, its drafts and its history."""
    with ask.looking("viewed") as session:
        case = ask.case(session)
        draft = cases.latest(session, case)
        job = cases.newest_job(session, draft)
        told, cards = filing.told(session, draft), _cards(session, draft)
        became = filing.made(session, draft, worker.CHANGED)
        before = worker.changed(became) if became else ()
        decided = decisions.of_case(session, case)
        proposed = decisions.elsewhere(session, case, [card.fingerprint for card in cards]) if ask.who.reviews else {}
        return ask.show(
            "contract", case=case, draft=draft, drafts=case.drafts, told=told, cards=cards, decided=decided,
            proposed=proposed, job=job, reading=job is not None and job.state in ("waiting", "running"),
            stage=ask.desk.bench.stage(draft.id), queue=queues.name_of(session, case.queue_id),
            queues=queues.all_of(session), submitter=people.name_of(session, case.submitter_id),
            assignee=people.name_of(session, case.assignee_id), reviewers=people.reviewers(session),
            earlier={one.new: one for one in before if one.new},
            gone=[one for one in before if one.change == "gone"],
            undecided=sum(card.fingerprint not in decided for card in cards),
            events=history.told(session, case=case.id, most=100), roles=answers.ROLES, kinds=answers.KINDS,
            regimes=answers.REGIMES, other=answers.OTHER,
        )  # fmt: skip


def back(ask: Ask) -> Response:
    """Where the link back above a report leads, which does not know the number of its contract."""
    return to(f"/contracts/{ask.path['case']}")


def reading(ask: Ask) -> Response:
    """How far the check of the last draft is: what the page of a contract asks for while it waits."""
    with ask.desk.store.reading() as session:
        draft = cases.latest(session, ask.case(session))
        job = cases.newest_job(session, draft)
    return ask.show(
        "reading", draft=draft, job=job, reading=job is not None and job.state in ("waiting", "running"),
        stage=ask.desk.bench.stage(draft.id),
    )  # fmt: skip


def add_draft(ask: Ask) -> Response:
    """Hands in the next draft of a contract."""
    try:
        files = sent(ask.form, ask.desk.settings)
    except UploadError as problem:
        raise UsageError(str(problem)) from problem
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.add_draft(session, ask.desk.settings, ask.who, case, files, Wish())
        return to(f"/contracts/{case.id}")


def answer(ask: Ask) -> Response:
    """Says who is who in a contract, which is then read again."""
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        told = filing.told(session, cases.latest(session, case))
        try:
            us, them = answers.sides(ask.text("us"), ask.text("label"), told.sides if told else ())
            wish = Wish(us=us, them=them, kind=_kind(ask), regime=answers.regime_of(ask.text("regime")))
        except UploadError as problem:
            raise UsageError(str(problem)) from problem
        cases.answer(session, ask.desk.settings, ask.who, case, wish)
        return to(f"/contracts/{case.id}")


def report(ask: Ask) -> Response:
    """The report on a draft, as the self-check shows it."""
    return _page(ask, "page.html", "the report")


def changes(ask: Ask) -> Response:
    """What changed from the draft before."""
    return _page(ask, worker.CHANGES, "what changed in")


def made(ask: Ask) -> Response:
    """A file that the check of a draft made."""
    name = str(ask.path["name"])
    with ask.looking("downloaded", what=name) as session:
        draft = _draft(ask, session)
        told = filing.told(session, draft)
        result = told.result(name) if told else None
        body = filing.made(session, draft, name) if result else None
        if result is None or body is None:
            raise HTTPException(404, NOT_YET)
    return attachment(body, result.name, result.media_type)


def original(ask: Ask) -> Response:
    """A file of a draft, as it was handed in: to be saved, never to be shown by the browser."""
    with ask.looking("downloaded", what="an original file") as session:
        draft = _draft(ask, session)
        file = next((one for one in draft.files if one.position == ask.path["position"]), None)
        if file is None:
            raise HTTPException(404, NOT_YET)
        return attachment(session.get_one(File, file.sha256).body, file.name, "application/octet-stream")


def attachment(body: bytes, name: str, media_type: str) -> Response:
    """Bytes to be saved under a name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(body, media_type=media_type, headers={"Content-Disposition": told})


def _page(ask: Ask, name: str, what: str) -> Response:
    with ask.looking("read", what=what) as session:
        draft = _draft(ask, session)
        body = filing.made(session, draft, name)
        if body is None:
            raise HTTPException(404, NOT_YET)
    policy = f"{worker.policy(body)}; frame-ancestors 'none'"
    return HTMLResponse(body, headers={**HEADERS, "Content-Security-Policy": policy})


def _draft(ask: Ask, session: Session) -> Draft:
    draft = cases.draft_of(session, ask.case(session), int(ask.path["draft"]))
    if draft is None:
        raise HTTPException(404, NOT_YET)
    return draft


def _cards(session: Session, draft: Draft) -> Sequence[worker.Card]:
    kept = filing.made(session, draft, worker.CARDS)
    return worker.cards(kept) if kept else ()


def _wish(ask: Ask) -> Wish:
    us = " ".join(ask.text("us").split())[: answers.LONGEST_LABEL]
    return Wish(
        title=ask.text("title"), value=cases.money(ask.text("value")), due=cases.day(ask.text("due")),
        us=(us,) if us else (),
    )  # fmt: skip


def _kind(ask: Ask) -> DocumentKind | None:
    return answers.kind_of(ask.text("kind"))


def _upload_form(ask: Ask, wrong: str = "", status: int = 200) -> Response:
    with ask.desk.store.reading() as session:
        open_queues = [one for one in queues.all_of(session) if one.active]
    said = {key: ask.text(key) for key in ("queue", "title", "value", "due", "us")}
    return ask.show("new", status, wrong=wrong, queues=open_queues, said=said)


ROUTES = [
    get("/", contracts),
    get("/new", new),
    post("/new", submit, files=True),
    get("/contracts/{case:number}", contract),
    get("/contracts/{case:number}/", back),
    get("/contracts/{case:number}/reading", reading),
    post("/contracts/{case:number}/drafts", add_draft, files=True),
    post("/contracts/{case:number}/answers", answer, REVIEWERS),
    get("/contracts/{case:number}/drafts/{draft:number}/report", report),
    get("/contracts/{case:number}/drafts/{draft:number}/changes", changes),
    get("/contracts/{case:number}/drafts/{draft:number}/files/{name}", made),
    get("/contracts/{case:number}/drafts/{draft:number}/originals/{position:number}", original),
]
