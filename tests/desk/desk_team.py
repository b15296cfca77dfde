"""A desk with four people, without a browser: checks are made in this process, one at a time, when a test says so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from small_contract import CONTRACT
from starlette.testclient import TestClient

from termscheck.batch.outcome import Outcome, brief, failed
from termscheck.errors import ReadError
from termscheck.renderers import render
from termscheck.web.desk import people, worker
from termscheck.web.desk.app import create_app
from termscheck.web.desk.passwords import Passwords
from termscheck.web.desk.settings import DeskSettings

SECRET = "correct horse battery staple"
SECOND = CONTRACT.replace("ninety (90) days", "one hundred and twenty (120) days").replace(" without cause", "")
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Clock:
    """A clock that goes on by a second at each look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


class Team:
    """A desk and its people."""

    def __init__(self, store, folder: Path, **settings) -> None:
        self.clock = Clock()
        self.folder = folder
        self.settings = DeskSettings(now=self.clock, today=date(2026, 11, 26), workers=1, folder=folder, **settings)
        self.store = store
        self.app = create_app(self.settings, store, Passwords(QUICK))
        self.desk = self.app.state.desk
        with store.writing() as session:
            if not people.everybody(session):
                for name, role in (("ann", "submitter"), ("ben", "submitter"), ("rita", "reviewer"), ("bea", "admin")):
                    people.add(session, self.clock(), None, name, full_name=name.title(), role=role,
                               password=QUICK.hash(SECRET))  # fmt: skip

    def browser(self, **more) -> Browser:
        return Browser(self.app, **more)

    def as_(self, name: str) -> Browser:
        browser = self.browser()
        assert browser.sign_in(name).status_code == 303
        return browser

    def read_all(self) -> None:
        """Checks whatever waits."""
        bench = self.desk.bench
        while (job := bench._next()) is not None:
            folder = self.folder / f"job-{job}-{self.clock.at:%H%M%S}"
            check = folder / "check"
            check.mkdir(parents=True)
            _, asked, _parts = bench._lay_out(job, folder, check)
            try:
                review = worker.check(check, asked)
            except ReadError as problem:
                outcome = Outcome(failed(problem))
            else:
                (check / "review.json").write_bytes(render(review, "json"))
                outcome = brief(review)
            bench._file(job, asked, outcome, check)


class Browser(TestClient):
    """A browser that follows nothing by itself."""

    def __init__(self, app, client=("127.0.0.1", 50000), **more) -> None:
        super().__init__(app, base_url="http://127.0.0.1:8000", client=client, follow_redirects=False, **more)

    def token(self, page: str = "/new") -> str:
        return re.search(r'name="token" value="(\w+)"', self.get(page).text)[1]

    def sign_in(self, name: str, password: str = SECRET, to: str = ""):
        data = {"token": self.token("/sign-in"), "name": name, "password": password, "to": to}
        return self.post("/sign-in", data=data)

    def hand_in(self, *files: tuple[str, str | bytes], **fields: str):
        """Hands in a contract; gives the answer."""
        sent = [("files", file) for file in files or [("contract.txt", CONTRACT)]]
        return self.post("/new", data={"token": self.token(), "queue": "1", **fields}, files=sent)

    def act(self, path: str, **fields: str):
        """Sends a form."""
        return self.post(path, data={"token": self.token(), **fields})
