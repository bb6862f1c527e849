"""A web server on the database of the tests, and browsers that send ballots to it over kept connections."""

import contextlib
import http.client
import random
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from meetings.core import ballot_box
from tests.benchmarks.server import Server, environment_in, free_port, serving
from tests.voters import Voter

RECEIPT = re.compile(rb"Your receipt: <strong[^>]*>([0-9A-Z-]{23})<")
ENTRY = re.compile(rb"It is entry (\d+) in the register")


@contextlib.contextmanager
def site(app: Flask, folder: Path, *, program: str = "wsgi:app", **settings: str) -> Iterator[Server]:
    """Serve *program* with the database and the keys of *app*, by two workers of eight threads."""
    port, own = free_port(), app.extensions["settings"]
    environment = {
        **environment_in(folder, port),
        "HEMICYCLE_DATABASE_URL": own.database_url,
        "HEMICYCLE_DATA_DIR": str(own.data_dir),
        "HEMICYCLE_SECRET_KEY": own.secret_key,
        "HEMICYCLE_DEMO": "0",
        **settings,
    }
    with serving(program, port, environment) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Paper:
    """A form that a voter has filled in: sent again, it is the same one."""

    voter: Voter
    poll: int
    option: int
    name: str = field(default_factory=ballot_box.slot)


@dataclass(frozen=True, slots=True)
class Said:
    """What the server answered; status 0 when the line broke before it did."""

    status: int
    body: bytes = b""

    @property
    def counted(self) -> bool:
        """Whether the ballot was acknowledged."""
        return self.status == 200

    @property
    def open(self) -> bool:
        """Whether the form is to be sent again: nobody answered, or the database was busy."""
        return self.status == 0 or b"Send it again" in self.body

    @property
    def mark(self) -> str:
        """The receipt of a sealed ballot, or the number of a named one."""
        found = RECEIPT.search(self.body) or ENTRY.search(self.body)
        return found[1].decode() if found else ""


class Line:
    """One kept connection to a server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, paper: Paper) -> Said:
        """Send *paper* once; a line that breaks is opened anew for the next one."""
        headers = {"Cookie": paper.voter.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        form = paper.voter.form(paper.option, paper.name)
        try:
            self.connection.request("POST", f"/en/polls/{paper.poll}/", form, headers)
            response = self.connection.getresponse()
            return Said(response.status, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return Said(0)


def send_all(
    port: int, papers: Sequence[Paper], *, lines: int = 8, sent: Callable[[], object] = lambda: None
) -> dict[Paper, Said]:
    """Send all *papers*, each once, over so many *lines*; *sent* is called whenever one leaves."""
    waiting, answers = deque(papers), {}

    def work() -> None:
        line = Line(port)
        with contextlib.suppress(IndexError):
            while True:
                paper = waiting.popleft()
                sent()
                answers[paper] = line.send(paper)
        line.connection.close()

    together([work] * lines)
    return answers


def together(tasks: Sequence[Callable[[], object]]) -> None:
    """Do all *tasks* at the same time."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def papers(voters: Sequence[Voter], poll: int, options: Sequence[int], chance: random.Random) -> list[Paper]:
    """Let each of *voters* fill in a form as *chance* has it."""
    return [Paper(voter, poll, chance.choice(options)) for voter in voters]


def count(papers: Sequence[Paper], options: Sequence[int]) -> list[int]:
    """Return how many *papers* there are for each of *options*."""
    return [sum(paper.option == option for paper in papers) for option in options]


def answered(answers: Mapping[Paper, Said]) -> set[int]:
    """Return whose papers were acknowledged: the ids of the administrations."""
    return {paper.voter.organisation for paper, said in answers.items() if said.counted}
