"""The desk as its people meet it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import yaml
from desk_team import SECOND, SECRET
from openpyxl import load_workbook
from small_contract import CONTRACT
from sqlalchemy import select

from termscheck.cli import main
from termscheck.store.desk import Case, Decision, Event, File, Job, Made
from termscheck.store.reviews import Document, Review
from termscheck.store.upkeep import forget
from termscheck.web.desk import cases


def findings(page: str) -> list[str]:
    return re.findall(r'id="f-([0-9a-f]{20})"', page)


def test_a_contract_from_its_upload_to_a_decision_and_on_to_the_next(team):
    ann, rita = team.as_("ann"), team.as_("rita")
    answer = ann.hand_in(("Oak & Elm.txt", CONTRACT), value="£120,000", due="2026-12-24")
    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts/1")
    assert "It waits for its turn" in ann.get("/contracts/1").text
    team.read_all()
    page = ann.get("/contracts/1").text
    assert "Serious unfair terms found" in page
    assert "£120,000" in page
    assert "Decide" not in page
    assert "Ninety" not in page
    line = rita.get("/").text
    assert "Oak &amp; Elm.txt" in line
    assert ">Red<" in line

    page = rita.get("/contracts/1").text
    first, second = findings(page)[:2]
    assert rita.act("/contracts/1/assign", whom="3").status_code == 303
    kept = rita.act(f"/contracts/1/findings/{first}", verdict="not-a-problem", reason="The funder pays in advance.")
    assert kept.headers["location"] == f"/contracts/1#f-{first}"
    rita.act(f"/contracts/1/findings/{second}", verdict="negotiate", reason="", note="Ask for 30 days.\nThen 45.")
    page = ann.get("/contracts/1").text
    assert "The funder pays in advance." in page
    assert "Ask for 30 days." in page
    assert "decided “not a problem” on" in page

    # the same words in another contract
    team.clock.at += timedelta(hours=1)
    ben = team.as_("ben")
    ben.hand_in(("other.txt", CONTRACT.replace("OWL HOUSE", "FERN HOUSE")))
    team.read_all()
    page = rita.get("/contracts/2").text
    proposal = page[page.index(f'id="f-{first}"') :]
    assert "Proposed" in proposal[:6000]
    assert "The funder pays in advance." in proposal[:6000]
    assert 'id="not-a-problem-1" value="not-a-problem" checked' in page or "checked" in proposal[:6000]
    assert "Proposed" not in ben.get("/contracts/2").text, "what was decided elsewhere is not for submitters"


def test_a_second_draft_is_compared_and_keeps_what_was_decided(team):
    ann, rita = team.as_("ann"), team.as_("rita")
    ann.hand_in()
    team.read_all()
    marks = findings(rita.get("/contracts/1").text)
    for mark in marks:
        rita.act(f"/contracts/1/findings/{mark}", verdict="reject", reason="No.")
    rita.act("/contracts/1/state", state="closed")
    assert "no contract" in rita.get("/").text or "none of that kind" in rita.get("/").text
    same = ann.post("/contracts/1/drafts", data={"token": ann.token()}, files=[("files", ("a.txt", CONTRACT))])
    assert same.status_code == 400
    assert "files of the last draft" in same.text
    sent = ann.post("/contracts/1/drafts", data={"token": ann.token()}, files=[("files", ("b.txt", SECOND))])
    assert sent.status_code == 303
    team.read_all()
    page = rita.get("/contracts/1").text
    assert "Draft 2" in page
    assert "On the draft before" in page, "a finding that was reworded shows what was decided on it"
    assert page.count("<bdi>Rita</bdi>, ") >= len(marks) - 1
    changes = ann.get("/contracts/1/drafts/2/changes")
    assert changes.status_code == 200
    assert "one hundred and twenty" in changes.text
    assert "style-src 'sha256-" in changes.headers["content-security-policy"]
    assert ann.get("/contracts/1/drafts/1/changes").status_code == 404
    assert ann.get("/contracts/1/drafts/1/report").status_code == 200


def test_what_can_be_taken_away(team):
    ann, rita = team.as_("ann"), team.as_("rita")
    ann.hand_in(("=cmd|' /C calc'!A0 – Œ.txt", CONTRACT), title="=1+1")
    team.read_all()
    page = ann.get("/contracts/1").text
    links = re.findall(r'href="(/contracts/1/drafts/1/files/[^"]+)"', page)
    assert len(links) == 2, "letter and list; a text is not marked up"
    for link in links:
        answer = ann.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
    original = ann.get("/contracts/1/drafts/1/originals/0")
    assert (original.text, original.headers["content-type"]) == (CONTRACT, "application/octet-stream")
    assert json.loads(ann.get("/contracts/1/drafts/1/files/review.json").content)["schema"] == "termscheck.review/1"

    marks = findings(rita.get("/contracts/1").text)
    rita.act(f"/contracts/1/findings/{marks[0]}", verdict="not-a-problem", reason="=HYPERLINK(1) is fair here")
    rita.act(f"/contracts/1/findings/{marks[0]}", verdict="accept", reason="Agreed after all.")
    rita.act(f"/contracts/1/findings/{marks[1]}", verdict="not-a-problem", reason="=HYPERLINK(1) is fair here")
    rows = list(csv.DictReader(io.StringIO(rita.get("/decisions/csv").content.decode("utf-8-sig"))))
    assert [row["decision"] for row in rows] == ["accept", "not a problem"], "the last decision holds"
    assert rows[1]["reason"] == "'=HYPERLINK(1) is fair here"
    assert rows[0]["title"] == "'=1+1"
    sheet = load_workbook(io.BytesIO(rita.get("/contracts/1/decisions/xlsx").content)).active
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    told = json.loads(rita.get("/decisions/json").content)
    assert [one["fingerprint"] for one in told["decisions"]] == marks[:2]
    assert "exported decisions (csv)" in team.as_("bea").get("/admin/history").text


def test_not_a_problem_becomes_a_folder_of_rules_that_loads(team, tmp_path, capsys):
    ann, rita = team.as_("ann"), team.as_("rita")
    ann.hand_in()
    team.read_all()
    page = rita.get("/contracts/1").text
    mark = re.search(r'id="f-(\w+)"(?:(?!id="f-).)*?PAY-001', page, re.DOTALL)[1]
    rita.act(f"/contracts/1/findings/{mark}", verdict="not-a-problem", reason="Our funder: pays # in advance")
    packed = zipfile.ZipFile(io.BytesIO(rita.get("/decisions/examples").content))
    assert packed.namelist() == ["not-a-problem/PAY-001-not-a-problem.yaml"]
    packed.extractall(tmp_path)
    told = yaml.safe_load(packed.read(packed.namelist()[0]))
    (example,) = told["examples"]["passes"]
    assert "ninety (90) days" in example["text"]
    assert example["because"] == "Our funder: pays # in advance"
    code = main(["rules", "test", "--rules", str(tmp_path / "not-a-problem"), "PAY-001"])
    out = capsys.readouterr()
    assert code == 2, out.err
    assert "ninety (90) days" in out.out + out.err, "the rule speaks on it still: that is what the example is for"


def test_the_list_is_sorted_and_filtered(team):
    ann, rita = team.as_("ann"), team.as_("rita")
    for title, value, text in (
        ("Small", "1,000", CONTRACT),
        ("Large", "£ 2 000 000", CONTRACT + "\n"),
        ("Broken", "", ""),
    ):
        ann.hand_in((f"{title}.txt", text), title=title, value=value)
        team.clock.at += timedelta(days=1)
    team.read_all()

    def titles(query: str) -> list[str]:
        return re.findall(r'<th scope="row"><a [^>]+><bdi>(\w+)', rita.get(f"/?{query}").text)

    assert titles("") == ["Small", "Large", "Broken"]
    assert titles("sort=value") == ["Large", "Small", "Broken"]
    assert titles("sort=newest") == ["Broken", "Large", "Small"]
    assert titles("rag=red&words=lar") == ["Large"]
    assert titles("rag=none") == ["Broken"]
    assert titles("assignee=3") == []
    assert titles("assignee=nobody&state=&queue=1&sort=nonsense&page=1") == ["Small", "Large", "Broken"]
    assert titles("page=9&queue=%27%3B--&assignee=x&state=z") == []
    assert "not read" in rita.get("/").text
    assert "could not be" in rita.get("/contracts/3").text or "Nothing was found out" in rita.get("/contracts/3").text


def test_a_queue_has_its_own_profile_and_rules(team):
    bea, ann = team.as_("bea"), team.as_("ann")
    three = "/tmp/none-there"
    refused = bea.act("/admin/queues", name="Health", profile="triage", rules=three)
    assert refused.status_code == 400
    assert "none-there" in refused.text
    assert bea.act("/admin/queues", name="Health", profile="nonsense").status_code == 400
    assert bea.act("/admin/queues", name="Health", profile="triage").status_code == 303
    assert bea.act("/admin/queues", name="health").status_code == 400
    ann.hand_in(queue="2")
    team.read_all()
    review = json.loads(ann.get("/contracts/1/drafts/1/files/review.json").content)
    assert review["profile"]["name"] == "triage"
    rita = team.as_("rita")
    assert rita.act("/contracts/1/queue", queue="1").status_code == 303
    team.read_all()
    review = json.loads(ann.get("/contracts/1/drafts/1/files/review.json").content)
    assert review["profile"]["name"] == "self-check"
    bea.act("/admin/queues/1", name="Old", profile="")
    assert ann.hand_in(("x.txt", "x"), queue="1").status_code == 400


def test_who_is_who_can_be_put_right(team):
    ann, rita = team.as_("ann"), team.as_("rita")
    ann.hand_in()
    team.read_all()
    assert rita.act("/contracts/1/answers", us="99").status_code == 400
    assert rita.act("/contracts/1/answers", us="other", label="Contractor").status_code == 303
    team.read_all()
    review = json.loads(ann.get("/contracts/1/drafts/1/files/review.json").content)
    assert [one["labels"] for one in review["parties"] if one["role"] == "us"] == [["Contractor"]]


def test_the_same_files_sent_twice_at_once_are_one_contract(team):
    ann = team.as_("ann")
    places = {ann.hand_in().headers["location"] for _ in range(3)}
    assert places == {"/contracts/1"}
    team.clock.at += timedelta(hours=1)
    assert ann.hand_in().headers["location"] == "/contracts/2"


def test_what_is_wrong_with_an_upload_is_told_and_nothing_is_kept(team):
    ann = team.as_("ann")
    assert "No file was chosen" in ann.post("/new", data={"token": ann.token(), "queue": "1"}).text
    wrong = ann.hand_in(value="a lot", title="Kept <title>")
    assert wrong.status_code == 400
    assert "sum in pounds" in wrong.text
    assert 'value="Kept &lt;title&gt;"' in wrong.text
    assert ann.hand_in(queue="7").status_code == 400
    with team.store.reading() as session:
        assert list(session.scalars(select(Case))) == []
        assert list(session.scalars(select(File))) == []


@pytest.mark.parametrize(
    ("text", "sum_"), [("", None), ("£120,000", 120000), ("1 200.50", 1200.5), (" 7 ", 7), ("120000", 120000)]
)
def test_sums_as_people_write_them(text, sum_):
    assert cases.money(text) == sum_


def test_deleting_a_contract_leaves_its_history_and_nothing_else(team):
    ann, bea, rita = team.as_("ann"), team.as_("bea"), team.as_("rita")
    ann.hand_in()
    team.read_all()
    rita.act(f"/contracts/1/findings/{findings(rita.get('/contracts/1').text)[0]}", verdict="reject")
    assert rita.act("/contracts/1/delete").status_code == 403
    assert "cannot be brought back" in bea.get("/contracts/1/delete").text
    assert bea.act("/contracts/1/delete").status_code == 303
    assert bea.get("/contracts/1").status_code == 404
    with team.store.reading() as session:
        for table in (Case, File, Review, Document, Decision, Job):
            assert list(session.scalars(select(table))) == [], table
        kinds = [one.kind for one in session.scalars(select(Event).where(Event.case_id == 1))]
    assert {"submitted", "checked", "viewed", "decided", "deleted"} <= set(kinds)


def test_what_the_store_is_told_to_forget_is_gone_from_the_desk(team):
    ann = team.as_("ann")
    ann.hand_in(("secret.txt", CONTRACT))
    team.read_all()
    forget(team.store, hashlib.sha256(CONTRACT.encode()).hexdigest())
    with team.store.reading() as session:
        for table in (File, Review, Document, Made):
            assert list(session.scalars(select(table))) == [], table
    assert ann.get("/contracts/1").status_code == 200
    assert ann.get("/contracts/1/drafts/1/report").status_code == 404


def test_closed_contracts_go_after_their_time(team):
    ann, bea, rita = team.as_("ann"), team.as_("bea"), team.as_("rita")
    ann.hand_in()
    ann.hand_in(("two.txt", CONTRACT + "\n"))
    team.read_all()
    rita.act("/contracts/1/state", state="closed")
    team.clock.at += timedelta(days=40)
    bea = team.as_("bea")
    assert "would delete 1 contract" in bea.get("/admin/keeping?days=30").text
    assert "would delete 0 contracts" in bea.get("/admin/keeping?days=50").text
    assert bea.act("/admin/keeping", days="30").status_code == 303
    assert (bea.get("/contracts/1").status_code, bea.get("/contracts/2").status_code) == (404, 200)
    assert bea.act("/admin/keeping", days="-1").status_code == 400


def test_users_are_looked_after(team):
    bea = team.as_("bea")
    page = bea.act("/admin/users", name="Zoë", role="reviewer").text
    assert "letters, digits" in page
    page = bea.act("/admin/users", name="Zoe.O@example.org", full_name="Zoë <O>", role="reviewer").text
    secret = re.search(r'class="secret">([^<]+)<', page)[1]
    zoe = team.browser()
    assert zoe.sign_in("zoe.o@EXAMPLE.org", secret).status_code == 303
    assert "Zoë &lt;O&gt;" in zoe.get("/").text
    assert zoe.post("/account", data={"token": zoe.token(), "password": "wrong", "new": "x" * 20}).status_code == 400
    short = zoe.post("/account", data={"token": zoe.token(), "password": secret, "new": "short"})
    assert "at least 12" in short.text
    other = team.browser()
    other.sign_in("zoe.o@example.org", secret)
    changed = zoe.post("/account", data={"token": zoe.token(), "password": secret, "new": "seven grey owls at noon"})
    assert changed.status_code == 303
    assert zoe.get("/").status_code == 200, "who changes it stays"
    assert other.get("/").status_code == 303, "and nobody else does"
    assert bea.act("/admin/users/5", full_name="Zoë", role="reviewer").status_code == 303
    assert zoe.get("/").headers["location"] == "/sign-in", "who may not sign in is out at once"
    last = bea.act("/admin/users/4", full_name="Bea", role="reviewer", active="yes")
    assert "the only admin left" in last.text


def test_after_signing_in_one_is_where_one_wanted_to_be(team):
    browser = team.browser()
    asked = browser.get("/contracts/7?x=1")
    assert asked.headers["location"] == "/sign-in?to=%2Fcontracts%2F7%3Fx%3D1"
    assert browser.sign_in("rita", to="/contracts/7?x=1").headers["location"] == "/contracts/7?x=1"
    for foreign in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert team.browser().sign_in("rita", to=foreign).headers["location"] == "/"
    rita = team.as_("rita")
    assert rita.act("/sign-out").headers["location"] == "/sign-in"
    assert rita.get("/").status_code == 303


def test_the_first_admin_is_made_with_a_command(new_place, capsys, monkeypatch):
    place = new_place("sqlite")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    assert main(["desk", "user", "add", "Bea", "--role", "admin", "--store", place]) == 0
    assert "Added bea as admin" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["desk", "user", "add", "bob", "--store", place]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("another horse, another battery\n"))
    assert main(["desk", "user", "password", "bea", "--store", place]) == 0
    assert main(["desk", "user", "list", "--store", place]) == 0
    assert capsys.readouterr().out.split()[:2] == ["bea", "admin"]
