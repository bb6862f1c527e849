"""Measures the main pages beside a bare Flask application, and prints a table: ``python -m tests.benchmarks``."""

import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import median

from config import Settings
from meetings.application import create_app
from tests.benchmarks import attending, counting, crowd, delivering, files, importing, load, statements, voting
from tests.benchmarks.browser import GZIP, Browser
from tests.benchmarks.load import Target
from tests.benchmarks.server import Server, environment_in, flask, free_port, serving
from tests.benchmarks.table import Line, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
READER, SECRETARIAT = "ncp.ke@hemicycle.example", "secretariat@hemicycle.example"
MEETING, LIST, FEED = "/en/meetings/bench-plenary/", "/en/meetings/", "/en/calendar.ics"
REGISTER, PEOPLE = "/en/organisations/?words=an&state=named", 5_000
IMPORTED = 10_000
CONNECTED = 20_000
COUNTED = 10_000
CONSOLE = f"{MEETING}console/"
SMALL_MEETING = "/en/meetings/ncp-plenary-8/"
HEAVIEST_VIEW, MOST_REQUESTS = 90_000, 8
HEAVIEST_WORKER = 120_000_000
#: By so much the process may grow while it writes and sends thousands of mails.
FLAT = 30_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One page, asked for with *headers*; *share* is the part of the bare application's speed it must reach."""

    name: str
    path: str
    share: int | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def main() -> int:
    """Measure everything, print it, and say whether it could be measured."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hemicycle-bench-") as folder:
        port = free_port()
        environment = environment_in(Path(folder), port)
        flask(environment, "db", "upgrade")
        began = time.monotonic()
        flask(environment, "demo", "load")
        loading = time.monotonic() - began
        few = _statements(environment, SMALL_MEETING)
        flask(environment, "demo", "load", "--bench")
        lines, broken = _served(environment, port, _main_cases)
        crowd.fill(create_app(Settings.from_environment(environment)), PEOPLE)
        crowd.place(create_app(Settings.from_environment(environment)), delivering.SLUG, delivering.PLACES)
        many = _statements(environment, MEETING)
        crowd.everywhere(create_app(Settings.from_environment(environment)), READER)
        for cases, email in ((_register_case, READER), (_console_case, SECRETARIAT), (_own_cases, READER)):
            for found, kept in zip(_served(environment, port, cases, email), (lines, broken), strict=True):
                kept.extend(found)
        printed = files.measure(create_app(Settings.from_environment(environment)), MEETING)
        taken = importing.measure(create_app(Settings.from_environment(environment)), IMPORTED)
        delivered = delivering.measure(environment)
        attended = attending.measure(create_app(Settings.from_environment(environment)), CONNECTED)
    lines += [
        Line(f"statements: {name}", f"{many[name]}", f"{few[name]} with few rows", "equal", many[name] == few[name])
        for name in few
    ]
    lines += [
        Line(f"agenda of 30 items in both languages, {kind.upper()}", f"{seconds:.2f} s", "", "2 s", seconds <= 2)
        for kind, seconds in printed.items()
    ]
    lines += [*_import(taken), *_attendance(attended), *_delivery(delivered), *_counting(counting.measure(COUNTED))]
    voted = voting.measure()
    lines += voted.lines
    broken += voted.broken
    lines.append(Line("first demo load, process and all", f"{loading:.1f} s", "", "15 s", loading <= 15))
    how = f"{ROUNDS} rounds of {SECONDS:g} s, medians"
    show(lines, time.monotonic() - started, how)
    for problem in broken:
        print(f"Not measured: {problem}")
    return 1 if broken else 0


def _statements(environment: dict[str, str], meeting: str) -> dict[str, int]:
    """Count the statements of each page on the database as it is now."""
    app = create_app(Settings.from_environment(environment))
    reader, stranger = statements.signed_in(app, READER), app.test_client()
    etag = stranger.get(FEED).headers.get("ETag", "")
    return {
        "meeting page, signed in": statements.count(app, reader, meeting),
        "register, filtered": statements.count(app, reader, REGISTER),
        "list of meetings": statements.count(app, stranger, LIST),
        "feed": statements.count(app, stranger, FEED),
        "feed, unchanged": statements.count(app, stranger, FEED, {"If-None-Match": etag}),
    }


def _served(
    environment: dict[str, str], port: int, cases: Callable[[Browser], Iterator[Case]], email: str = READER
) -> tuple[list[Line], list[str]]:
    """Measure what only a running server shows of *cases*; return the lines and what could not be measured."""
    with (
        serving("tests.benchmarks.hello:app", free_port(), environment) as bare,
        serving("wsgi:app", port, environment) as site,
        multiprocessing.get_context("spawn").Pool(load.PROCESSES) as pool,
    ):
        browser = Browser(site.port)
        browser.sign_in(flask(environment, "demo", "sign-in", email).strip())
        lines: list[Line] = []
        broken: list[str] = []
        for case in cases(browser):
            answer = Browser(site.port).ask(case.path, case.headers)
            if answer.status != case.status:
                broken.append(f"{case.name}: {case.path} answers {answer.status}, not {case.status}.")
                continue
            lines += _compare(case, site, bare, pool)
        if cases is _main_cases:
            lines += [*_first_view(browser), *_memory(site, bare)]
    return lines, broken


def _main_cases(browser: Browser) -> Iterator[Case]:
    browser.ask(MEETING)  # as a browser would, it keeps what its first page gives it
    signed_in = {**browser.cookie}
    unchanged = {"If-None-Match": browser.ask(FEED).headers.get("etag", "")}
    yield Case("meeting page, 30 items, 40 documents, signed in", MEETING, 20, headers={**signed_in, **GZIP})
    yield Case("  the same, not compressed", MEETING, None, headers=signed_in)
    yield Case("list of 60 meetings", LIST, 15, headers=GZIP)
    yield Case("feed of 60 meetings, fresh", FEED, 10, headers=GZIP)
    yield Case("feed, unchanged (304)", FEED, 2, status=304, headers={**unchanged, **GZIP})


def _register_case(browser: Browser) -> Iterator[Case]:
    browser.ask(REGISTER)
    headers = {**browser.cookie, **GZIP}
    yield Case("register of 5,000 people, filtered and sorted", REGISTER, 20, headers=headers)


def _console_case(browser: Browser) -> Iterator[Case]:
    browser.ask(CONSOLE)
    headers = {**browser.cookie, **GZIP}
    yield Case("console of a meeting with 2,000 registrations", CONSOLE, 25, headers=headers)


def _own_cases(browser: Browser) -> Iterator[Case]:
    found = re.search(r"webcal://[^/]+(/en/calendar/[^.]+[.]ics)", browser.ask("/en/calendar/").text)
    address = found[1] if found else "/en/calendar/none.ics"
    unchanged = {"If-None-Match": browser.ask(address).headers.get("etag", "")}
    yield Case("own feed of 60 meetings, fresh", address, 10, headers=GZIP)
    yield Case("own feed, unchanged (304)", address, 2, status=304, headers={**unchanged, **GZIP})


def _compare(case: Case, site: Server, bare: Server, pool: Pool) -> Sequence[Line]:
    """Ask the bare application and the site in turns, and compare the medians of their rounds."""
    pair = (bare, Target(bare.port, "/")), (site, Target(site.port, case.path, case.headers))
    for _server, target in pair:
        load.measure(target, 1, pool)
    rounds = [[_round(server, target, pool) for server, target in pair] for _ in range(ROUNDS)]
    errors = sum(measured.errors for both in rounds for measured in both)
    hello, page = (median(both[place].rate for both in rounds) for place in (0, 1))
    ratio = median(both[0].rate / max(both[1].rate, 0.01) for both in rounds)
    bare_work, work = (1000 * median(both[place].work for both in rounds) for place in (0, 1))
    name = f"{case.name}: {errors} ERRORS" if errors else case.name
    wanted = f"1/{case.share}" if case.share else ""
    good = ratio <= case.share and not errors if case.share else None
    processor = f"1/{work / max(bare_work, 0.001):.1f} of {bare_work:.2f} ms"
    return [
        Line(name, f"{page:,.0f} /s", f"1/{ratio:.1f} of {hello:,.0f} /s", wanted, good),
        Line("  processor time of one answer", f"{work:.2f} ms", processor, "", None),
    ]


@dataclass(frozen=True, slots=True)
class Round:
    """Answers a second, seconds of a processor an answer, and how many requests went wrong."""

    rate: float
    work: float
    errors: int


def _round(server: Server, target: Target, pool: Pool) -> Round:
    before = server.work()
    measured = load.measure(target, SECONDS, pool)
    answers = max(measured.rate * SECONDS, 1)
    return Round(measured.rate, (server.work() - before) / answers, measured.errors)


def _first_view(browser: Browser) -> Sequence[Line]:
    weight, requests = browser.first_view(MEETING)
    return [
        Line("first view of the meeting page", f"{weight / 1000:.1f} kB", "", "90 kB", weight <= HEAVIEST_VIEW),
        Line("  its requests", f"{requests}", "", f"{MOST_REQUESTS}", requests <= MOST_REQUESTS),
    ]


def _memory(site: Server, bare: Server) -> Sequence[Line]:
    heaviest, usual = max(site.weights()), max(bare.weights())
    beside = f"{usual / 1e6:.0f} MB bare"
    return [
        Line(
            "memory of the heaviest worker", f"{heaviest / 1e6:.0f} MB", beside, "120 MB", heaviest <= HEAVIEST_WORKER
        ),
        Line(
            "  what it shares counted in part", *(f"{max(one.shares()) / 1e6:.0f} MB" for one in (site, bare)), "", None
        ),
    ]


def _import(taken: importing.Taken) -> Sequence[Line]:
    name = f"import of {IMPORTED:,} new people"
    return [
        Line(f"{name}, preview", f"{taken.preview:.1f} s", "", "15 s", taken.preview <= 15),
        Line("  taken over", f"{taken.apply:.1f} s", "40 s row by row", "", None),
        Line("  undone", f"{taken.undo:.1f} s", "", "", None),
    ]


def _attendance(taken: attending.Attended) -> Sequence[Line]:
    steps = f"{taken.brought:.1f} s read, {taken.recognised:.1f} s recognised, {taken.applied:.1f} s taken over"
    return [
        Line(f"attendance: list of {CONNECTED:,} rows", f"{taken.whole:.1f} s", steps, "20 s", taken.whole <= 20),
        Line("  taken back", f"{taken.undone:.1f} s", "", "", None),
    ]


def _delivery(done: delivering.Delivered) -> Sequence[Line]:
    steps = f"{done.written:.1f} s written, {done.sent:.1f} s sent"
    memory = " / ".join(f"{size / 1e6:.0f}" for size in done.memory)
    grown = done.memory[2] - done.memory[0]
    return [
        Line(f"{done.mails:,} mails with an invitation each", f"{done.whole:.1f} s", steps, "60 s", done.whole <= 60),
        Line("  memory they took", f"{grown / 1e6:.0f} MB", f"{memory} MB", "30 MB", grown <= FLAT),
        Line("  longest wait of another writer", f"{done.waited:.2f} s", "", "2 s", done.waited <= 2),
    ]


def _counting(taken: dict[str, float]) -> Sequence[Line]:
    ballots = f"{COUNTED:,} ranked ballots of {len(counting.OPTIONS)} options"
    return [
        Line(f"{ballots}: {method}", f"{seconds:.2f} s", "", "2 s", seconds <= 2) for method, seconds in taken.items()
    ]


if __name__ == "__main__":
    raise SystemExit(main())
