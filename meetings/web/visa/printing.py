"""Turns a letter of invitation into the values that its files are made of."""

from collections.abc import Sequence

from flask import Response

from meetings.core import zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.core.dates import time_range, weekday_date
from meetings.core.later import Later
from meetings.domain.meeting.rules import taking_place
from meetings.domain.registration import days
from meetings.domain.visa import rules
from meetings.domain.visa.queries import Asked
from meetings.exports.registration_values import LetterPrint
from meetings.models.meeting import Mode, Session
from meetings.models.visa import Passport
from meetings.notices.house import settings
from meetings.web.downloads import DOCX, PDF, attachment

visa_letter = Later("meetings.exports.visa_letter")


def values(asked: Asked, passport: Passport) -> LetterPrint:
    """Return what the letter *asked* for says, with its *passport*; it is dated on the day it was signed."""
    letter, place, house = asked.letter, asked.letter.registration, settings()
    at = zones.local(letter.issued_at or letter.asked_at, house.time_zone)
    return LetterPrint(
        reference=rules.reference(letter),
        issued_on=at.date(),
        language=letter.language,
        house=house.organisation_name,
        signed_by=letter.issued_by.name if letter.issued_by else "",
        contact=house.contact_email,
        consulate=passport.consulate,
        name=passport.name,
        nationality=passport.nationality,
        passport=passport.number,
        born_on=passport.born_on,
        expires_on=passport.expires_on,
        function=place.person.function,
        organisation=place.organisation.protocol or place.organisation.name if place.organisation else Bilingual(),
        meeting=letter.meeting.title,
        sittings=[_sitting(session) for session in _sittings(asked)],
    )


def _sittings(asked: Asked) -> Sequence[Session]:
    """Return the sittings that the holder takes part in, or the one that was called off."""
    return taking_place(days.covered(asked.letter.registration)) or [asked.letter.registration.session]


def _sitting(session: Session) -> Bilingual:
    return Bilingual(_line(session, ENGLISH), _line(session, FRENCH))


def _line(session: Session, language: Language) -> str:
    """Return day, times and place of *session* as the clocks there show them."""
    times = time_range(session.starts_local, session.ends_local, language)
    where = (
        (session.place.shown(language)[0], session.address) if session.mode is not Mode.ONLINE else (session.platform,)
    )
    parts = (weekday_date(session.starts_local.date(), language), f"{times} ({session.zone})", *where)
    return ", ".join(part for part in parts if part)


def signed(asked: Asked) -> LetterPrint | None:
    """Return what the letter *asked* for says, once it is signed and as long as its passport is kept."""
    return values(asked, asked.passport) if asked.letter.issued_at and asked.passport else None


def pdf(printed: LetterPrint) -> Response:
    """Return the letter as a PDF file."""
    return attachment(visa_letter.letter_pdf(printed), _name(printed, "pdf"), PDF)


def docx(printed: LetterPrint) -> Response:
    """Return the letter as a Word file."""
    return attachment(visa_letter.letter_docx(printed), _name(printed, "docx"), DOCX)


def _name(printed: LetterPrint, ending: str) -> str:
    return f"{printed.reference.replace('/', '-')}-{printed.language.upper()}.{ending}"
