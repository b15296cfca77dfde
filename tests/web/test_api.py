"""The page for programs: what is documented is what happens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from page_visits import BOUNDARY, Answer, Visitor, multipart, serving

from termscheck.web import api
from termscheck.web.settings import Settings
from tests.waiting import until

FORM = f"multipart/form-data; boundary={BOUNDARY}"
SENT = {"X_Termscheck": "1", "Origin": ""}


@pytest.fixture
def document(visitor: Visitor) -> Any:
    return visitor.get("/api/openapi.json").json()


@pytest.fixture
def ask(visitor: Visitor, document: Any) -> Callable[..., Answer]:
    """Asks, and holds the answer against the document."""

    def ask(method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        answer = visitor.ask(method, path, body, **{**SENT, **headers})
        fitting = [known for known in document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)]
        described = document["paths"][fitting[0]][method.lower()]["responses"]
        assert str(answer.status) in described, f"{method} {path} may not answer {answer.status}"
        content = described[str(answer.status)].get("content")
        if content is None:
            assert answer.body == b""
        elif "application/octet-stream" not in content:
            media = answer.headers.get_content_type()
            schema = {**content[media]["schema"], "components": document["components"]}
            Draft202012Validator(schema).validate(answer.json())
        return answer

    return ask


def send(ask: Callable[..., Answer], words: bytes = b"fine", **fields: str) -> Any:
    body = multipart([("contract.txt", words)], fields)
    answer = ask("POST", "/api/contracts", body, Content_Type=FORM)
    assert answer.status == 202
    return answer.json()


def finished(ask: Callable[..., Answer], href: str) -> Any:
    until(lambda: ask("GET", href).json()["state"] in ("done", "failed"))
    return ask("GET", href).json()


def test_a_contract_is_sent_looked_at_fetched_and_deleted(ask: Callable[..., Answer]) -> None:
    sent = send(ask)
    told = finished(ask, sent["href"])

    assert told["rag"] == "green"
    assert told["files"] == ["contract.txt"]
    assert [party["role"] for party in told["parties"]] == ["us", "them"]
    assert {one["kind"] for one in told["results"]} == {"report", "letter", "issues", "csv", "json"}
    for one in told["results"]:
        fetched = ask("GET", one["href"])
        assert fetched.status == 200
        assert fetched.headers["content-type"] == one["media_type"]
    review = next(one["href"] for one in told["results"] if one["kind"] == "json")
    assert ask("GET", review).json()["schema"] == "termscheck.review/1"

    assert ask("DELETE", told["href"]).status == 204
    assert ask("GET", told["href"]).status == 404
    assert ask("DELETE", told["href"]).status == 404


def test_answers_are_taken_with_the_files_or_after(ask: Callable[..., Answer]) -> None:
    told = finished(ask, send(ask, us="Delivery Partner", kind="grant")["href"])
    assert told["parties"][0]["name"] == "Delivery Partner"

    body = json.dumps({"us": ["Provider"], "regime": "private", "annual_value": "240,000", "reserves": 5}).encode()
    assert ask("PUT", f"{told['href']}/answers", body).status == 202
    assert finished(ask, told["href"])["parties"][0]["name"] == "Provider"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"us": 5}',
        b'{"kind": "nonsense"}',
        b'{"unknown": 1}',
        b'{"order": [1, 1]}',
        b'{"reserves": "a lot"}',
        b"\xff",
    ],
)
def test_answers_that_cannot_be_meant_are_refused(ask: Callable[..., Answer], body: bytes) -> None:
    href = send(ask)["href"]

    assert ask("PUT", f"{href}/answers", body).status == 422


def test_what_cannot_be_read_is_told_with_its_code(ask: Callable[..., Answer]) -> None:
    told = finished(ask, send(ask, b"scan")["href"])

    assert told["state"] == "failed"
    assert told["failure"]["code"] == "E-NOTEXT"
    assert "Ask whoever sent it for the Word file" in told["failure"]["message"]
    assert told["results"] == []


def test_a_page_of_somebody_else_cannot_ask(ask: Callable[..., Answer], visitor: Visitor) -> None:
    body = multipart([("contract.txt", b"fine")], {})

    assert ask("POST", "/api/contracts", body, Content_Type=FORM, X_Termscheck="").status == 403
    assert ask("POST", "/api/contracts", body, Content_Type=FORM, Origin="https://evil.example").status == 403
    assert ask("GET", "/api/contracts/x", Host="evil.example").status == 421
    assert visitor.ask("OPTIONS", "/api/contracts", Origin="https://evil.example").status in (403, 405)


def test_what_is_no_contract_is_refused(ask: Callable[..., Answer]) -> None:
    assert ask("POST", "/api/contracts", b"{}", Content_Type="application/json").status == 415
    assert ask("POST", "/api/contracts", multipart([], {}), Content_Type=FORM).status == 400
    assert ask("POST", "/api/contracts", b"broken", Content_Type=FORM).status == 400
    body = multipart([("contract.txt", b"fine")], {"kind": "nonsense"})
    assert ask("POST", "/api/contracts", body, Content_Type=FORM).status == 422


def test_limits_are_told_as_documented(settings: Settings, document: Any) -> None:
    described = document["paths"]["/api/contracts"]["post"]["responses"]
    with serving(replace(settings, most_bytes=1000, most_visits=1, uploads_at_once=3, uploads_a_second=0.01)) as made:
        visitor = made()
        for words, status in ((b"x" * 90_000, 413), (b"fine", 202), (b"fine", 503), (b"fine", 429)):
            body = multipart([("a.txt", words)], {})
            answer = visitor.ask("POST", "/api/contracts", body, Content_Type=FORM, **SENT)
            assert answer.status == status
            assert str(status) in described


def test_the_document_is_sound_and_names_every_route(document: Any) -> None:
    routes = {(route.path, method) for route in api.ROUTES for method in (route.methods or ()) if method != "HEAD"}
    told = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}

    assert told == routes - {("/api", "GET"), ("/api/openapi.json", "GET")}
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert document["openapi"].startswith("3.1")
    names = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_a_handler_that_strays_from_the_document_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from starlette.requests import Request

    async def stray(request: Request) -> api.Answer:
        return 200, api.ProblemModel(title="", status=0, detail="")

    operation = replace(api.OPERATIONS[1], handler=stray)
    with pytest.raises(TypeError, match="does not answer with ProblemModel"):
        asyncio.run(operation(Request({"type": "http", "method": "GET", "headers": []})))
