"""Hands out access tokens on this machine, for tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

SECRET = "the secret of our application"


class Provider(ThreadingHTTPServer):
    """Hands out *token* to whoever knows the secret; its answers can be switched."""

    token, expires_in, status = "", 3600, 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        """Where tokens are asked for."""
        return f"http://127.0.0.1:{self.server_port}/token"


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        asked = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.server.asked.append(asked)
        knows = SECRET in (asked.get("client_secret"), asked.get("refresh_token"))
        said: object = {"access_token": self.server.token, "expires_in": self.server.expires_in, "token_type": "Bearer"}
        octets = json.dumps(said if knows else {"error": "invalid_client"}).encode()
        self.send_response(self.server.status if knows else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def providing(token: str) -> Iterator[Provider]:
    """Hand out *token* on this machine."""
    server = Provider()
    server.token = token
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
