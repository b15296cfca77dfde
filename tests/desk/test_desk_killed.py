"""A desk that is killed, in a process of its own: what it has acknowledged is there, and is gone on with."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest
from argon2 import PasswordHasher
from desk_team import SECRET
from small_contract import CONTRACT

from termscheck.store.store import open_store
from termscheck.web.desk import people

PATIENCE = 300


@contextmanager
def running(place: str, port: int) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "termscheck", "serve", "--desk", "--port", str(port), "--store", place]
    desk = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(PATIENCE):
            try:
                httpx2.get(f"http://127.0.0.1:{port}/sign-in")
                break
            except httpx2.TransportError:
                assert desk.poll() is None, desk.stderr.read()
                time.sleep(0.5)
        yield desk
    finally:
        desk.kill()
        desk.wait()
        desk.stderr.close()


@contextmanager
def signed_in(port: int) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as browser:
        data = {"token": token(browser, "/sign-in"), "name": "ann", "password": SECRET, "to": ""}
        assert browser.post("/sign-in", data=data).status_code == 303
        yield browser


def token(browser: httpx2.Client, page: str) -> str:
    return re.search(r'name="token" value="(\w+)"', browser.get(page).text)[1]


def send_half(browser: httpx2.Client, port: int) -> socket.socket:
    """Begins an upload, and stops in the middle of the file."""
    mark, cookies = "x" * 20, "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    fields = {"token": token(browser, "/new"), "queue": "1"}
    body = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    body += f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="half.txt"\r\n\r\n{CONTRACT}'
    head = (
        f"POST /new HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nContent-Length: {2 * len(body.encode())}"
        f"\r\nContent-Type: multipart/form-data; boundary={mark}\r\n\r\n"
    )
    made = socket.create_connection(("127.0.0.1", port))
    made.sendall((head + body).encode())
    return made


def test_nothing_that_was_acknowledged_is_lost(place, tmp_path):
    store = open_store(place)
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with store.writing() as session:
        people.add(session, datetime.now(UTC), None, "ann", full_name="Ann", role="submitter",
                   password=hasher.hash(SECRET))  # fmt: skip
    store.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with running(place, port) as desk, signed_in(port) as ann, send_half(ann, port):
        time.sleep(1)
        # another is acknowledged meanwhile, and is to be checked
        sent = ann.post("/new", data={"token": token(ann, "/new"), "queue": "1"},
                        files=[("files", ("whole.txt", CONTRACT))])  # fmt: skip
        assert sent.status_code == 303
        case = sent.headers["location"]
        for _ in range(PATIENCE):
            if "It waits for its turn" not in (page := ann.get(f"{case}/reading").text):
                break
            time.sleep(0.02)
        assert "data-progress" in page, "it is being read"
        os.kill(desk.pid, signal.SIGKILL)
        desk.wait()

    with running(place, port), signed_in(port) as ann:
        assert "half.txt" not in ann.get("/?state=").text
        assert "whole.txt" in ann.get("/?state=").text
        for _ in range(PATIENCE):
            if "data-progress" not in ann.get(f"{case}/reading").text:
                break
            time.sleep(1)
        page = ann.get(case).text
        assert "Serious unfair terms found" in page
        assert ann.get(f"{case}/drafts/1/originals/0").text == CONTRACT
        assert page.count("was checked") == 1

        second = subprocess.run([sys.executable, "-m", "termscheck", "serve", "--desk", "--store", place],
                                capture_output=True, text=True, timeout=PATIENCE, check=False)  # fmt: skip
        assert second.returncode == 2
        assert "Another desk works with the store" in second.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "must not cross a network in the clear"),
        (["--url", "ftp://x"], "write it as https"),
        (["--sign-in-header", "X-Remote-User"], "needs --proxy as well"),
        (["--sign-in-header", "X-Remote-User", "--proxy", "nowhere"], "takes an address"),
        (["--drop", "/nowhere/at/all"], "no such folder"),
    ],
)
def test_what_would_not_be_safe_is_refused(options, said, new_place, capsys):
    from termscheck.cli import main

    assert main(["serve", "--desk", "--store", new_place("sqlite"), *options]) == 2
    assert said in capsys.readouterr().err


def test_what_is_of_a_desk_needs_one(capsys):
    from termscheck.cli import main

    assert main(["serve", "--url", "https://desk.example.org"]) == 2
    assert "add --desk" in capsys.readouterr().err
