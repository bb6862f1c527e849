"""Runs gunicorn under the settings of the product, and says what its processes weigh."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Server:
    """One gunicorn."""

    port: int
    pid: int

    def weights(self) -> list[int]:
        """Return the resident memory of each worker, in bytes."""
        return [_memory(worker, "Rss") for worker in self.workers()]

    def shares(self) -> list[int]:
        """Return the memory of each worker, in bytes, with its part of what several processes have in common."""
        return [_memory(worker, "Pss") for worker in self.workers()]

    def work(self) -> float:
        """Return how many seconds of a processor the workers have used up to now."""
        return sum(_used(worker) for worker in self.workers())

    def workers(self) -> list[int]:
        return [int(child) for child in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()]


def _memory(pid: int, which: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"process {pid} has no memory")


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_in(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of a site of its own in *folder*, reached at *port*."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    return {
        **kept,
        "HEMICYCLE_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}",
        "HEMICYCLE_DATA_DIR": str(folder),
        "HEMICYCLE_BASE_URL": f"http://127.0.0.1:{port}",
        "HEMICYCLE_SECRET_KEY": secrets.token_hex(32),
        "HEMICYCLE_DEMO": "1",
        "HEMICYCLE_LIMITS_URL": "off",
    }


def flask(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the application and return what it printed."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def serving(application: str, port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve *application* at *port* with two processes of eight threads."""
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
    own = {**environment, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "2", "MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen(command, cwd=ROOT, env=own, start_new_session=True)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn does not answer.")
