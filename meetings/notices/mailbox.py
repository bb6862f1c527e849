"""The mailbox for what comes back: how to reach it by IMAP, and one round of reading it."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from meetings.notices.access_token import TokenFailure, TokenSource
from meetings.notices.server import trust

logger = logging.getLogger(__name__)

#: Scheme of the address: (kind of encryption, usual port).
SCHEMES = {"imaps": ("tls", 993), "imap": ("starttls", 143), "imap+plain": ("off", 143)}
#: Names and passwords go into a quoted string (RFC 9051, 4.3).
_QUOTABLE = re.compile(r"[\x20-\x7e]*")


class MailboxFailure(Exception):
    """The mailbox cannot be read now; *code* says why: a key of the words on its page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A folder on an IMAP server, how to speak to it and how long to wait for each answer, in seconds."""

    host: str
    port: int
    encryption: str
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    #: Where messages go that were understood; they stay, flagged as read, when it is empty.
    done: str = ""
    #: Where tokens come from, if the server takes no password.
    tokens: TokenSource | None = None
    ca_file: str | None = None
    timeout: float = 20.0

    @classmethod
    def from_url(cls, url: str, *, done: str = "", tokens: TokenSource | None = None) -> "Box":
        """The folder that *url* names, like ``imaps://user:password@host:993/INBOX``.

        ``imap`` demands STARTTLS; ``imap+plain`` is for a server on the same machine; ``?ca=/path.pem`` trusts one
        more authority. With *tokens* it needs no password. Raises ``ValueError`` with one sentence that never quotes
        *url*, which holds a password.
        """
        try:
            parts = urlsplit(url)
            encryption, usual_port = SCHEMES[parts.scheme]
            port = parts.port or usual_port
        except (ValueError, KeyError):
            raise ValueError("It must begin with imaps://, imap:// or imap+plain:// and name a host.") from None
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not parts.hostname or not username or not (password or tokens):
            raise ValueError("It needs a host, a user name and a password (or IMAP_TOKEN_URL).")
        folder, options = unquote(parts.path.strip("/")) or "INBOX", dict(parse_qsl(parts.query))
        if not all(_QUOTABLE.fullmatch(text) for text in (username, password, folder, done)) or parts.fragment:
            raise ValueError("User name, password and folder may hold ASCII only; write # ? @ / as %23 %3F %40 %2F.")
        if options.keys() - {"ca"}:
            raise ValueError("It takes only the option ca=/file.pem.")
        try:
            trust(options.get("ca"))
        except OSError as error:
            raise ValueError("It names a certificate file that cannot be used.") from error
        return cls(
            host=parts.hostname,
            port=port,
            encryption=encryption,
            username=username,
            password=password,
            folder=folder,
            done=done,
            tokens=tokens,
            ca_file=options.get("ca"),
        )


class Connection:
    """A mailbox that is open; every fault of the server or of the network is a ``MailboxFailure``."""

    def __init__(self, imap: imaplib.IMAP4, validity: int, done: str = "") -> None:
        self._imap, self._done = imap, done
        #: UIDVALIDITY: when it changes, all UIDs mean something else (RFC 9051, 2.3.1.1).
        self.validity = validity

    def after(self, uid: int, *, most: int) -> list[int]:
        """Return the UIDs above *uid*, the lowest first, *most* of them."""
        with _told():
            data = _ok(self._imap.uid("SEARCH", f"UID {uid + 1}:*"))
        # “n:*” names the last message even when its UID is below n.
        found = sorted(int(number) for number in (data[0] or b"").split())
        return [number for number in found if number > uid][:most]

    def fetch(self, uid: int, *, longest: int) -> bytes | None:
        """Return the first *longest* octets of a message, and leave it unread; nothing when it is gone."""
        with _told():
            data = _ok(self._imap.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{longest}>)"))
        # A message comes as a pair of how it is announced and its octets.
        pair = next((part for part in data if isinstance(part, tuple)), None)
        return pair[1][:longest] if pair else None

    def put_away(self, uid: int) -> None:
        """Flag a message as seen, and move it if there is a folder for that: a human sees what is left."""
        with _told():
            self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
            if self._done and not self._move(uid):
                logger.warning("a message could not be moved to the folder for what was read")

    def _move(self, uid: int) -> bool:
        """Move a message (RFC 6851, or with UIDPLUS), into a folder that is made if it is missing."""
        can, folder = self._capabilities(), _quoted(self._done)
        order = "MOVE" if "MOVE" in can else "COPY"
        if order == "COPY" and "UIDPLUS" not in can:
            return False
        if self._imap.uid(order, str(uid), folder)[0] != "OK":
            self._imap.create(folder)
            if self._imap.uid(order, str(uid), folder)[0] != "OK":
                return False
        if order == "COPY":
            self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            self._imap.uid("EXPUNGE", str(uid))
        return True

    def _capabilities(self) -> list[str]:
        """Return what the server can do once somebody has signed in: it may be more than before."""
        data = _ok(self._imap.capability())
        return b" ".join(part for part in data if part).decode("ascii", "replace").upper().split()


@contextmanager
def opened(box: Box) -> Iterator[Connection]:
    """Open *box*; raises ``MailboxFailure``."""
    with _told():
        imap = _connect(box)
    try:
        with _told():
            validity = _enter(imap, box)
        yield Connection(imap, validity, box.done)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            imap.logout()


def _connect(box: Box) -> imaplib.IMAP4:
    if box.encryption == "tls":
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trust(box.ca_file), timeout=box.timeout)
    imap = imaplib.IMAP4(box.host, box.port, timeout=box.timeout)
    if box.encryption == "starttls":
        try:
            if "STARTTLS" not in imap.capabilities:
                raise MailboxFailure("encryption")
            imap.starttls(trust(box.ca_file))
        except BaseException:
            with suppress(OSError):
                imap.shutdown()
            raise
    return imap


def _enter(imap: imaplib.IMAP4, box: Box) -> int:
    """Sign in, open the folder, and return its UIDVALIDITY."""
    try:
        _sign_in(imap, box)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        if box.tokens:
            box.tokens.forget()
        raise MailboxFailure("credentials") from error
    kind, _data = imap.select(_quoted(box.folder))
    if kind != "OK":
        raise MailboxFailure("folder")
    validity = imap.response("UIDVALIDITY")[1][0]
    return int(validity) if validity else 0


def _sign_in(imap: imaplib.IMAP4, box: Box) -> None:
    """Sign in with a password, or with a token (XOAUTH2, which Exchange Online and Gmail ask for)."""
    if box.tokens is None:
        imap.login(_quoted(box.username), box.password)
        return
    try:
        token = box.tokens.token()
    except TokenFailure as failure:
        raise MailboxFailure(failure.code) from failure
    # To an error the server wants an empty answer before it says no.
    answers = iter([f"user={box.username}\1auth=Bearer {token}\1\1".encode("ascii")])
    imap.authenticate("XOAUTH2", lambda _challenge: next(answers, b""))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise MailboxFailure("refused")
    return data


@contextmanager
def _told() -> Iterator[None]:
    """Say in one word what went wrong."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxFailure("certificate") from error
    except ssl.SSLError as error:
        raise MailboxFailure("encryption") from error
    except TimeoutError as error:
        raise MailboxFailure("timeout") from error
    except imaplib.IMAP4.abort as error:
        raise MailboxFailure("disconnected") from error
    except imaplib.IMAP4.error as error:
        raise MailboxFailure("refused") from error
    except OSError as error:
        raise MailboxFailure("unreachable") from error
