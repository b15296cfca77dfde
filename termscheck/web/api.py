"""The self-check for programs: the same actions as the pages, in JSON.

What the page says of the API (`/api/openapi.json`) is made of the same table that the routes are made of, and every
answer is one of the models that the table names, or it is not sent: so the two cannot come apart.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from termscheck.exposure.inputs import Money, Positive
from termscheck.exposure.model import Inputs
from termscheck.model import Rag, Role
from termscheck.version import __version__
from termscheck.web import answers, uploads
from termscheck.web.pages import in_words
from termscheck.web.results import ResultKind
from termscheck.web.uploads import UploadError
from termscheck.web.visits import Answers, State, Visit

HEADER = "X-Termscheck"
"""What a program sends with everything that changes something; a page of somebody else's cannot send it."""
PROBLEM = "application/problem+json"
_Label = Annotated[str, Field(min_length=1, max_length=answers.LONGEST_LABEL)]


class Model(BaseModel):
    """A model that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")


class PartyModel(Model):
    """A party as the contract has it."""

    name: str
    labels: list[str]
    role: Role


class ProgressModel(Model):
    """How far the check is; `total` is 0 where it is not known, `before` counts contracts that come first."""

    stage: str
    done: int
    total: int
    before: int


class ResultModel(Model):
    """A file that can be fetched; `json` is the review, as termscheck.review/1."""

    kind: ResultKind
    file_name: str
    media_type: str
    href: str


class FailureModel(Model):
    """Why a contract was not checked."""

    code: str
    message: str


class ContractModel(Model):
    """A contract, how far its check is, and what came of it."""

    id: str
    href: str
    state: State
    files: list[str]
    progress: ProgressModel
    failure: FailureModel | None
    rag: Rag | None
    verdict: str | None
    kind: str | None
    regime: str | None
    parties: list[PartyModel]
    results: list[ResultModel]
    unmade: list[str]


class AnswersModel(Model):
    """What is known of the contract; what is left out is read from it. `order` counts files from 0; sums are pounds."""

    us: list[_Label] = Field(default=[], max_length=10)
    them: list[_Label] = Field(default=[], max_length=10)
    kind: Literal[tuple(answers.KINDS)] | None = None  # type: ignore[valid-type]
    regime: Literal[tuple(answers.REGIMES)] | None = None  # type: ignore[valid-type]
    order: list[int] = Field(default=[], max_length=100)
    annual_value: Positive | None = None
    monthly_cost: Money | None = None
    reserves: Money | None = None


class ProblemModel(Model):
    """Why something was not done (RFC 9457)."""

    title: str
    status: int
    detail: str


Handler = Callable[[Request], Awaitable["Answer | Response"]]
Answer = tuple[int, BaseModel | None]


@dataclass(frozen=True)
class Operation:
    """One thing that a program can do: what it is called, and which answers it can have.

    `done` are the answers when it goes well: a model, None for an empty answer, or a media type for a file.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    name: str
    says: str
    handler: Handler
    done: Mapping[int, type[BaseModel] | str | None]
    refused: tuple[int, ...] = ()
    takes: type[BaseModel] | Literal["files"] | None = None
    fields: tuple[str, ...] = ("files", "us", "them", "kind", "regime", *answers.MONEY)
    """Of the form, where it takes files."""
    query: tuple[str, ...] = ()
    errors: frozenset[int] = field(default=frozenset({421, 429, 500}))

    @property
    def statuses(self) -> frozenset[int]:
        """Every status that an answer may have."""
        changes = {403, 413, 408} if self.method != "GET" else set()
        return frozenset(self.done) | frozenset(self.refused) | self.errors | changes

    async def __call__(self, request: Request) -> Response:
        """Does it."""
        if self.method != "GET" and HEADER not in request.headers:
            raise HTTPException(403, f"Send the header {HEADER}, with any value: a page of somebody else's cannot.")
        answer = await self.handler(request)
        if isinstance(answer, Response):
            return answer
        status, model = answer
        expected = self.done[status]
        if expected is None:
            return Response(status_code=status)
        if not isinstance(expected, type) or not isinstance(model, expected):
            raise TypeError(f"{self.name} does not answer with {type(model).__name__}")
        return JSONResponse(model.model_dump(mode="json"), status)


def problem(status: int, sentence: str) -> JSONResponse:
    """The answer to what was not done."""
    model = ProblemModel(title=HTTPStatus(status).phrase, status=status, detail=sentence)
    return JSONResponse(model.model_dump(), status, media_type=PROBLEM)


async def _send(request: Request) -> Answer:
    app = request.app.state
    if not app.uploads.take(request.client.host if request.client else ""):
        raise HTTPException(429, "That was too many uploads in a short time. Wait a minute and try again.")
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415, "Send the files as multipart/form-data, in fields named “files”.")
    form = await uploads.form_of(request, app.settings)
    try:
        said: dict[str, object] = {"us": form.getlist("us"), "them": form.getlist("them")}
        said |= {name: form[name] for name in ("kind", "regime", *answers.MONEY) if form.get(name)}
        given = AnswersModel.model_validate(said)
        visit = await uploads.take(form, app.visits, owner="")
    finally:
        await form.close()
    app.visits.begin(visit, _answers(given))
    return 202, _told(request, visit)


async def _look(request: Request) -> Answer:
    return 200, _told(request, _find(request))


async def _answer(request: Request) -> Answer:
    given, visit = AnswersModel.model_validate_json(await request.body()), _find(request)
    if given.order and sorted(given.order) != list(range(len(visit.parts))):
        raise HTTPException(422, "“order” must name each file once, counted from 0.")
    request.app.state.visits.begin(visit, _answers(given))
    return 202, _told(request, visit)


async def _fetch(request: Request) -> Response:
    visit = _find(request)
    made = visit.told.result(request.path_params["file"]) if visit.told else None
    if made is None:
        raise HTTPException(404, "There is no such file, or not yet.")
    return FileResponse(visit.made / made.stored, media_type=made.media_type, filename=made.name)


async def _delete(request: Request) -> Answer:
    await request.app.state.visits.end(_find(request))
    return 204, None


def _find(request: Request) -> Visit:
    found: Visit | None = request.app.state.visits.find(request.path_params["id"], "")
    if found is None:
        raise HTTPException(404, "There is no such contract: it was deleted, or its id is another.")
    return found


def _answers(given: AnswersModel) -> Answers:
    sums = {name: value for name in answers.MONEY if (value := getattr(given, name)) is not None}
    money = Inputs(**sums) if sums else None
    return Answers(tuple(given.us), tuple(given.them), given.kind, given.regime, tuple(given.order), money)


def _told(request: Request, visit: Visit) -> ContractModel:
    told, stage = visit.told, visit.stage
    href = f"/api/contracts/{visit.id}"
    return ContractModel(
        id=visit.id,
        href=href,
        state=visit.state,
        files=[part.name for part in visit.parts],
        progress=ProgressModel(
            stage=stage.stage, done=stage.done, total=stage.total, before=request.app.state.visits.before(visit)
        ),
        failure=FailureModel(code=visit.failure.code, message=in_words(visit.failure)) if visit.failure else None,
        rag=told.rag if told else None,
        verdict=told.verdict if told else None,
        kind=told.kind if told else None,
        regime=told.regime if told else None,
        parties=[PartyModel(name=one.name, labels=list(one.labels), role=one.role) for one in told.sides]
        if told
        else [],
        results=[
            ResultModel(kind=one.kind, file_name=one.name, media_type=one.media_type, href=f"{href}/files/{one.stored}")
            for one in told.results
        ]
        if told
        else [],
        unmade=list(told.unmade) if told else [],
    )


OPERATIONS = (
    Operation(
        "POST", "/api/contracts", "send",
        "Sends the files of one contract, and begins to check it; us and them may be repeated.",
        _send, {202: ContractModel}, (400, 415, 422, 503), "files",
    ),
    Operation("GET", "/api/contracts/{id}", "look", "How far the check is, and what came of it.", _look,
              {200: ContractModel}, (404,)),
    Operation("PUT", "/api/contracts/{id}/answers", "answer", "Says who is who, and checks it again.", _answer,
              {202: ContractModel}, (404, 422), AnswersModel),
    Operation("GET", "/api/contracts/{id}/files/{file}", "fetch", "Fetches a file that came of the check.", _fetch,
              {200: "application/octet-stream"}, (404,)),
    Operation("DELETE", "/api/contracts/{id}", "delete", "Deletes the contract and all that was made of it.", _delete,
              {204: None}, (404,)),
)  # fmt: skip
"""Everything that a program can do."""


ABOUT = (
    "Checks contracts on this computer. The id of a contract is its key: who has it can read and delete the contract, "
    "and nobody else can."
)


def document(operations: Sequence[Operation] = OPERATIONS, about: str = ABOUT) -> dict[str, Any]:
    """The OpenAPI document."""
    named = [one for operation in operations for one in (operation.takes, *operation.done.values())]
    models: list[type[BaseModel]] = [ProblemModel, *(one for one in named if isinstance(one, type))]
    _, schemas = models_json_schema(
        [(one, "validation") for one in dict.fromkeys(models)], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "termscheck", "version": __version__, "description": about},
        "paths": paths,
        "components": {"schemas": schemas["$defs"]},
    }


def _described(operation: Operation) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in operation.query]
    if operation.method != "GET":
        told = {"description": "Any value; a page of somebody else's cannot send it."}
        parameters.append({"name": HEADER, "in": "header", "required": True, "schema": {"type": "string"}, **told})
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.says,
        "parameters": parameters,
        "responses": {str(status): _response(operation, status) for status in sorted(operation.statuses)},
    }
    if operation.takes == "files":
        described["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": _form(operation.fields)}},
        }
    elif isinstance(operation.takes, type):
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(operation.takes)}},
        }
    return described


_STRINGS = {"type": "array", "items": {"type": "string"}}
_FIELDS: Mapping[str, Mapping[str, object]] = {
    "files": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
    "us": _STRINGS,
    "them": _STRINGS,
    "kind": {"type": "string", "enum": list(answers.KINDS)},
    "regime": {"type": "string", "enum": list(answers.REGIMES)},
    **{name: {"type": "string"} for name in answers.MONEY},
}
"""Fields of a form that brings files; any other is a string."""


def _form(names: Sequence[str]) -> dict[str, object]:
    return {
        "type": "object",
        "required": ["files"],
        "properties": {name: _FIELDS.get(name, {"type": "string"}) for name in names},
    }


def _response(operation: Operation, status: int) -> dict[str, Any]:
    told = {"description": HTTPStatus(status).phrase}
    if status not in operation.done:
        return {**told, "content": {PROBLEM: {"schema": _ref(ProblemModel)}}}
    answer = operation.done[status]
    if answer is None:
        return told
    if isinstance(answer, str):
        return {**told, "content": {answer: {"schema": {}}}}
    return {**told, "content": {"application/json": {"schema": _ref(answer)}}}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


async def _document(request: Request) -> Response:
    return JSONResponse(document())


async def invalid(request: Request, problem_: Exception) -> Response:
    """The answer to what does not fit a model, or cannot be taken."""
    if isinstance(problem_, UploadError):
        return problem(problem_.status, str(problem_))
    if isinstance(problem_, ValidationError):
        faults = problem_.errors(include_url=False, include_context=False, include_input=False)
        told = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the body'}: {one['msg']}" for one in faults[:5])
        return problem(422, f"{told}.")
    raise problem_


ROUTES = [
    Route("/api", _document),
    Route("/api/openapi.json", _document),
    *(Route(one.path, one.__call__, methods=[one.method]) for one in OPERATIONS),
]
