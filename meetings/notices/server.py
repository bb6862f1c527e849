"""The SMTP server that the settings name: how to reach it, encrypted how, and how long to wait."""

import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from meetings.notices.message import clean

#: Scheme of the address: (kind of encryption, usual port).
SCHEMES = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("off", 25)}


@dataclass(frozen=True, kw_only=True)
class Server:
    """An SMTP server, how to speak to it and how long to wait for it, in seconds."""

    host: str
    port: int
    encryption: str = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    connect_timeout: float = 10.0
    step_timeout: float = 30.0

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """The server that *url* names, like ``smtp://user:password@host:587``.

        ``smtp`` demands STARTTLS, ``smtps`` speaks TLS from the start, ``smtp+plain`` (or ``?tls=off``) is
        for a trusted relay; ``?ca=/path.pem`` trusts one more authority.
        Raises ``ValueError`` with one sentence that never quotes *url*, which may hold a password.
        """
        parts = _split(url)
        options = _options(parts)
        encryption, usual_port = SCHEMES["smtp+plain" if "tls" in options else parts.scheme]
        username, password = _credentials(parts)
        if encryption == "off" and password:
            raise ValueError("A mail server without encryption must be given without user name and password.")
        return cls(
            host=parts.hostname or "",
            port=parts.port or usual_port,
            encryption=encryption,
            username=username,
            password=password,
            ca_file=options.get("ca"),
        )

    def flask_settings(self) -> dict[str, str | int | bool | None]:
        """The same server in the words of Flask-Mail."""
        return {
            "MAIL_SERVER": self.host,
            "MAIL_PORT": self.port,
            "MAIL_USE_TLS": self.encryption == "starttls",
            "MAIL_USE_SSL": self.encryption == "tls",
            "MAIL_USERNAME": self.username,
            "MAIL_PASSWORD": self.password,
        }


def trust(ca_file: str | None) -> ssl.SSLContext:
    """Verify certificates by the authorities of the system and those in *ca_file*."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _split(url: str) -> SplitResult:
    """The parts of *url*; never quotes it, since it holds a password."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ValueError("The address of the mail server has a wrong host or port.") from error
    if parts.scheme not in SCHEMES:
        raise ValueError("The address of the mail server must begin with smtp://, smtps:// or smtp+plain://.")
    if not parts.hostname or not port_is_right or parts.hostname != clean(parts.hostname).replace(" ", ""):
        raise ValueError("The address of the mail server has a wrong host or port.")
    if parts.path.strip("/") or parts.fragment:
        raise ValueError(
            "The address of the mail server ends after the port; "
            "write the characters / # ? @ of a password as %2F %23 %3F %40."
        )
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if options.keys() - {"tls", "ca"} or options.get("tls", "off") != "off" or options.get("ca") == "":
        raise ValueError("The address of the mail server takes only the options tls=off and ca=/file.pem.")
    if "tls" in options and (parts.scheme == "smtps" or "ca" in options):
        raise ValueError("The address of the mail server both asks for encryption and turns it off.")
    try:
        trust(options.get("ca"))
    except OSError as error:
        raise ValueError("The address of the mail server names a certificate file that cannot be used.") from error
    return options


def _credentials(parts: SplitResult) -> tuple[str | None, str | None]:
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(username) != bool(password):
        raise ValueError("The address of the mail server needs both a user name and a password, or neither.")
    if not (username + password).isascii() or not (username + password + "x").isprintable():
        raise ValueError("The user name and the password of the mail server may hold only ASCII characters.")
    return username or None, password or None
