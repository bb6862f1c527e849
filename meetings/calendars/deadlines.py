"""Deadlines as calendar entries: moments without a length, which take nobody's time."""

from datetime import UTC, datetime

from meetings.calendars.values import Entry
from meetings.core import zones
from meetings.core.bilingual import FRENCH, Bilingual, Language
from meetings.core.typography import french
from meetings.domain.deadline.rules import Due
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting

#: A calendar is read outside the site, where no catalogue of ours reaches.
PHRASES: dict[str, Bilingual] = {
    Closing.REGISTRATION: Bilingual("Registration closes", "Clôture des inscriptions"),
    Closing.PROPOSALS: Bilingual("Last moment to propose agenda items", "Fin des propositions de points"),
    Closing.DOCUMENTS: Bilingual("Documents due", "Remise des documents"),
    Closing.COMMENTS: Bilingual("Comments due", "Fin des observations"),
    Closing.SURVEY: Bilingual("Survey closes", "Clôture de l’enquête"),
    "off": Bilingual("No longer holds", "Sans objet"),
    "page": Bilingual("All deadlines:", "Toutes les dates limites :"),
}


def deadline_entry(due: Due, meeting: Meeting, *, language: Language, url: str, name: str) -> Entry:
    """Return *due* as everybody may see it, in *language*; *url* is the page of all, *name* the kind of meeting."""
    off = due.removed_at or meeting.cancelled_at
    closes, zone = _moment(due)
    what = due.title.tagged(language) if due.title else _phrase(due.kind, language)
    summary = f"{what} ({meeting.title.tagged(language)})"
    colon = " : " if language == FRENCH else ": "
    return Entry(
        uid=due.uid,
        sequence=due.sequence + (1 if meeting.cancelled_at else 0),
        changed_at=max(due.changed_at, meeting.changed_at),
        starts=closes,
        ends=closes,
        zone=zone,
        summary=_set(f"{_phrase('off', language)}{colon}{summary}" if off else summary, language),
        description=_set(f"{_phrase('page', language)} {url}", language),
        location="",
        url=url,
        categories=(name,) if name else (),
        cancelled=bool(off),
        join_link=None,
        language=language,
        tentative=meeting.tentative or meeting.undated,
        moment=True,
    )


def _moment(due: Due) -> tuple[datetime, str]:
    """Return wall time and zone; in UTC where they do not name the instant, which no calendar could tell."""
    if zones.exists(due.closes, due.zone) and zones.instant(due.closes.replace(fold=0), due.zone) == due.at:
        return due.closes.replace(fold=0), due.zone
    return due.at.astimezone(UTC).replace(tzinfo=None), "UTC"


def _phrase(key: str, language: Language) -> str:
    return PHRASES[key].text(language)


def _set(text: str, language: Language) -> str:
    return french(text) if language == FRENCH else text
