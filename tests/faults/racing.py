"""Two who do what shuts each other out, over a real web server: both at once, or one while the other is under way."""

import html
import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from meetings.extensions import transaction
from tests.faults.site import together
from tests.voters import Voter

#: Long enough for somebody to read all they can, and to wait for who came first.
A_MOMENT = 0.25


@dataclass(frozen=True, slots=True)
class Post:
    """A form that somebody sends."""

    voter: Voter
    path: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered, and what the page says that it led to."""

    status: int
    says: str

    @property
    def done(self) -> bool:
        """Whether it was done: a page that leads on, or an acknowledged ballot."""
        return self.status in (200, 303)


def press(voter: Voter, path: str, **fields: str) -> Post:
    """Return a form of *fields*, as the page of ours at *path* has it."""
    return Post(voter, path, urlencode({"csrf_token": voter.csrf, **fields}))


def send(port: int, post: Post) -> Answer:
    """Send *post* and follow where it leads."""
    status, body, place, cookie = _ask(port, "POST", post.path, post.voter.cookie, post.form)
    if status == 303:
        body = _ask(port, "GET", place, cookie)[1]
    return Answer(status, html.unescape(body))


def _ask(port: int, method: str, path: str, cookie: str, form: str = "") -> tuple[int, str, str, str]:
    """Return status, body, where the answer leads, and what the browser keeps."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request(method, path, form or None, headers)
    answer = line.getresponse()
    body = answer.read().decode()
    kept = (answer.headers.get("Set-Cookie") or cookie).partition(";")[0]
    line.close()
    return answer.status, body, answer.headers.get("Location", ""), kept


def at_once(port: int, *sides: Sequence[Post]) -> list[list[Answer]]:
    """Let each side send its posts one after the other, all sides at the same moment; return their answers."""
    gate, answers = threading.Barrier(len(sides)), [[] for _side in sides]

    def begin(place: int) -> Callable[[], None]:
        def work() -> None:
            gate.wait(timeout=30)
            answers[place].extend(send(port, post) for post in sides[place])

        return work

    together([begin(place) for place in range(len(sides))])
    return answers


def while_under_way(
    port: int, first: Callable[[], object], post: Post, *, moment: float = A_MOMENT, looked: Path | None = None
) -> Answer:
    """Do *first*, and send *post* before that is committed: a *moment* earlier, or until somebody has *looked*."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(send(port, post)))
    with transaction():
        first()
        thread.start()
        deadline = time.monotonic() + (moment if looked is None else 30)
        while time.monotonic() < deadline and not (looked and looked.exists()):
            time.sleep(0.02)
    if looked:
        looked.with_name("it-is-over").touch()
    thread.join()
    return answers[0]
