"""A real IMAP server (pymap) for tests, in a process of its own; its messages live as long as it does."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, PASSWORD = "returns", 'pass "word" \\ 7'
TOKEN = "a.token-that~is_valid"
ROOT = Path(__file__).parent.parent
ATTEMPTS = 200


@contextmanager
def running(port: int, *, certificate: Path | None = None, takes_tokens: bool = False) -> Iterator[None]:
    """Run the server on *port*; with a *certificate* (key in the same file) it offers STARTTLS.

    One that *takes_tokens* knows ``TOKEN`` beside the password.
    """
    tls = ["--cert", str(certificate), "--key", str(certificate)] if certificate else ["--no-tls"]
    program = ["-m", "tests.imap_oauth"] if takes_tokens else [str(Path(sys.executable).with_name("pymap"))]
    command = [
        sys.executable,
        *program,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        *tls,
        "--no-service",
        "managesieve",
    ]
    process = subprocess.Popen([*command, "dict", "--demo-user", USER, "--demo-password", PASSWORD], cwd=ROOT)
    try:
        _connected(port).shutdown()
        yield
    finally:
        process.terminate()
        process.wait()


def _connected(port: int) -> imaplib.IMAP4:
    for _ in range(ATTEMPTS):
        try:
            return imaplib.IMAP4("127.0.0.1", port, timeout=5)
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the IMAP server did not start")


@contextmanager
def mailbox(port: int, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
    """Open a *folder* as a human does."""
    imap = _connected(port)
    imap.login(USER, PASSWORD)
    imap.select(folder)
    try:
        yield imap
    finally:
        imap.logout()


def new_folder(port: int, folder: str) -> None:
    """Make an empty *folder*."""
    with mailbox(port) as imap:
        imap.create(folder)


def put(port: int, folder: str, *messages: bytes) -> None:
    """Lay *messages* into a *folder*."""
    with mailbox(port) as imap:
        for message in messages:
            imap.append(folder, None, None, message)


def unseen(port: int, folder: str) -> int:
    """Return how many messages of a *folder* nobody has read."""
    with mailbox(port, folder) as imap:
        return len(imap.search(None, "UNSEEN")[1][0].split())
