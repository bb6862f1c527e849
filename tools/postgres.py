#!/usr/bin/env python3
"""A throw-away PostgreSQL: ``postgres.py -- COMMAND`` runs COMMAND with HEMICYCLE_TEST_DATABASE_URL set to it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

VARIABLE = "HEMICYCLE_TEST_DATABASE_URL"
#: Nothing of this outlives the tests, so nothing needs to reach the disk.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
#: Where it is measured how fast one writes, what is written has to reach the disk.
SAFETY = ("max_connections=200",)


def programs() -> Path:
    """The folder with the newest initdb and pg_ctl on this machine."""
    found = [Path(name).resolve().parent for name in (shutil.which("initdb"),) if name]
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found += [path.parent for path in sorted(installed, key=lambda path: float(path.parts[4]), reverse=True)]
    for folder in found:
        if (folder / "pg_ctl").exists():
            return folder
    raise SystemExit("PostgreSQL is missing: please install it (on Debian and Ubuntu: apt-get install postgresql).")


def owner() -> str | None:
    """Who runs the server: PostgreSQL refuses to run as root, so then somebody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL in *folder*; raises with what it said when it fails."""
    user = owner()
    identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(programs() / program), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode:
        log = folder / "log"
        raise RuntimeError(f"{program} failed: {done.stdout}{log.read_text() if log.exists() else ''}")


@contextmanager
def cluster(settings: Sequence[str] = SPEED) -> Iterator[str]:
    """Run an empty PostgreSQL with *settings* for the length of the block; yields its address for SQLAlchemy."""
    folder = Path(tempfile.mkdtemp(prefix="hemicycle-postgres-"))
    if user := owner():
        shutil.chown(folder, user)
    data = str(folder / "data")
    try:
        call(folder, "initdb", "-D", data, "-U", "hemicycle", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        port = start(folder, data, settings)
        try:
            yield f"postgresql+psycopg://hemicycle@127.0.0.1:{port}/postgres"
        finally:
            call(folder, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, data: str, settings: Sequence[str]) -> int:
    """Start the server of *data* on a free port of this machine only and return the port."""
    for attempt in range(3):
        port = free_port()
        options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *settings]
        line = " ".join(f"-c {option}" for option in options)
        try:
            call(folder, "pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", line, "start")
        except RuntimeError:
            if attempt == 2:
                raise
        else:
            return port
    raise AssertionError


def leave(number: int, _frame: FrameType | None) -> None:
    """End this program in the ordinary way, so that the cluster is stopped."""
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` beside a throw-away PostgreSQL and return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        raise SystemExit("Usage: tools/postgres.py -- COMMAND")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, VARIABLE: url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
