"""A machine that translates, as LibreTranslate answers over HTTP, on a free port of this machine."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What is answered to what was asked: a status, and a body that is not JSON yet or octets as they are.
Answer = Callable[[dict[str, Any]], tuple[int, Any]]


def translated(asked: dict[str, Any]) -> tuple[int, Any]:
    """Answer as the real one does."""
    return 200, {"translatedText": f"{asked['target']}: {asked['q']}"}


@dataclass
class Machine:
    """A translator that keeps what it was asked; *answer* can be replaced."""

    url: str = ""
    answer: Answer = translated
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def running(machine: Machine) -> Iterator[Machine]:
    """Let *machine* answer while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            machine.asked.append((self.path, asked))
            status, body = machine.answer(asked)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    machine.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield machine
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
