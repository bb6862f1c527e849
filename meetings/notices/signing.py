"""DKIM: every message signed with a key of the sender's domain (RFC 6376), if one is set."""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from meetings.core.later import Later

if TYPE_CHECKING:
    import dkim
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
else:
    dkim, serialization = Later("dkim"), Later("cryptography.hazmat.primitives.serialization")
    rsa = Later("cryptography.hazmat.primitives.asymmetric.rsa")

#: Those that must not be changed on the way; RFC 8058 asks for the last two.
SIGNED = (
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "Auto-Submitted", "Content-Language"),
    *("MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
FEWEST_BITS = 1024


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for *domain* with the private *key* whose public half the DNS has under *selector*."""

    domain: str
    selector: str
    key: bytes = field(repr=False)

    @classmethod
    def from_file(cls, path: str, *, selector: str, sender: str) -> "Signer":
        """Return what signs for the domain of *sender*; raises ``ValueError`` with one sentence."""
        try:
            key = serialization.load_pem_private_key(Path(path).read_bytes(), None)
        except OSError as error:
            raise ValueError("The file cannot be read.") from error
        except (TypeError, ValueError) as error:
            raise ValueError("The file holds no private key in PEM form, without a password.") from error
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < FEWEST_BITS:
            raise ValueError("The key must be an RSA key of 1024 bits at least; 2048 are usual.")
        octets = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        signer = cls(sender.rpartition("@")[2], selector, octets)
        try:
            signer.signed(b"From: x@x.example\r\n\r\n")
        except ImportError as error:
            raise ValueError("For signing, install Hemicycle with its extra “dkim”.") from error
        return signer

    def signed(self, octets: bytes) -> bytes:
        """Return the message *octets* behind its signature."""
        head = octets.partition(b"\r\n\r\n")[0].lower()
        there = [name.encode() for name in SIGNED if b"\r\n" + name.lower().encode() + b":" in b"\r\n" + head]
        signature: bytes = dkim.sign(
            octets,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=there,
        )
        return signature + octets

    @property
    def record(self) -> str:
        """What the DNS is to say under ``selector._domainkey.domain``."""
        key = serialization.load_pem_private_key(self.key, None).public_key()
        octets = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(octets).decode()}"
