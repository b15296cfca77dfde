"""What the page is defended against. docs/security-of-the-page.md names each of these."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from page_visits import BOUNDARY, Visitor, multipart, serving

from termscheck.batch.work import Bounds
from termscheck.cli import main
from termscheck.web import looks
from termscheck.web.settings import Settings
from termscheck.web.uploads import called
from termscheck.web.visits import LEFT_BEHIND, PREFIX, delete_left_behind
from tests.waiting import until

FINE = ("contract.txt", b"fine")
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def kept(folder: Path) -> list[str]:
    """All files of visitors that lie in a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.parent.parent.parent == folder)


# --- who may ask ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "[::1", "user@127.0.0.1"]
)
def test_a_foreign_name_that_leads_here_is_refused(visitor: Visitor, host: str) -> None:
    answer = visitor.get("/", Host=host)

    assert answer.status in (400, 421)
    assert "set-cookie" not in answer.headers or answer.status == 421
    assert 'name="token"' not in answer.text


def test_every_name_of_this_computer_is_let_in(visitor: Visitor) -> None:
    for host in ("127.0.0.1", "localhost:9999", "[::1]:8000", "LOCALHOST"):
        assert visitor.get("/", Host=host).status == 200


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"},
        {"Origin": "", "Sec_Fetch_Site": "cross-site"}, {"Origin": "", "Sec_Fetch_Site": "same-site"},
    ],
)  # fmt: skip
def test_a_form_of_another_page_is_refused(visitor: Visitor, tmp_path: Path, said: dict[str, str]) -> None:
    assert visitor.send(FINE, **said).status == 403
    assert kept(tmp_path) == []


def test_a_form_without_the_token_of_its_session_is_refused(visitors: Callable[[], Visitor], tmp_path: Path) -> None:
    one, other = visitors(), visitors()
    visit = one.visit(FINE)
    one.wait(visit)
    before = kept(tmp_path)

    for token in ("", "guess", other.token(), "ü"):
        assert one.send(FINE, token=token).status == 403
        assert one.post(f"{visit}/delete", token=token).status == 403
        assert one.post(f"{visit}/questions", token=token, us="0").status == 403
    without = visitors()
    assert without.send(FINE, token=other.token(), Cookie="").status == 403
    assert kept(tmp_path) == before


def test_nobody_sees_the_contract_of_somebody_else(visitors: Callable[[], Visitor]) -> None:
    one, other = visitors(), visitors()
    visit = one.visit(FINE)
    one.wait(visit)
    one.post(f"{visit}/questions", us="0")

    for path in ("", "/questions", "/report", "/files/report.html", "/delete"):
        assert other.get(visit + path).status == 404
        assert other.get(visit + path, Cookie=other.cookie + "x").status == 404
    assert other.post(f"{visit}/delete").status == 404
    assert other.get(f"/api/contracts/{visit.rpartition('/')[2]}").status == 404
    assert one.get(f"{visit}/report").status == 200


def test_the_cookie_is_of_no_use_to_scripts_and_other_pages(visitor: Visitor) -> None:
    cookie = visitor.get("/").headers["set-cookie"]

    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert len(cookie.partition(";")[0]) > 40
    assert visitor.get("/").headers["set-cookie"] is None


def test_visits_cannot_be_guessed(visitor: Visitor) -> None:
    one, two = visitor.visit(FINE), visitor.visit(FINE)

    assert one != two
    assert min(len(one), len(two)) >= len("/visits/") + 43


# --- what is sent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\x.docx", "..",
        "a\x00b.txt", "\u202ecod.exe", "x" * 4000,
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_no_path(visitor: Visitor, tmp_path: Path, name: str) -> None:
    visitor.wait(visitor.visit((name, b"fine")))

    assert "part-0" in kept(tmp_path)
    assert {path.name[: len(PREFIX)] for path in tmp_path.iterdir()} == {PREFIX}


def test_names_are_told_without_folders_and_control_characters() -> None:
    given = ["../../a.docx", "b\r\nSet-Cookie: x.pdf", "a.docx", "", "..", "naïve “terms”.pdf", "x" * 999 + ".docx"]

    assert called(given)[:6] == [
        "a.docx", "bSet-Cookie_ x.pdf", "3 a.docx", "file 4", "file 5", "naïve “terms”.pdf",
    ]  # fmt: skip
    assert len(called(given)[6]) < 150


def test_what_is_too_large_is_refused_while_it_comes(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, most_bytes=100_000)) as visitors:
        visitor = visitors()
        answer = visitor.send(("big.txt", b"x" * 400_000))
        assert answer.status == 413
        assert "larger than" in answer.text
        assert kept(tmp_path) == []

        too_many = visitor.send(("huge.txt", b"x" * 40_000_000)) if sys.platform == "linux" else answer
        assert too_many.status == 413


def test_a_small_form_may_not_bring_much(visitor: Visitor) -> None:
    visit = visitor.visit(FINE)
    body = b"token=" + b"x" * 200_000

    answer = visitor.ask("POST", f"{visit}/delete", body, Content_Type="application/x-www-form-urlencoded")

    assert answer.status == 413


def test_too_many_files_are_refused(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, most_files=3)) as visitors:
        answer = visitors().send(*[(f"{number}.txt", b"fine") for number in range(4)])

        assert answer.status == 400
        assert "3 files" in answer.text
        assert kept(tmp_path) == []


@pytest.mark.parametrize("body", [b"", b"no boundary at all", f"--{BOUNDARY}\r\n\r\n".encode(), b"\xff" * 5000])
def test_a_broken_form_is_refused_with_a_sentence(visitor: Visitor, body: bytes) -> None:
    visitor.get("/")
    answer = visitor.ask("POST", "/", body, Content_Type=FORM)

    assert answer.status in (400, 403)
    assert "Traceback" not in answer.text


def test_who_sends_too_slowly_is_not_waited_for(settings: Settings) -> None:
    with serving(replace(settings, patience=0.3)) as visitors:
        visitor = visitors()
        visitor.get("/")
        body = multipart([FINE], {})
        with socket.create_connection(("127.0.0.1", visitor.port)) as slow:
            head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
            slow.sendall(head.encode() + body[:20])
            slow.settimeout(30)
            assert b" 408 " in slow.recv(4096)


def test_who_asks_too_often_is_told_to_wait(settings: Settings) -> None:
    with serving(replace(settings, requests_at_once=5, requests_a_second=0.001)) as visitors:
        answers = [visitors().get("/") for _ in range(6)]
        assert [answer.status for answer in answers] == [200] * 5 + [429]
        assert answers[-1].headers["retry-after"]

    with serving(replace(settings, uploads_at_once=2, uploads_a_second=0.001)) as visitors:
        visitor = visitors()
        assert [visitor.send(FINE).status for _ in range(3)] == [303, 303, 429]


def test_there_is_an_end_to_what_is_kept(settings: Settings) -> None:
    with serving(replace(settings, most_visits=1)) as visitors:
        visitor = visitors()
        visitor.visit(FINE)
        answer = visitor.send(FINE)
        assert answer.status == 503
        assert "Wait a few minutes" in answer.text


# --- what is answered -----------------------------------------------------------------------------------


def test_every_answer_has_its_headers(visitor: Visitor) -> None:
    visit = visitor.visit(FINE)
    visitor.wait(visit)
    visitor.post(f"{visit}/questions", us="0")
    paths = (
        "/", visit, f"{visit}/questions", f"{visit}/report", f"{visit}/files/report.html", f"{visit}/delete",
        "/deleted", "/nowhere", "/static/page.js", "/static/nothing", "/api", "/api/contracts/x",
    )  # fmt: skip
    for path in paths:
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert "http" not in policy, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        assert headers["cache-control"] == ("no-cache" if path == "/static/page.js" else "no-store"), path
        assert "server" not in headers, path
        assert "access-control-allow-origin" not in headers, path
    assert visitor.get("/", Host="evil.example").headers["x-frame-options"] == "DENY"


def test_what_is_taken_away_is_saved_and_not_shown(visitor: Visitor) -> None:
    visit = visitor.visit(('a";\r\nx: y.txt', b"fine"))
    visitor.wait(visit)

    for name in ("report.html", "letter.docx", "issues.xlsx", "issues.csv", "review.json"):
        answer = visitor.get(f"{visit}/files/{name}")
        assert answer.status == 200, name
        assert answer.headers["content-disposition"].startswith("attachment;"), name
        assert "x" not in answer.headers, name


@pytest.mark.parametrize(
    "name", ["parts.json", "told.json", "page.html", "../part-0", "..%2fpart-0", "%2e%2e/part-0", ""]
)
def test_only_what_is_offered_can_be_taken_away(visitor: Visitor, name: str) -> None:
    visit = visitor.visit(FINE)
    visitor.wait(visit)

    assert visitor.get(f"{visit}/files/{name}").status == 404
    assert visitor.get(f"/static/{name}").status == 404


def test_words_of_a_contract_stay_words(visitor: Visitor) -> None:
    visit = visitor.visit(("<img src=x onerror=alert(1)>.txt", b"hostile"))
    page = visitor.wait(visit)
    questions = visitor.get(page.location)

    for told in (questions, visitor.get(f"{visit}/delete"), visitor.get(f"{visit}/report")):
        assert "<script>document" not in told.text
        assert "<img src=x" not in told.text
    assert "[U+202E]" in questions.text


def test_a_fault_of_ours_is_not_told_in_detail(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> bytes:
        raise RuntimeError("secret words")

    monkeypatch.setattr(looks, "static", broken)
    answer = visitor.get("/static/page.js")

    assert answer.status == 500
    assert "fault of termscheck" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_others_are_not_let_in_without_sign_in(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host]) == 2
    assert "sign-in" in capsys.readouterr().err


# --- what a contract does to its worker -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"die", "was interrupted"), (b"fault", "fault of termscheck"), (b"scan", "The file is a scan"),
        (b"\xff\xfe", "fault of termscheck"),
    ],
)  # fmt: skip
def test_a_worker_that_dies_costs_one_contract_and_is_told_in_words(visitor: Visitor, says: bytes, told: str) -> None:
    bad, good = visitor.visit(("bad.txt", says)), visitor.visit(FINE)

    answer = visitor.wait(bad)

    assert told in answer.text
    assert "words of the contract" not in answer.text
    assert visitor.wait(good).location.endswith("/questions")


def test_a_contract_that_takes_too_long_is_given_up(settings: Settings) -> None:
    with serving(replace(settings, bounds=Bounds(2, 0))) as visitors:
        visitor = visitors()
        answer = visitor.wait(visitor.visit(("bad.txt", b"hang")))
        assert "takes longer to read" in answer.text


def test_the_page_answers_while_a_contract_is_read_and_says_how_far_it_is(visitor: Visitor) -> None:
    hanging, next_ = visitor.visit(("long.txt", b"hang")), visitor.visit(FINE)
    until(lambda: "3 of 300" in visitor.get(hanging).text)

    assert "Reading page" in visitor.get(hanging).text
    assert "Yours is next" in visitor.get(next_).text
    visitor.post(f"{hanging}/delete")
    assert visitor.wait(next_).location.endswith("/questions"), "the worker of a deleted contract is free for the next"


# --- what is left ---------------------------------------------------------------------------------------


def test_folders_are_private_and_everything_goes_when_the_visitor_says_so(visitor: Visitor, tmp_path: Path) -> None:
    visit = visitor.visit(FINE)
    visitor.wait(visit)
    folders = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert len(folders) == 3
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}

    answer = visitor.post(f"{visit}/delete")

    assert answer.location == "/deleted"
    assert "cache" in answer.headers["clear-site-data"]
    assert kept(tmp_path) == []
    assert visitor.get(f"{visit}/report").status == 404
    assert "no longer here" in visitor.get(visit).text


def test_a_visit_that_nobody_uses_is_deleted(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, idle=0.5)) as visitors:
        visitor = visitors()
        visit = visitor.visit(FINE)
        visitor.wait(visit)
        until(lambda: kept(tmp_path) == [])
        assert visitor.get(visit).status == 404


def test_nothing_is_left_when_the_page_is_closed_even_in_the_midst_of_a_check(
    settings: Settings, tmp_path: Path
) -> None:
    with serving(settings) as visitors:
        visitor = visitors()
        visit = visitor.visit(("long.txt", b"hang"))
        until(lambda: "3 of 300" in visitor.get(visit).text)

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_page_has_left_is_deleted_by_the_next(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (f"{PREFIX}old", f"{PREFIX}new", "somebody-elses"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "contract").write_text("words")
    then = time.time() - LEFT_BEHIND - 10
    os.utime(old, (then, then))
    os.utime(other, (then, then))
    if os.name == "posix":
        (tmp_path / f"{PREFIX}link").symlink_to(other)

    delete_left_behind(tmp_path)

    assert not old.exists()
    assert (new / "contract").exists()
    assert (other / "contract").exists()
