"""What reviewers do with a contract: give it to somebody, move it on, decide on its findings, take decisions away."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from termscheck.errors import UsageError
from termscheck.store.desk import Case
from termscheck.store.reviews import Finding
from termscheck.web.desk import cases, decisions, export, queues
from termscheck.web.desk.asking import ADMINS, REVIEWERS, Ask, get, post, to
from termscheck.web.desk.pages import attachment


def assign(ask: Ask) -> Response:
    """Gives a contract to somebody, or to nobody."""
    given = ask.text("whom")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 9):
        raise UsageError("Choose somebody from the list.")
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.assign(session, ask.desk.settings, ask.who, case, int(given) if given else None)
        return to(f"/contracts/{case.id}")


def set_state(ask: Ask) -> Response:
    """Moves a contract on."""
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.set_state(session, ask.desk.settings, ask.who, case, ask.text("state"))
        return to(f"/contracts/{case.id}")


def move(ask: Ask) -> Response:
    """Puts a contract into another queue."""
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        cases.move(session, ask.desk.settings, ask.who, case, queues.one(session, ask.text("queue")))
        return to(f"/contracts/{case.id}")


def decide(ask: Ask) -> Response:
    """Decides on a finding of the last draft."""
    fingerprint = str(ask.path["fingerprint"])
    with ask.desk.store.writing() as session:
        case = ask.case(session)
        found = finding(session, case, fingerprint)
        decisions.decide(
            session, ask.desk.settings, ask.who, case, fingerprint=fingerprint, rule=found.rule,
            verdict=ask.text("verdict"), reason=ask.text("reason"), note=ask.text("note"),
        )  # fmt: skip
        return to(f"/contracts/{case.id}#f-{fingerprint}")


def finding(session: Session, case: Case, fingerprint: str) -> Finding:
    """The finding of that fingerprint in the last draft. Raises HTTPException."""
    review = cases.latest(session, case).review
    found = next((one for one in (review.findings if review else ()) if one.fingerprint == fingerprint), None)
    if found is None:
        raise HTTPException(404, "There is no such finding in the last draft.")
    return found


def ask_remove(ask: Ask) -> Response:
    """Asks whether a contract is to be deleted."""
    with ask.desk.store.reading() as session:
        return ask.show("remove", case=ask.case(session))


def remove(ask: Ask) -> Response:
    """Deletes a contract and all that was made of it."""
    with ask.desk.store.writing() as session:
        cases.remove(session, ask.desk.settings, ask.who, ask.case(session))
    answer = to("/")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def decided(ask: Ask) -> Response:
    """All decisions that hold, to look at and to take away."""
    with ask.desk.store.reading() as session:
        return ask.show("decisions", decided=list(reversed(decisions.holding(session)))[:200], forms=export.FORMS)


def exported(ask: Ask) -> Response:
    """The decisions that hold, of one case or of all, in a form for other programs."""
    form = export.FORMS.get(str(ask.path["form"]))
    if form is None:
        raise HTTPException(404)
    with ask.looking("exported", form=ask.path["form"]) as session:
        case = ask.case(session).id if "case" in ask.path else None
        rows = export.rows(session, case)
    name = form.name if case is None else f"contract-{case}-{form.name}"
    return attachment(form.make(rows), name, form.media_type)


ROUTES = [
    post("/contracts/{case:number}/assign", assign, REVIEWERS),
    post("/contracts/{case:number}/state", set_state, REVIEWERS),
    post("/contracts/{case:number}/queue", move, REVIEWERS),
    post("/contracts/{case:number}/findings/{fingerprint}", decide, REVIEWERS),
    get("/contracts/{case:number}/delete", ask_remove, ADMINS),
    post("/contracts/{case:number}/delete", remove, ADMINS),
    get("/contracts/{case:number}/decisions/{form}", exported, REVIEWERS),
    get("/decisions", decided, REVIEWERS),
    get("/decisions/{form}", exported, REVIEWERS),
]
