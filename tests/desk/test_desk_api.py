"""The desk for programs, also as docs/desk.md asks it."""

from __future__ import annotations

import jsonschema
import pytest
from desk_team import SECOND, SECRET
from small_contract import CONTRACT

OURS = {"X-Termscheck": "1"}


@pytest.fixture
def program(sqlite_team):
    def signed_in(name):
        browser = sqlite_team.browser()
        answer = browser.post("/api/sign-in", json={"name": name, "password": SECRET}, headers=OURS)
        assert answer.status_code == 200, answer.text
        browser.headers.update(OURS | {"Authorization": f"Bearer {answer.json()['token']}"})
        browser.cookies.clear()
        return browser

    return signed_in


@pytest.fixture
def described(sqlite_team):
    return sqlite_team.browser().get("/api/openapi.json").json()


def hand_in(program, text=CONTRACT, **fields):
    return program.post("/api/contracts", data={"queue": "1", **fields}, files=[("files", ("a.txt", text))])


def test_a_contract_through_the_api(sqlite_team, program, described):
    ann, rita, bea = program("ann"), program("rita"), program("bea")

    def checked(answer, method, path, status):
        assert answer.status_code == status, answer.text
        told = described["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), told | {"components": described["components"]})
        return answer.json()

    sent = checked(hand_in(ann, value="1,000", title="A"), "post", "/api/contracts", 202)
    assert sent["drafts"][0]["state"] == "waiting"
    sqlite_team.read_all()
    one = "/api/contracts/{case}"
    seen = checked(rita.get(sent["href"]), "get", one, 200)
    assert (seen["drafts"][0]["rag"], seen["value"]) == ("red", "1000.00")
    mark = seen["findings"][0]["fingerprint"]
    said = {"verdict": "accept", "reason": "It is fair."}
    path = f"{one}/findings/{{fingerprint}}/decisions"
    decided = rita.post(f"{sent['href']}/findings/{mark}/decisions", json=said)
    assert checked(decided, "post", path, 201)["findings"][0]["decisions"][0]["by"] == "Rita"
    checked(rita.put(f"{sent['href']}/assignee", json={"user": 3}), "put", f"{one}/assignee", 200)
    checked(rita.put(f"{sent['href']}/state", json={"state": "waiting"}), "put", f"{one}/state", 200)
    assert rita.put(f"{sent['href']}/state", json={"state": "nonsense"}).status_code == 422
    listed = checked(rita.get("/api/contracts?assignee=3&state=waiting"), "get", "/api/contracts", 200)
    assert (listed["total"], listed["contracts"][0]["decided"]) == (1, 1)
    again = ann.post(f"{sent['href']}/drafts", files=[("files", ("b.txt", SECOND))])
    assert len(checked(again, "post", f"{one}/drafts", 202)["drafts"]) == 2
    sqlite_team.read_all()
    assert {finding["change"] for finding in ann.get(sent["href"]).json()["findings"]} > {"unchanged"}
    for result in ann.get(sent["href"]).json()["drafts"][0]["results"]:
        assert ann.get(result["href"]).status_code == 200
    assert ann.get(f"{sent['href']}/drafts/1/originals/0").text == CONTRACT
    assert "It is fair." in rita.get("/api/decisions/json").text
    checked(rita.get(f"{sent['href']}/history"), "get", f"{one}/history", 200)
    checked(bea.get("/api/history"), "get", "/api/history", 200)
    new = {"name": "zoe", "role": "reviewer", "password": "many long words here"}
    user = checked(bea.post("/api/users", json=new), "post", "/api/users", 201)
    changed = {"full_name": "Zoe", "role": "submitter", "active": False}
    checked(bea.put(f"/api/users/{user['id']}", json=changed), "put", "/api/users/{user}", 200)
    checked(bea.get("/api/users"), "get", "/api/users", 200)
    queue = checked(bea.post("/api/queues", json={"name": "B", "profile": "triage"}), "post", "/api/queues", 201)
    moved = rita.put(f"{sent['href']}/queue", json={"queue": queue["id"]})
    assert checked(moved, "put", f"{one}/queue", 202)["queue"] == "B"
    assert bea.delete(sent["href"]).status_code == 204
    assert ann.get(sent["href"]).status_code == 404
    assert ann.delete("/api/sign-in").status_code == 204
    assert ann.get("/api/contracts").status_code == 401


def test_the_api_knows_the_same_roles(sqlite_team, program):
    ann, ben, rita = program("ann"), program("ben"), program("rita")
    href = hand_in(ann).json()["href"]
    assert ben.get(href).status_code == 404
    assert ben.get(f"{href}/history").status_code == 404
    assert ben.get(f"{href}/drafts/1/originals/0").status_code == 404
    assert ben.get("/api/contracts").json() == {"total": 0, "contracts": []}
    assert ann.put(f"{href}/state", json={"state": "closed"}).status_code == 403
    assert ann.get("/api/decisions/csv").status_code == 403
    for method, path in (("GET", "/api/users"), ("GET", "/api/history"), ("DELETE", href), ("POST", "/api/queues")):
        assert rita.request(method, path).status_code == 403, path
    assert ann.get("/api/queues").json()["queues"][0]["rules"] == []


def test_what_the_api_refuses_is_a_problem_in_json(sqlite_team, program):
    ann = program("ann")
    for answer, status in (
        (hand_in(ann, queue="9"), 422),
        (hand_in(ann, value="much"), 422),
        (ann.post("/api/contracts", json={}), 415),
        (ann.get("/api/contracts/77"), 404),
        (ann.get("/api/nothing"), 404),
        (sqlite_team.browser().get("/api/contracts", headers={"Authorization": "Bearer x"}), 401),
        (sqlite_team.browser().post("/api/sign-in", json={"name": "ann", "password": SECRET}), 403),
        (sqlite_team.browser().post("/api/sign-in", json={"name": "ann", "password": "no"}, headers=OURS), 401),
        (sqlite_team.browser().post("/api/sign-in", content=b"{", headers=OURS), 422),
    ):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert "Traceback" not in answer.text
