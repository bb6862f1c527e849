"""Votes, the phones of a room that ask what is new, and how long a result takes to be seen.

``python -m tests.benchmarks.voting`` does this alone.
"""

import contextlib
import gzip
import http.client
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.pool import Pool
from statistics import median
from urllib.parse import urlencode

from meetings.models.poll import Secrecy
from tests.benchmarks import load, phones
from tests.benchmarks.browser import Browser
from tests.benchmarks.hall import Hall, databases, hall
from tests.benchmarks.load import Target
from tests.benchmarks.phones import Form, Heard, Part, Plan
from tests.benchmarks.server import ROOT, Server, free_port, serving
from tests.benchmarks.table import Line, show
from tests.faults.site import ENTRY, RECEIPT

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
PEOPLE, PLENARY = int(os.environ.get("BENCH_PEOPLE", "2000")), 200
#: So many phones a second open the page of the room.
COME = 100
#: Ballots of a round, for each second that it is to last.
VOTES = 150
#: How often a phone asks at first, and how many votes a second come beside.
EVERY, BESIDE = 3.0, 50
PROJECTOR = 0.3
#: Seconds that are allowed to an answer of a room that asks, and to a result.
QUICK, SOON = 0.3, 1.0


@dataclass(slots=True)
class Found:
    """Lines of the table, and what went wrong."""

    lines: list[Line] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def measure() -> Found:
    """Measure all of it on each database."""
    found = Found()
    with databases() as urls, multiprocessing.get_context("spawn").Pool(load.PROCESSES) as pool:
        for name, url in urls.items():
            with hall(url, PEOPLE) as there, serving("wsgi:app", there.port, there.environment) as site:
                found.lines.append(Line(f"{name}:", "", "", "", None))
                with serving("tests.benchmarks.hello:app", free_port(), there.environment) as bare:
                    for secrecy in (Secrecy.NAMED, Secrecy.SECRET):
                        _casting(there, secrecy, site, bare, pool, found)
                _room(there, site, pool, found)
                with _scheduler(there):
                    for people in (PLENARY, PEOPLE):
                        _closing(there, people, pool, found)
    return found


def _casting(there: Hall, secrecy: Secrecy, site: Server, bare: Server, pool: Pool, found: Found) -> None:
    """Let people vote, each once in each poll, in turns with the bare application; compare the medians."""
    number = min(len(there.people), max(50, round(VOTES * SECONDS)))
    _cast(there, secrecy, 50, site, pool, found)
    rounds = []
    for _ in range(ROUNDS):
        before = bare.work()
        hello = load.measure(Target(bare.port, "/"), SECONDS, pool).rate
        used = (bare.work() - before) / max(hello * SECONDS, 1)
        rounds.append((hello, used, *_cast(there, secrecy, number, site, pool, found)))
    hello, used, rate, work = (median(each[place] for each in rounds) for place in range(4))
    ratio = median(each[0] / each[2] for each in rounds)
    name = f"{secrecy.value} ballots, {number} people, each once"
    good = ratio <= 8 and not found.broken
    processor = f"1/{work / max(used, 1e-6):.1f} of {1000 * used:.2f} ms"
    found.lines += [
        Line(name, f"{rate:,.0f} /s", f"1/{ratio:.1f} of {hello:,.0f} /s", "1/8", good),
        Line("  processor time of one", f"{1000 * work:.2f} ms", processor, "", None),
    ]


def _cast(there: Hall, secrecy: Secrecy, number: int, site: Server, pool: Pool, found: Found) -> tuple[float, float]:
    """Return how many ballots a second were acknowledged, and the processor time of one; none may be lost."""
    poll, options = there.open_poll(secrecy)
    people = there.people[:number]
    forms = [Form(f"/en/polls/{poll}/", one.cookie, one.form(options[one.person % len(options)])) for one in people]
    requests = [form.request(there.port) for form in forms]
    begin, before = time.monotonic() + load.HEAD_START, site.work()
    share = load.CLIENTS // load.PROCESSES
    parts = pool.starmap(
        load.send, [(there.port, requests[part :: load.PROCESSES], share, begin) for part in range(load.PROCESSES)]
    )
    took, work = max(last for last, _answers in parts) - begin, site.work() - before
    acknowledged = set()
    for part, (_last, answers) in enumerate(parts):
        for one, answer in zip(people[part :: load.PROCESSES], answers, strict=True):
            if _counted(answer):
                acknowledged.add(one.person)
    stored = there.stored(poll)
    there.close(poll)
    if stored != acknowledged:
        found.broken.append(f"{len(acknowledged - stored)} {secrecy.value} ballots acknowledged are not stored.")
    if refused := number - len(acknowledged):
        found.broken.append(f"{refused} of {number} {secrecy.value} ballots were not acknowledged.")
    return max(len(acknowledged), 1) / took, work / number


def _counted(answer: bytes) -> bool:
    """Say whether the *answer* to a form says that the ballot counts."""
    head, _end, body = answer.partition(b"\r\n\r\n")
    text = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
    return answer[9:12] == b"200" and bool(RECEIPT.search(text) or ENTRY.search(text))


def _room(there: Hall, site: Server, pool: Pool, found: Found) -> None:
    """Let 2,000 phones ask what is new while some of them vote."""
    _calm(there)
    poll, options = there.open_poll(Secrecy.NAMED)
    parts = [Part(f"/en/meetings/{there.slug}/live/polls/", one.cookie, EVERY) for one in there.people]
    come = len(parts) / COME
    # The pages come before: their phones ask with the marks of what they show.
    pages = pool.apply(phones.run, (Plan(there.port, parts, _soon(), come + EVERY, come),))
    parts = [replace(part, tag=pages.tags.get(number, "")) for number, part in enumerate(parts)]
    _calm(there)
    seconds = max(2 * EVERY, 5 * SECONDS)
    people = there.people[: min(len(there.people), round(BESIDE * seconds))]
    forms = [Form(f"/en/polls/{poll}/", one.cookie, one.form(options[0])) for one in people]
    before = site.work()
    heard = pool.apply(phones.run, (Plan(there.port, parts, _soon(), seconds, EVERY, forms, BESIDE),))
    busy = (site.work() - before) / seconds
    counted = sum(bool(ENTRY.search(body)) for body in heard.bodies)
    stored = len(there.stored(poll))
    if counted != len(forms) or stored != counted:
        found.broken.append(f"{len(forms)} voted in the room, {counted} were told so, {stored} ballots are stored.")
    if errors := sum(number for status, number in heard.statuses.items() if status >= 400) + heard.broken:
        found.broken.append(f"{errors} errors in the room: {dict(heard.statuses)}.")
    rate, wanted = len(heard.asked) / seconds, len(parts) / EVERY
    unchanged = 100 * heard.statuses[304] / max(len(heard.asked), 1)
    asked, voted = at(heard.asked, 0.95), at(heard.voted, 0.95)
    sent = f"{rate:,.0f} of {wanted:,.0f} /s, {unchanged:.0f} % unchanged"
    late = f"generator late by {1000 * at(heard.late, 0.95):.0f} ms (p95)"
    enough = rate >= 0.9 * wanted
    found.lines += [
        Line(f"{len(parts):,} phones ask, p95", _milliseconds(asked), sent, "300 ms", asked <= QUICK and enough),
        Line(f"  {BESIDE} votes a second beside, p95", _milliseconds(voted), late, "300 ms", voted <= QUICK),
        Line("  processors in use", f"{busy:.2f}", f"median {_milliseconds(at(heard.asked, 0.5))}", "", None),
    ]


def _closing(there: Hall, people: int, pool: Pool, found: Found) -> None:
    """Close a poll from the console and one at a time that was named, and see when phones and projector show it."""
    before, after = people / COME + 2 * EVERY, 3 * EVERY
    for by_hand in (True, False):
        _calm(there)
        closes_at = None if by_hand else datetime.now(UTC) + timedelta(seconds=before + 1)
        poll, _options = there.open_poll(Secrecy.NAMED, closes_at)
        room = Part(f"/en/meetings/{there.slug}/live/polls/", "", EVERY, watched=f'/en/polls/{poll}/results/"'.encode())
        projector = Part(
            f"/en/polls/{poll}/present/part/", there.chair.cookie, PROJECTOR, watched=b'<section aria-label="Result"'
        )
        parts = [projector, *(replace(room, cookie=one.cookie) for one in there.people[:people])]
        started = pool.apply_async(phones.run, (Plan(there.port, parts, _soon(), before + after, people / COME),))
        if closes_at is None:
            time.sleep(before)
            over = _close(there, poll)
        else:
            over = time.monotonic() + (closes_at - datetime.now(UTC)).total_seconds()
        _seen(started.get(), over, len(parts), "by hand" if by_hand else "at a named time", found)


def _seen(heard: Heard, over: float, parts: int, how: str, found: Found) -> None:
    took = {number: at_ - over for number, at_ in heard.seen.items()}
    missing = parts - len(took)
    screen, room = took.pop(0, 99.0), sorted(took.values()) or [99.0]
    errors = sum(number for status, number in heard.statuses.items() if status >= 400) + heard.broken
    if errors:
        found.broken.append(f"{errors} errors at closing {how}: {dict(heard.statuses)}.")
    rest = f"median {at(room, 0.5):.2f} s, last {room[-1]:.2f} s" + (f", {missing} not at all" if missing else "")
    few = parts <= PLENARY + 1
    found.lines += [
        Line(f"closed {how}: on the projector, {parts - 1:,} phones", f"{screen:.2f} s", "", "1 s", screen <= SOON),
        Line(
            "  on phones, p95",
            f"{at(room, 0.95):.2f} s",
            rest,
            "1 s" if few else "",
            at(room, 0.95) <= SOON if few else None,
        ),
    ]


def _calm(there: Hall) -> None:
    """Wait until the server has answered what was asked before, a minute at most."""
    there.seat()
    deadline, took = time.monotonic() + 60, QUICK
    while took >= QUICK and time.monotonic() < deadline:
        asked = time.monotonic()
        with contextlib.suppress(OSError):
            Browser(there.port).ask("/en/meetings/")
        took = time.monotonic() - asked


def _close(there: Hall, poll: int) -> float:
    """Press the button of the console; return when."""
    connection = http.client.HTTPConnection("127.0.0.1", there.port, timeout=60)
    headers = {"Cookie": there.chair.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    pressed = time.monotonic()
    connection.request("POST", f"/en/polls/{poll}/close/", urlencode({"csrf_token": there.chair.csrf}), headers)
    status = connection.getresponse().status
    connection.close()
    if status != 303:
        raise SystemExit(f"Closing a poll answers {status}.")
    return pressed


@contextlib.contextmanager
def _scheduler(there: Hall) -> Iterator[None]:
    """Run the process that closes polls in time, beside."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(there.environment), stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def at(values: Sequence[float], share: float) -> float:
    """Return the value below which so large a *share* of *values* lies; without any, more than is ever allowed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 99.0


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def _soon() -> float:
    return time.monotonic() + 2 * load.HEAD_START


def main() -> int:
    """Measure this alone, and print it."""
    began = time.monotonic()
    found = measure()
    show(found.lines, time.monotonic() - began, f"{ROUNDS} rounds of {SECONDS:g} s, medians")
    for problem in found.broken:
        print(f"Wrong: {problem}")
    return 1 if found.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
