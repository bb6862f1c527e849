"""Finds the second factors that people have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from meetings.core import tokens
from meetings.domain.access import recovery, rules
from meetings.models.access import Authenticator, Ceremony, Factor, Passkey, PasskeyChallenge, RecoveryCode, WrongCode
from meetings.models.database import current
from meetings.models.person import Person

#: Wrong codes in the last quarter of an hour, for one factor of one person and from one place (ASVS 5.0, 6.3.1).
PER_PERSON = rules.WRONG_CODES
PER_PLACE = rules.PER_PLACE
#: Passkeys asked for from one place in the same time.
CHALLENGES_PER_PLACE = 60


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a person can show as a second factor."""

    passkeys: int
    authenticator: bool
    codes: int

    @property
    def any(self) -> bool:
        """Whether a device holds a second factor; codes on paper alone are none."""
        return bool(self.passkeys or self.authenticator)

    @property
    def typed(self) -> bool:
        """Whether something can be typed: digits of an app, or a recovery code."""
        return self.authenticator or self.codes > 0

    @property
    def few_codes(self) -> bool:
        """Whether it is time to make new recovery codes."""
        return self.any and self.codes <= recovery.FEW


def holdings(person: Person) -> Holdings:
    """Return what *person* can show."""
    keys = select(func.count()).select_from(Passkey).where(Passkey.person_id == person.id).scalar_subquery()
    app = exists().where(Authenticator.person_id == person.id)
    unused = (RecoveryCode.person_id == person.id) & RecoveryCode.used_at.is_(None)
    codes = select(func.count()).select_from(RecoveryCode).where(unused).scalar_subquery()
    found = current().execute(select(keys, app, codes)).one()
    return Holdings(found[0], bool(found[1]), found[2])


def passkeys(person: Person) -> Sequence[Passkey]:
    """Return the passkeys of *person*, the oldest first."""
    return current().scalars(select(Passkey).where(Passkey.person_id == person.id).order_by(Passkey.id)).all()


def passkey_by_public_id(person: Person, public_id: str) -> Passkey | None:
    """Return the passkey of *person* that addresses call *public_id*; never somebody else's."""
    query = select(Passkey).where(Passkey.person_id == person.id, Passkey.public_id == public_id)
    return current().scalar(query)


def passkey_by_credential(credential_id: bytes) -> Passkey | None:
    """Return the passkey that its device calls *credential_id*."""
    return current().scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def authenticator(person: Person) -> Authenticator | None:
    """Return the authenticator app of *person*."""
    return current().scalar(select(Authenticator).where(Authenticator.person_id == person.id))


def recovery_code(person: Person, code_hash: str) -> RecoveryCode | None:
    """Return the unused recovery code of *person* with this hash."""
    query = select(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
    )
    return current().scalar(query)


def too_many_wrong(person: Person, factor: Factor, address_hash: str, *, now: datetime) -> bool:
    """Say whether too many wrong codes were typed, for *factor* of *person* or from one network address."""
    recent = select(func.count()).select_from(WrongCode).where(WrongCode.at > now - rules.WINDOW)
    mine = current().scalar(recent.where(WrongCode.person_id == person.id, WrongCode.factor == factor)) or 0
    here = current().scalar(recent.where(WrongCode.address_hash == address_hash)) or 0
    return mine >= PER_PERSON or here >= PER_PLACE


def challenge(text: str, ceremony: Ceremony, browser: str) -> PasskeyChallenge | None:
    """Return the row of the challenge *text* that was put to this *browser* for *ceremony*."""
    query = select(PasskeyChallenge).where(
        PasskeyChallenge.challenge_hash == tokens.hashed(text),
        PasskeyChallenge.ceremony == ceremony,
        PasskeyChallenge.browser_hash == tokens.hashed(browser),
    )
    return current().scalar(query)


def too_many_challenges(address_hash: str, *, now: datetime) -> bool:
    """Say whether passkeys were asked for too often from one network address."""
    recent = PasskeyChallenge.created_at > now - rules.WINDOW
    query = select(func.count()).select_from(PasskeyChallenge).where(recent)
    found = current().scalar(query.where(PasskeyChallenge.address_hash == address_hash)) or 0
    return found >= CHALLENGES_PER_PLACE
