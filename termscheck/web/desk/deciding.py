"""What reviewers do with a contract: give it to somebody, move it on, decide on its findings, take decisions away."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from termscheck.errors import UsageError
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
        draft = cases.latest(session, case)
        found = next(
            (one for one in (draft.review.findings if draft.review else ()) if one.fingerprint == fingerprint), None
        )
        if found is None:
            raise HTTPException(404, "There is no such finding in the last draft.")
        decisions.decide(
            session, ask.desk.settings, ask.who, case, fingerprint=fingerprint, rule=found.rule,
            verdict=ask.text("verdict"), reason=ask.text("reason"), note=ask.text("note"),
        )  # fmt: skip
        return to(f"/contracts/{case.id}#f-{fingerprint}")


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
    with ask.desk.store.writing() as session:
        case = ask.case(session) if "case" in ask.path else None
        rows = export.rows(session, case.id if case else None)
        ask.record(session, "exported", case.id if case else None, form=ask.path["form"])
    name = f"contract-{case.id}-{form.name}" if case else form.name
    return attachment(form.make(rows), name, form.media_type)


ROUTES = [
    post("/contracts/{case:int}/assign", assign, REVIEWERS),
    post("/contracts/{case:int}/state", set_state, REVIEWERS),
    post("/contracts/{case:int}/queue", move, REVIEWERS),
    post("/contracts/{case:int}/findings/{fingerprint}", decide, REVIEWERS),
    get("/contracts/{case:int}/delete", ask_remove, ADMINS),
    post("/contracts/{case:int}/delete", remove, ADMINS),
    get("/contracts/{case:int}/decisions/{form}", exported, REVIEWERS),
    get("/decisions", decided, REVIEWERS),
    get("/decisions/{form}", exported, REVIEWERS),
]
