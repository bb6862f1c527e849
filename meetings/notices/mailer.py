"""The way out for mail: verified encryption, time limits, and what became of each message."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import flask_mail

from meetings.notices.message import Letter, Outgoing, Unsendable, clean
from meetings.notices.server import Server, trust
from meetings.notices.signing import Signer

__all__ = [
    "Failure",
    "Mailer",
    "Outgoing",
    "Permanent",
    "SafeConnection",
    "Server",
    "Temporary",
    "Unreachable",
]

#: Replies that speak of our account and not of the message (RFC 4954 section 6).
ACCOUNT_REPLIES = (530, 534, 535, 538)
#: “Service closing transmission channel” (RFC 5321 section 4.2.3).
TOO_MANY = 421
REASONS = {
    "unreachable": "The mail server cannot be reached.",
    "timeout": "The mail server did not answer in time.",
    "disconnected": "The mail server closed the connection.",
    "certificate": "The certificate of the mail server could not be verified.",
    "encryption": "No encrypted connection to the mail server could be made.",
    "unsupported": "The mail server does not offer the encryption or the sign-in that is set.",
    "credentials": "The mail server refused our user name or password.",
    "closed": "The mail server takes no mail at the moment.",
    "sender": "The mail server refused our sender address.",
    "later": "The mail server asked us to try again later.",
    "recipient": "The mail server refused the address of the recipient.",
    "content": "The mail server refused the message.",
}


class Failure(Exception):
    """A message was not delivered, for *reason*; *code* is a key of ``REASONS``, or ``message`` for our own check.

    *said* are the server's own words. *underway* says that the server broke off while it was given this message.
    """

    def __init__(self, reason: str, *, code: str = "message", said: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.said = said
        self.underway = False


class Temporary(Failure):
    """Not delivered now; the same message may go later."""


class Unreachable(Temporary):
    """Not delivered now, through no fault of the message: others would fare no better at this moment."""


class Permanent(Failure):
    """Never to be delivered: the recipient or the message was refused."""


class SafeConnection(flask_mail.Connection):
    """A Flask-Mail connection that verifies certificates, gives up in time and needs no application.

    It is opened by the first message and again by the next one after a break; one thread uses it at a time.
    A server may have closed a connection that has carried messages: that is tried once more on a new one.
    """

    def __init__(self, server: Server, signer: Signer | None = None) -> None:
        super().__init__(flask_mail.Mail().init_mail(server.flask_settings()))  # type: ignore[arg-type]
        self.server, self.signer = server, signer
        #: How many messages this connection has carried, and whether it is being given another.
        self._carried, self._underway = 0, False

    def __enter__(self) -> "SafeConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt, sign in; nothing is left open if one of these fails."""
        host = self._connect()
        try:
            if host.sock is not None:
                host.sock.settimeout(self.server.step_timeout)
            if self.mail.use_tls:
                host.starttls(context=trust(self.server.ca_file))
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def deliver(self, outgoing: Outgoing) -> None:
        """Hand *outgoing* to the server; no exception means that the server has taken it.

        Raises ``Temporary`` (``Unreachable`` if the server is at fault) or ``Permanent``.
        """
        try:
            letter = Letter(outgoing)
            try:
                self.send(letter)
            except OSError as error:
                if not self._was_closed(error):
                    raise
                self.close()
                self.send(letter)
        except Unsendable as error:
            raise Permanent(str(error)) from error
        except OSError as error:
            failure = failure_of(error)
            failure.underway = self._underway and isinstance(failure, Unreachable) and failure.code != "credentials"
            raise failure from error
        finally:
            self._underway = False

    def _was_closed(self, error: OSError) -> bool:
        """Say whether *error* means no more than that the server had enough of a connection used before."""
        gone = isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
        return self._carried > 0 and (gone or getattr(error, "smtp_code", 0) == TOO_MANY)

    def send(self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Send the octets of a ``Letter`` to its one recipient; *envelope_from* is always its own."""
        if not isinstance(message, Letter):
            raise TypeError("Only a Letter can be sent.")
        octets = message.as_bytes()
        octets = self.signer.signed(octets) if self.signer else octets
        if self.host is None or self.host.sock is None:
            self.host, self._carried, self._underway = None, 0, False
            self.host = self.configure_host()
        self._underway = True
        self.host.sendmail(message.returned, [message.reader[1]], octets)
        self._carried += 1
        self.num_emails += 1
        flask_mail.email_dispatched.send(self.mail, message=message)

    def close(self) -> None:
        """Take leave of the server, without waiting long for its answer."""
        host, self.host, self._carried = self.host, None, 0
        if host is None:
            return
        with suppress(OSError):
            if host.sock is not None:
                host.sock.settimeout(self.server.connect_timeout)
                host.quit()
        host.close()

    def _connect(self) -> smtplib.SMTP:
        mail, timeout = self.mail, self.server.connect_timeout
        if mail.use_ssl:
            return smtplib.SMTP_SSL(mail.server, mail.port or 0, timeout=timeout, context=trust(self.server.ca_file))
        return smtplib.SMTP(mail.server, mail.port or 0, timeout=timeout)


class Mailer:
    """Sends messages through one *server*, signed if there is a *signer*; keeps no connection, so threads share it."""

    def __init__(self, server: Server, signer: Signer | None = None) -> None:
        self.server, self.signer = server, signer

    def send(self, outgoing: Outgoing) -> None:
        """Send one message on a connection of its own; raises ``Temporary`` or ``Permanent``."""
        with self.connected() as connection:
            connection.deliver(outgoing)

    @contextmanager
    def connected(self) -> Iterator[SafeConnection]:
        """One connection for several messages: call its ``deliver`` for each."""
        with SafeConnection(self.server, self.signer) as connection:
            yield connection


def failure_of(error: Exception) -> Failure:
    """Return what *error* means for the message: its recipient's fault, its own, or the server's."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refusal("recipient", *next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return _told(Unreachable, "credentials")
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != 552:
        return _told(Temporary, "sender" if error.smtp_code >= 500 else "later", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return _refusal("content", error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _told(Unreachable, "closed", error.smtp_code, error.smtp_error)
    return _told(Unreachable, _breakdown(error))


def _refusal(code: str, number: int, words: bytes | str) -> Failure:
    """A reply to RCPT or DATA: 5xx is for good, 4xx for now (RFC 5321 section 4.2.1)."""
    if number in ACCOUNT_REPLIES:
        return _told(Unreachable, "credentials")
    if number < 500:
        return _told(Temporary, "later", number, words)
    return _told(Permanent, code, number, words)


def _breakdown(error: Exception) -> str:
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, ssl.SSLError):
        return "encryption"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "unsupported"
    return "disconnected" if isinstance(error, smtplib.SMTPServerDisconnected) else "unreachable"


def _told(kind: type[Failure], code: str, number: int | None = None, words: bytes | str = "") -> Failure:
    """*kind* with our words and, after them, the server's own (at most 250 characters)."""
    if number is None:
        return kind(REASONS[code], code=code)
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    answer = f"{number} {clean(said)}"
    return kind(f"{REASONS[code]} ({answer})", code=code, said=answer)
