"""Ways in: requests to sign in, the sessions of people who did, and the second factors they have."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from meetings.core.bilingual import Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.person import Person


class Factor(StrEnum):
    """What somebody showed besides their mailbox."""

    PASSKEY = "passkey"
    AUTHENTICATOR = "authenticator"
    RECOVERY = "recovery"
    PROVIDER = "provider"


class Ceremony(StrEnum):
    """What a passkey was asked for."""

    ENROL = "enrol"
    SIGN_IN = "sign_in"
    PROVE = "prove"


class SignInRequest(Base):
    """Someone typed an address and asked for a link and a code; known or unknown, a row is written."""

    __tablename__ = "sign_in_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person | None] = relationship()
    language: Mapped[Language] = mapped_column(String(2))
    #: The link's token and the code are made from this and the application's secret.
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: Recognises the browser that asked; only there the code may be typed.
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    #: A keyed hash of the network address, for the limits only.
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    next_path: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Wrong codes typed so far.
    tries: Mapped[int] = mapped_column(default=0)


class WebSession(Base):
    """One browser in which someone is signed in; ended here, it is ended at once."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: Names the session in addresses; says nothing and cannot be guessed.
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When a page was last asked for, to the minute.
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When the person last proved who they are.
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The second factor that was shown in it.
    factor: Mapped[Factor | None] = mapped_column(Word(Factor))
    #: The person had a second factor when it began, so it waits for one.
    factor_asked: Mapped[bool]
    browser: Mapped[str] = mapped_column(String(200))
    #: The version of the privacy notice in force, read along with the session of a request.
    notice_version: Mapped[int | None] = query_expression()


class ProofRequest(Base):
    """Someone who is signed in asked for a code by mail, to prove once more who they are."""

    __tablename__ = "proof_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("web_session.id", ondelete="CASCADE"), index=True)
    session: Mapped[WebSession] = relationship()
    nonce: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Wrong codes typed so far.
    tries: Mapped[int] = mapped_column(default=0)


class Passkey(Base):
    """A key pair of a person: the private half is in their device, this is the public one."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    #: At most 1,023 octets (WebAuthn, 4).
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    #: What the device calls the account; it says nothing of the person.
    user_handle: Mapped[bytes] = mapped_column(LargeBinary)
    #: How often the device says the key was used; a copy of the key would fall behind.
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasskeyChallenge(Base):
    """What a device was asked to sign; it answers once."""

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ceremony: Mapped[Ceremony] = mapped_column(Word(Ceremony))
    #: Recognises the browser that asked.
    browser_hash: Mapped[str] = mapped_column(String(64))
    #: A keyed hash of the network address, for the limits only.
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    #: Whose key is meant; unknown while they sign in.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Authenticator(Base):
    """The app of a person that shows six digits, new ones every half minute (RFC 6238)."""

    __tablename__ = "authenticator"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    person: Mapped[Person] = relationship()
    #: The shared secret, sealed with a key that the database does not hold.
    sealed_secret: Mapped[str] = mapped_column(String(255))
    #: The half minute whose digits were last taken; they are not taken again, nor are older ones.
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """One of the codes on paper, for when every other factor is lost; it works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WrongCode(Base):
    """A wrong code was typed where a second factor was asked; for the limits only."""

    __tablename__ = "wrong_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    factor: Mapped[Factor] = mapped_column(Word(Factor))
    #: A keyed hash of the network address.
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
