"""Runs the whole test suite: on SQLite, on a throw-away PostgreSQL, and the browser journeys on both."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: pytest must not leave the journeys out, as pyproject.toml tells it to.
JOURNEYS = ("--override-ini=addopts=--strict-markers --import-mode=importlib", "tests/journeys")


@dataclass(frozen=True)
class Step:
    """One run of pytest."""

    title: str
    arguments: tuple[str, ...]
    on_postgres: bool = False


STEPS = (
    Step("Tests on SQLite", ()),
    Step("Tests on PostgreSQL", (), on_postgres=True),
    Step("Browser journeys on SQLite", JOURNEYS),
    Step("Browser journeys on PostgreSQL", JOURNEYS, on_postgres=True),
)


@dataclass(frozen=True)
class Total:
    """How many tests of one or more runs passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Total") -> "Total":
        return Total(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_total(report: Path, exit_code: int) -> Total:
    """Count the tests in pytest's *report*; a run that broke off counts as one failure at least."""
    total = Total()
    if report.exists():
        for suite in ET.parse(report).getroot().iter("testsuite"):
            tests, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            total += Total(max(tests - failed - skipped, 0), failed, skipped)
    return total if total.failed or not exit_code else total + Total(failed=1)


def run(step: Step, environment: Mapping[str, str], folder: Path) -> Total:
    """Run *step*, saying when it starts and how long it took."""
    print(f"\n==> {step.title}", flush=True)
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    # An idle worker takes over some of another's tests.
    command = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("WORKERS") or "2", "--dist=worksteal"]
    done = subprocess.run(
        [*command, f"--junit-xml={report}", *step.arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    total = read_total(report, done.returncode)
    print(f"<== {step.title}: {total} in {time.monotonic() - started:.0f} s", flush=True)
    return total


def browser() -> str:
    """Where the first browser that the journeys can use is."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise SystemExit("Chromium is missing: please install it (on Debian and Ubuntu: apt-get install chromium).")


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of the tests: no settings of a site, the browser, and a home folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    # Without what Python keeps compiled, each worker, and each site that a test starts, would compile all of it anew.
    kept["PYTHONDONTWRITEBYTECODE"] = ""
    return {**kept, "CHROMIUM": browser(), "HOME": kept.get("HOME") or str(folder)}


def run_all(steps: tuple[Step, ...], folder: Path) -> list[tuple[Step, Total]]:
    """Run those of *steps* that need no server, then those that need PostgreSQL, in the order they are in."""
    environment = surroundings(folder)
    if not any(step.on_postgres for step in steps):
        return [(step, run(step, environment, folder)) for step in steps]
    with postgres.cluster() as url:
        on_postgres = {**environment, postgres.VARIABLE: url}
        return [(step, run(step, on_postgres if step.on_postgres else environment, folder)) for step in steps]


def main(arguments: list[str]) -> int:
    """Run every step, or with ``journeys`` only those in the browser on SQLite; 1 when anything failed."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, postgres.leave)
    steps = tuple(step for step in STEPS if step.arguments and not step.on_postgres) if arguments else STEPS
    with tempfile.TemporaryDirectory(prefix="hemicycle-tests-") as folder:
        results = run_all(steps, Path(folder))
    print()
    for step, total in results:
        print(f"{'FAILED' if total.failed else 'ok':<8}{step.title}: {total}")
    everything = sum((total for _step, total in results), Total())
    print(everything)
    return 1 if everything.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
