"""A reader's browser: signs in, keeps its cookie, and weighs the first view of a page."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

GZIP = {"Accept-Encoding": "gzip"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINKED = re.compile(r'<link[^>]+rel="(?:icon|stylesheet|preload|manifest)"[^>]+href="([^"]+)"')
LOADED = re.compile(r'<(?:script|img|iframe)[^>]+src="([^"]+)"')
FONT = re.compile(r"url\(([^)]+\.woff2)\)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode("utf-8")


@dataclass(slots=True)
class Browser:
    """A browser at the site on *port*."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> dict[str, str]:
        """The header with what the site asked to keep."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def ask(self, path: str, headers: Mapping[str, str] | None = None, *, form: str | None = None) -> Answer:
        """Get *path*, or send *form* there."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {**self.cookie, **(headers or {})}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path, body=form, headers=sent)
        response = connection.getresponse()
        for value in response.headers.get_all("Set-Cookie", []):
            name, _equals, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        body = response.read()
        connection.close()
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)

    def sign_in(self, address: str) -> None:
        """Follow the one-time *address*."""
        path = urlsplit(address).path
        token = TOKEN.search(self.ask(path).text)
        answer = self.ask(path, form=f"csrf_token={token[1] if token else ''}")
        if answer.status != 303 or "sign-in" in answer.headers["location"]:
            raise SystemExit(f"Signing in failed ({answer.status}).")

    def first_view(self, path: str) -> tuple[int, int]:
        """Return how many bytes and requests the first view of *path* costs: page, styles, fonts, icon, pictures."""
        page = self.ask(path, GZIP)
        waiting = {urljoin(path, found) for pattern in (LINKED, LOADED) for found in pattern.findall(page.text)}
        weight, seen = len(page.body), {path}
        while waiting:
            part = waiting.pop()
            seen.add(part)
            answer = self.ask(part, GZIP)
            if answer.status != 200:
                raise SystemExit(f"{part} answers {answer.status}.")
            weight += len(answer.body)
            if part.endswith(".css"):
                waiting |= {urljoin(part, found) for found in FONT.findall(answer.text)} - seen
        return weight, len(seen)
