"""Looks at the way out for mail: whether the mail server answers, and what the DNS says of our domain."""

import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from meetings.core.later import Later
from meetings.models.outbox import MailReason
from meetings.notices.mailer import SafeConnection, Server, failure_of

if TYPE_CHECKING:
    from dns import exception, resolver
else:
    exception, resolver = Later("dns.exception"), Later("dns.resolver")

#: Seconds for each step with the mail server, and for each question to the DNS.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of connecting to the mail server and signing in there; *problem* says why it did not work."""

    problem: MailReason | None = None
    #: The server's own words.
    said: str = ""
    #: The version of TLS, until when the certificate is valid, and who issued it; empty without encryption.
    encryption: str = ""
    until: datetime | None = None
    issuer: str = ""


def probe(server: Server) -> Probe:
    """Connect to *server*, encrypt and sign in as for a mail, and take leave again."""
    with SafeConnection(replace(server, connect_timeout=PATIENCE, step_timeout=PATIENCE)) as connection:
        try:
            connection.host = connection.configure_host()
        except OSError as error:
            failure = failure_of(error)
            return Probe(problem=MailReason(failure.code), said=failure.said)
        sock = connection.host.sock
        return _described(sock) if isinstance(sock, ssl.SSLSocket) else Probe()


def _described(sock: ssl.SSLSocket) -> Probe:
    found: dict[str, Any] = sock.getpeercert() or {}
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC) if "notAfter" in found else None
    issuer = {name: value for part in found.get("issuer", ()) for name, value in part}
    words = issuer.get("organizationName") or issuer.get("commonName") or ""
    return Probe(encryption=sock.version() or "", until=until, issuer=words)


def published(name: str, begins: str) -> list[str] | None:
    """Return the texts that the DNS has under *name* and that begin so; nothing at all when it cannot be asked."""
    try:
        answer = resolver.resolve(name, "TXT", lifetime=PATIENCE)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except (exception.DNSException, OSError, ValueError):
        return None
    texts = [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
    return [text for text in texts if text.lower().startswith(begins)]
