"""A real server with real worker processes, and a visitor who speaks HTTP to it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from termscheck.web.app import create_app, server
from termscheck.web.settings import Settings
from tests.waiting import until

BOUNDARY = "----of-these-tests"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def location(self) -> str:
        return self.headers["location"] or ""

    def json(self) -> Any:
        return json.loads(self.body)


def multipart(files: list[tuple[str, bytes]], fields: dict[str, str]) -> bytes:
    made = b""
    for name, value in fields.items():
        made += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, data in files:
        quoted = name.replace('"', "%22")
        made += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{quoted}"\r\n'.encode()
        made += b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n"
    return made + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Visitor:
    """A browser without a screen: it keeps its cookie, and says where its forms come from."""

    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {"Host": f"127.0.0.1:{self.port}", **self.headers}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if method not in ("GET", "HEAD"):
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        if given := answer.headers["set-cookie"]:
            self.cookie = given.partition(";")[0]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def token(self, path: str = "/") -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> Answer:
        fields = {"token": self.token(), **fields}
        return self.ask("POST", path, multipart([], fields), Content_Type=f"multipart/form-data; boundary={BOUNDARY}")

    def send(self, *files: tuple[str, bytes], token: str | None = None, **headers: str) -> Answer:
        """Sends the files of a contract."""
        body = multipart(list(files), {"token": self.token() if token is None else token})
        return self.ask("POST", "/", body, Content_Type=f"multipart/form-data; boundary={BOUNDARY}", **headers)

    def visit(self, *files: tuple[str, bytes]) -> str:
        """The path of a visit with these files."""
        answer = self.send(*files)
        assert answer.status == 303, answer.text
        return answer.location

    def wait(self, path: str) -> Answer:
        """The page that a visit comes to when the check is over."""
        last: list[Answer] = []

        def over() -> bool:
            last[:] = [self.get(path)]
            return "data-progress" not in last[0].text

        until(over)
        return last[0]


@contextmanager
def serving(settings: Settings) -> Iterator[Callable[[], Visitor]]:
    """Serves the page; what it gives makes visitors."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(replace(settings, port=port))
    served = server(app)
    thread = threading.Thread(target=served.run, args=([listening],), daemon=True)
    thread.start()
    until(lambda: served.started)
    try:
        yield lambda: Visitor(port)
    finally:
        served.should_exit = True
        thread.join(60)
        listening.close()
        assert not thread.is_alive()
