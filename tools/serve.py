"""Runs the whole site from its checkout: database up to date, web server, scheduler; Ctrl-C stops it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

import embedded

#: Seconds a child may take to answer the first time, and to end what it does when it is stopped.
PATIENCE = 60
GRACE = 15

PEOPLE = (
    ("secretariat@hemicycle.example", "the secretariat"),
    ("ncp.ke@hemicycle.example", "a National Contact Point who reads English (Kenya)"),
    ("ncp.cm@hemicycle.example", "a National Contact Point who reads French (Cameroon)"),
    ("observer@hemicycle.example", "an observer"),
)


class Stopped(Exception):
    """Somebody asked the site to stop."""


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave whatever is being done."""
    raise Stopped


def handle_signals(handler: object) -> None:
    """Let *handler* answer Ctrl-C, the end of the terminal and the wish of another program to stop this one."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)  # type: ignore[arg-type]


def check_port(host: str, port: str) -> None:
    """Leave with one sentence when nothing can be served at *host* and *port*."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SystemExit(f"PORT must be a number from 1 to 65535, not “{port}”.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise SystemExit(
                f"Port {port} of {host} cannot be used ({error.strerror}): choose another, "
                "for example: make run PORT=8080"
            ) from error


def prepare(environment: dict[str, str]) -> None:
    """Bring the database up to date and, in the demo, fill it; both do nothing the second time."""
    steps = [("Updating the database", ["db", "upgrade"])]
    if embedded.is_demo(environment):
        steps.append(("Loading the demo", ["demo", "load"]))
    for title, arguments in steps:
        print(f"{title} …", flush=True)
        done = run(arguments, environment)
        if done.returncode:
            sys.stdout.write(done.stdout)
            raise SystemExit(f"{title} failed; nothing was started.")


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the application's command *arguments* and return what it printed."""
    return subprocess.run(
        embedded.flask(*arguments),
        cwd=embedded.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start *command* beside this program, out of reach of the terminal's Ctrl-C: we stop it ourselves."""
    return subprocess.Popen(
        command, cwd=embedded.ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )


def wait_until_ready(children: dict[str, subprocess.Popen[bytes]], host: str, port: str) -> None:
    """Return when the web server answers; leave when it does not, or when a child has ended."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    address = f"http://{f'[{near}]' if ':' in near else near}:{port}/healthz"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        check_children(children)
        try:
            with direct.open(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise SystemExit(f"The site answers with an error ({error.code}); see the lines above.") from error
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The site does not answer after {PATIENCE} seconds.")


def check_children(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Leave when one of *children* has ended."""
    for name, child in children.items():
        if child.poll() is not None:
            raise SystemExit(f"The {name} has ended by itself (exit code {child.returncode}); stopping.")


def stop_children(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask *children* to stop, let them end what they do, and end those that do not."""
    for child in children.values():
        tell(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            print("Stopping the hard way.", file=sys.stderr)
        tell(child, signal.SIGKILL)
        child.wait()


def tell(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to *child*; when it is to be killed, to all the processes it made."""
    try:
        if number == signal.SIGKILL:
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)
    except ProcessLookupError:
        pass


def greet(environment: dict[str, str]) -> None:
    """Print where the site is and how to get in."""
    base_url = environment["HEMICYCLE_BASE_URL"].rstrip("/")
    print(f"\nHemicycle is at {base_url}/\n")
    if embedded.is_demo(environment):
        print(f"To sign in, type one of these addresses at {base_url}/en/sign-in/")
        for email, who in PEOPLE:
            print(f"  {email:<32}{who}")
        print(f"and read the mail at {base_url}/en/outbox/ – or, without mail: make sign-in EMAIL=…\n")
    else:
        greet_first_administrator(environment)
    print("Ctrl-C stops it; what was changed is kept.", flush=True)


def greet_first_administrator(environment: dict[str, str]) -> None:
    """Print the address where the first administrator begins, while there is none."""
    done = run(["setup", "link"], environment)
    if done.returncode:
        sys.stdout.write(done.stdout)
        raise SystemExit("The address for the first administrator could not be made.")
    if done.stdout.strip():
        print("Nobody can sign in yet. Begin as the first administrator, once, at:")
        print(f"  {done.stdout.strip()}\n")


def serve(environment: dict[str, str]) -> None:
    """Run the web server and the scheduler until one of them ends or somebody stops us."""
    web = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web server"] = start(web, environment)
        children["scheduler"] = start(embedded.flask("jobs", "run"), environment)
        wait_until_ready(children, environment["HOST"], environment["PORT"])
        greet(environment)
        while True:
            check_children(children)
            time.sleep(0.2)
    finally:
        handle_signals(signal.SIG_IGN)
        stop_children(children)


def main() -> None:
    """Run the site under the embedded settings."""
    handle_signals(stop)
    environment = embedded.settings(os.environ)
    check_port(environment["HOST"], environment["PORT"])
    try:
        prepare(environment)
        serve(environment)
    except Stopped:
        print("\nStopped.")


if __name__ == "__main__":
    main()
