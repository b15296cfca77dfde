"""What the desk's API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from termscheck.model import Rag
from termscheck.store.desk import CaseState, Role, Verdict
from termscheck.web import answers
from termscheck.web.api import Model, ResultModel
from termscheck.web.desk.people import LONGEST_NAME

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Label = Annotated[str, Field(min_length=1, max_length=answers.LONGEST_LABEL)]


class SignInModel(Model):
    """A name and a password."""

    name: Name
    password: Annotated[str, Field(max_length=1000)]


class TokenModel(Model):
    """What to send from then on, as `Authorization: Bearer TOKEN`."""

    token: str


class UserModel(Model):
    """Somebody who may sign in, or no longer may."""

    id: int
    name: str
    full_name: str
    role: Role
    active: bool


class UsersModel(Model):
    """All users."""

    users: list[UserModel]


class NewUserModel(Model):
    """A user to add; without a password where the organisation's proxy signs people in."""

    name: Name
    full_name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    role: Role
    password: str | None = None


class ChangedUserModel(Model):
    """What a user is from now on; a password only where it is to be another."""

    full_name: Annotated[str, Field(max_length=LONGEST_NAME)]
    role: Role
    active: bool
    password: str | None = None


class QueueModel(Model):
    """A queue, with the profile and the folders of house rules that apply to it."""

    id: int
    name: str
    profile: str
    rules: list[str]
    active: bool


class QueuesModel(Model):
    """All queues."""

    queues: list[QueueModel]


class NewQueueModel(Model):
    """A queue to add, or what one is from now on."""

    name: Name
    profile: Annotated[str, Field(max_length=100)] = ""
    rules: list[str] = Field(default=[], max_length=20)
    active: bool = True


class LineModel(Model):
    """A contract in the list. `rag` is null while it is not checked."""

    id: int
    href: str
    title: str
    queue: str
    state: CaseState
    rag: Rag | None
    reading: bool
    failure: str
    draft: int
    findings: int
    severe: int
    decided: int
    submitter: str
    assignee: str
    value: Decimal | None
    created: datetime


class ListModel(Model):
    """A page of the list, and how many contracts there are on all pages."""

    total: int
    contracts: list[LineModel]


class DecisionModel(Model):
    """A decision on a finding, and the contract that it was made on."""

    contract: int
    verdict: Verdict
    reason: str
    note: str
    by: str
    at: datetime


class NewDecisionModel(Model):
    """What is decided."""

    verdict: Verdict
    reason: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=4000)] = ""


class FindingModel(Model):
    """A finding of the last draft: `change` is since the draft before, `proposed` what was decided elsewhere on it."""

    fingerprint: str
    rule: str
    title: str
    severity: str
    confidence: str
    place: str
    page: int | None
    missing: bool
    message: str
    quotes: list[str]
    change: str
    decisions: list[DecisionModel]
    proposed: DecisionModel | None


class DraftModel(Model):
    """A draft, how far its check is, and what was made of it."""

    number: int
    at: datetime
    files: list[str]
    state: Literal["waiting", "reading", "done", "failed"]
    failure: str
    rag: Rag | None
    results: list[ResultModel]


class ContractModel(Model):
    """A contract, its drafts, and the findings of the last one."""

    id: int
    href: str
    title: str
    queue: str
    state: CaseState
    value: Decimal | None
    due: date | None
    submitter: str
    assignee: str
    created: datetime
    drafts: list[DraftModel]
    findings: list[FindingModel]


class AnswersModel(Model):
    """Who is who in the last draft, and what it is; what is left out is read from it."""

    us: list[Label] = Field(default=[], max_length=10)
    them: list[Label] = Field(default=[], max_length=10)
    kind: Literal[tuple(answers.KINDS)] | None = None  # type: ignore[valid-type]
    regime: Literal[tuple(answers.REGIMES)] | None = None  # type: ignore[valid-type]


class AssigneeModel(Model):
    """The number of a reviewer, or null for nobody."""

    user: int | None


class StateModel(Model):
    """The stage that a contract is at."""

    state: CaseState


class InQueueModel(Model):
    """The number of a queue."""

    queue: int


class EventModel(Model):
    """Something that was done. `who` is empty for the desk itself."""

    id: int
    at: datetime
    who: str
    says: str
    contract: int | None


class HistoryModel(Model):
    """What was done, the newest first."""

    events: list[EventModel]
