"""The attack list of docs/security-of-the-page.md, where it is about the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network

import pytest
from desk_team import SECRET, Team
from small_contract import CONTRACT
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from termscheck.store.desk import Event
from termscheck.web.desk.settings import Proxy

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\"'{{7*7}}"
OF_A_CONTRACT = [
    "/contracts/1",
    "/contracts/1/",
    "/contracts/1/reading",
    "/contracts/1/drafts/1/report",
    "/contracts/1/drafts/1/changes",
    "/contracts/1/drafts/1/files/letter.docx",
    "/contracts/1/drafts/1/files/review.json",
    "/contracts/1/drafts/1/originals/0",
]
FOR_REVIEWERS = ["/decisions", "/decisions/json", "/decisions/examples", "/contracts/1/decisions/csv"]
FOR_ADMINS = ["/admin/users", "/admin/queues", "/admin/keeping", "/admin/history", "/contracts/1/delete"]
DONE_BY_REVIEWERS = {
    "/contracts/1/assign": {"whom": "3"},
    "/contracts/1/state": {"state": "closed"},
    "/contracts/1/queue": {"queue": "1"},
    "/contracts/1/answers": {"us": "0"},
    "/contracts/1/findings/00000000000000000000": {"verdict": "accept", "reason": "x"},
}
DONE_BY_ADMINS = {
    "/contracts/1/delete": {},
    "/admin/users": {"name": "eve", "role": "admin"},
    "/admin/users/1": {"role": "admin", "active": "yes", "full_name": ""},
    "/admin/queues": {"name": "Mine"},
    "/admin/queues/1": {"name": "Mine"},
    "/admin/keeping": {"days": "0"},
}


@pytest.fixture
def team(sqlite_team):
    sqlite_team.as_("ann").hand_in()
    sqlite_team.read_all()
    return sqlite_team


def test_a_submitter_cannot_reach_another_ones_contract(team):
    ben, ann = team.as_("ben"), team.as_("ann")
    for path in OF_A_CONTRACT:
        assert ben.get(path).status_code in (303, 404), path
        if ben.get(path).status_code == 303:
            assert ben.get(path).headers["location"] == "/contracts/1"  # which then is not there
    sent = ben.post("/contracts/1/drafts", data={"token": ben.token()}, files=[("files", ("x.txt", "x"))])
    assert sent.status_code == 404
    assert "/contracts/1" not in ben.get("/?state=&queue=1&words=contract").text
    assert ann.get("/contracts/1").status_code == 200
    assert ben.get("/contracts/999").text == ben.get("/contracts/1").text, "what is not theirs looks like what is not"


def test_the_same_files_give_no_access_to_another_ones_contract(team):
    ben = team.as_("ben")
    assert ben.hand_in().headers["location"] == "/contracts/2"


@pytest.mark.parametrize("name", ["ann", "rita"])
def test_nobody_gets_at_what_is_above_their_role(team, name):
    browser = team.as_(name)
    admins_only = name == "rita"
    for path in FOR_ADMINS + ([] if admins_only else FOR_REVIEWERS):
        assert browser.get(path).status_code == 403, path
    for path, fields in (DONE_BY_ADMINS if admins_only else DONE_BY_ADMINS | DONE_BY_REVIEWERS).items():
        assert browser.act(path, **fields).status_code == 403, path


def test_nothing_is_shown_or_done_without_signing_in(team):
    nobody = team.browser()
    token = nobody.token("/sign-in")
    for path in OF_A_CONTRACT + FOR_REVIEWERS + FOR_ADMINS + ["/", "/new", "/account"]:
        assert nobody.get(path).headers["location"].startswith("/sign-in"), path
    for path, fields in (DONE_BY_ADMINS | DONE_BY_REVIEWERS | {"/new": {}, "/account": {}, "/sign-out": {}}).items():
        assert nobody.post(path, data={"token": token, **fields}).status_code == 401, path
    for path in ("/api/contracts", "/api/contracts/1", "/api/users", "/api/history", "/api/decisions/json"):
        assert nobody.get(path).status_code == 401, path


def test_forms_of_other_pages_do_nothing(team):
    rita = team.as_("rita")
    token = rita.token()
    fields = {"state": "closed"}
    assert rita.post("/contracts/1/state", data=fields).status_code == 403
    assert rita.post("/contracts/1/state", data=fields | {"token": "0" * 64}).status_code == 403
    others = team.as_("ann").token()
    assert rita.post("/contracts/1/state", data=fields | {"token": others}).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        answer = rita.post("/contracts/1/state", data=fields | {"token": token}, headers=headers)
        assert answer.status_code == 403, headers
    # and a cookie is nothing to the API, so that no page can make a browser use it
    assert rita.put("/api/contracts/1/state", json=fields, headers={"X-Termscheck": "1"}).status_code == 401
    assert "closed" not in rita.get("/contracts/1").text.split("</h1>")[0].casefold()


def test_sign_in_needs_its_own_form_too(team):
    browser = team.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", data={"name": "rita", "password": SECRET})
    assert answer.status_code == 403


def test_a_session_is_new_after_signing_in_and_over_after_signing_out(team):
    browser = team.browser()
    browser.get("/sign-in")
    cookie = team.desk.sessions.cookie
    planted = browser.cookies[cookie]
    answer = browser.sign_in("rita")
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told
    mine = browser.cookies[cookie]
    assert mine != planted
    attacker = team.browser(cookies={cookie: planted})
    assert attacker.get("/").status_code == 303
    browser.act("/sign-out")
    assert team.browser(cookies={cookie: mine}).get("/").status_code == 303


def test_sessions_end_by_themselves(sqlite_team, monkeypatch):
    rita = sqlite_team.as_("rita")
    now = __import__("time").monotonic()
    monkeypatch.setattr("termscheck.web.desk.sessions.time.monotonic", lambda: now + 3601)
    assert rita.get("/").status_code == 303


def test_over_https_a_cookie_is_bound_to_the_host(new_place, tmp_path):
    from termscheck.store.store import open_store

    opened = open_store(new_place("sqlite"))
    team = Team(opened, tmp_path, origin="https://desk.example.org", hosts=("desk.example.org",))
    browser = team.browser()
    browser.base_url = "http://desk.example.org"  # the proxy speaks http to the desk
    told = browser.get("/sign-in").headers["set-cookie"]
    assert told.startswith("__Host-termscheck-desk=")
    assert "Secure" in told
    assert "Path=/;" in told
    assert team.browser().get("/sign-in").status_code == 421, "and it answers to no other name"
    team.desk.bench._lock.close()
    opened.close()


def test_passwords_cannot_be_tried_without_end(team):
    browser = team.browser()
    statuses = [browser.sign_in("rita", f"guess number {number}").status_code for number in range(12)]
    assert statuses[:10] == [401] * 10
    assert statuses[10:] == [429] * 2
    assert browser.sign_in("rita").status_code == 429, "not even with the right one, for a while"
    assert team.as_("bea").get("/admin/history").text.count("could not sign in") == 10


def test_an_unknown_name_is_answered_as_a_wrong_password(team):
    def shown(name: str) -> str:
        return re.sub(r'value="[\w-]*"', "", team.browser().sign_in(name, "wrong password here").text)

    assert shown("rita") == shown("nobody-at-all")


def test_the_header_of_the_proxy_is_believed_from_the_proxy_alone(new_place, tmp_path):
    from termscheck.store.store import open_store

    opened = open_store(new_place("sqlite"))
    team = Team(opened, tmp_path, proxy=Proxy((ip_network("10.0.0.5"),), "X-Remote-User"))
    named = {"X-Remote-User": "bea"}
    proxy = {"client": ("10.0.0.5", 4000)}
    assert team.browser(**proxy, headers=named).get("/admin/users").status_code == 200
    assert team.browser(headers=named).get("/admin/users").status_code == 403, "from elsewhere it is nothing"
    assert team.browser(client=("10.0.0.50", 1), headers=named).get("/").status_code == 403
    assert team.browser(**proxy).get("/").status_code == 403
    assert team.browser(**proxy, headers={"X-Remote-User": "stranger"}).get("/").status_code == 403
    two = [("X-Remote-User", "ann"), ("x-remote-user", "bea")]
    assert team.browser(**proxy).get("/", headers=two).status_code == 403, "two names are none"
    forwarded = named | {"X-Forwarded-For": "10.0.0.5"}
    assert team.browser(client=("203.0.113.9", 1), headers=forwarded).get("/").status_code == 403
    # with a proxy nobody signs in by themselves
    browser = team.browser()
    assert browser.post("/sign-in", data={"name": "bea", "password": SECRET}).status_code == 404
    ann = team.browser(**proxy, headers={"X-Remote-User": "ann"})
    assert ann.post("/new", data={"queue": "1"}, files=[("files", ("a.txt", CONTRACT))]).status_code == 403, "no token"
    assert ann.hand_in().status_code == 303
    team.desk.bench._lock.close()
    opened.close()


def test_without_a_proxy_the_header_is_nothing(team):
    assert team.browser(headers={"X-Remote-User": "bea"}).get("/").status_code == 303


def test_markup_in_names_notes_and_contracts_is_only_shown(team):
    bea, rita = team.as_("bea"), team.as_("rita")
    bea.act("/admin/users/3", full_name=EVIL[:100], role="reviewer", active="yes")
    ann = team.as_("ann")
    hostile = CONTRACT.replace("THE OWL HOUSE TRUST", "THE <script>alert(1)</script> TRUST")
    answer = ann.hand_in((EVIL + ".txt", hostile), title=EVIL)
    team.read_all()
    case = answer.headers["location"]
    mark = re.search(r'id="f-([0-9a-f]{20})"', rita.get(case).text)[1]
    rita.act(f"{case}/findings/{mark}", verdict="accept", reason=EVIL, note=EVIL)
    for path in (
        case,
        "/",
        "/decisions",
        "/admin/history",
        "/admin/users",
        f"{case}/delete",
        f"{case}/drafts/1/report",
    ):
        page = bea.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        assert "\u202e" not in page.text, path
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_a_path_leads_nowhere_else(team):
    ann = team.as_("ann")
    for name in ("../../../etc/passwd", "..%2f..%2ftold.json", "told.json", "page.html", "cards.json", "part-1", "%00"):
        assert ann.get(f"/contracts/1/drafts/1/files/{name}").status_code == 404, name
    for path in ("/contracts/-1", "/contracts/1e9", "/contracts/99999999999999999999", "/static/../app.py"):
        assert ann.get(path).status_code in (404, 400), path


def test_the_history_cannot_be_altered(team):
    for change in (update(Event).values(kind="x"), delete(Event), text("DELETE FROM events")):
        with pytest.raises(DBAPIError, match="only ever added"), team.store.writing() as session:
            session.execute(change)
    routes = [route for route in team.app.routes if "history" in route.path]
    assert routes
    assert all(route.methods <= {"GET", "HEAD"} for route in routes)


def test_every_access_is_in_the_history_and_no_words_of_the_contract(team):
    rita, bea = team.as_("rita"), team.as_("bea")
    for path in ("/contracts/1", "/contracts/1/drafts/1/report", "/contracts/1/drafts/1/originals/0"):
        rita.get(path)
    page = bea.get("/admin/history").text
    for said in ("looked at the contract", "read the report of draft 1", "took away an original file of draft 1"):
        assert said in page
    with team.store.reading() as session:
        kept = " ".join(str(row) for row in session.execute(text("SELECT kind, data FROM events")))
    assert "OWL" not in kept
    assert "contract.txt" not in kept


def test_too_much_is_refused(team):
    ann = team.as_("ann")
    many = [("files", (f"{number}.txt", "x")) for number in range(30)]
    assert ann.post("/new", data={"token": ann.token(), "queue": "1"}, files=many).status_code in (400, 413)
    rita = team.as_("rita")
    assert rita.act("/contracts/1/state", state="x" * 100_000).status_code == 413
    mark = re.search(r'id="f-([0-9a-f]{20})"', rita.get("/contracts/1").text)[1]
    long = rita.act(f"/contracts/1/findings/{mark}", verdict="accept", reason="x" * 501)
    assert long.status_code == 400


def test_a_password_that_is_changed_from_outside_ends_sessions(team):
    from termscheck.web.desk import people

    rita = team.as_("rita")
    with team.store.writing() as session:
        user = people.find(session, "rita")
        people.set_password(session, team.clock() + timedelta(0), None, user, "another hash")
    assert rita.get("/").status_code == 303
