"""Meetings as calendar entries: what stands in the public feed, and what in the calendar of one person."""

from meetings.calendars.values import Entry
from meetings.core.bilingual import FRENCH, Bilingual, Language
from meetings.core.typography import french
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.registration import Place, Registration

#: The few fixed phrases of an entry; a calendar is read outside the site, where no catalogue of ours reaches.
PHRASES: dict[str, Bilingual] = {
    "session.en": Bilingual("English session", "séance en anglais"),
    "session.fr": Bilingual("French session", "séance en français"),
    "session.both": Bilingual("session in English and French", "séance en anglais et en français"),
    "waiting": Bilingual("Waiting list", "Liste d’attente"),
    "cancelled": Bilingual("Cancelled", "Annulée"),
    "is_cancelled": Bilingual("This meeting is cancelled.", "Cette réunion est annulée."),
    "is_waiting": Bilingual(
        "You are on the waiting list. You will be told when you have a place.",
        "Vous êtes sur la liste d’attente. Un message vous sera adressé dès qu’une place se libère.",
    ),
    "is_withdrawn": Bilingual("You have withdrawn from this meeting.", "Vous avez libéré votre place à cette réunion."),
    "join": Bilingual("Join here:", "Pour participer :"),
    "page": Bilingual("Agenda and documents:", "Ordre du jour et documents :"),
}


def session_entry(session: Session, meeting: Meeting, *, language: Language, url: str, name: str) -> Entry:
    """Return *session* as everybody may see it, in *language*; *url* is its page, *name* the kind of meeting.

    *name* becomes a category and may be empty. The join link is never in it.
    """
    cancelled = meeting.cancelled_at is not None
    return Entry(
        uid=session.uid,
        sequence=session.revision,
        changed_at=max(session.changed_at, meeting.changed_at),
        starts=session.starts_local,
        ends=session.ends_local,
        zone=session.zone,
        summary=_summary(session, meeting, language, mark="cancelled" if cancelled else ""),
        description=_description(meeting, language, url, state="is_cancelled" if cancelled else ""),
        location=session.platform,
        url=url,
        categories=(name,) if name else (),
        cancelled=cancelled,
        join_link=None,
        language=language,
    )


def personal_entry(
    registration: Registration, session: Session, meeting: Meeting, *, language: Language, url: str
) -> Entry:
    """Return the entry of the one person of *registration*, with the join link if they have a place.

    It keeps its UID whatever *session* they move to; it is cancelled when they withdrew or the meeting is off.
    """
    gone = registration.place is Place.WITHDRAWN
    cancelled = meeting.cancelled_at is not None
    waiting = registration.place is Place.WAITING and not cancelled
    confirmed = registration.place is Place.CONFIRMED and not cancelled
    join_link = session.join_link if confirmed else ""
    mark = "cancelled" if cancelled else "waiting" if waiting else ""
    state = "is_cancelled" if cancelled else "is_withdrawn" if gone else "is_waiting" if waiting else ""
    return Entry(
        uid=registration.uid,
        sequence=registration.revision,
        changed_at=max(registration.changed_at, session.changed_at, meeting.changed_at),
        starts=session.starts_local,
        ends=session.ends_local,
        zone=session.zone,
        summary=_summary(session, meeting, language, mark=mark),
        description=_description(meeting, language, url, state=state, join_link=join_link),
        location=session.platform,
        url=url,
        categories=(),
        cancelled=cancelled or gone,
        join_link=join_link or None,
        language=language,
        tentative=waiting,
    )


def session_name(language_held: SessionLanguage, language: Language) -> str:
    """Return “English session” or what it is called in *language*."""
    return _phrase(f"session.{language_held}", language)


def _summary(session: Session, meeting: Meeting, language: Language, *, mark: str) -> str:
    """Title and language of the session, with what a reader must see first."""
    title = f"{_shown(meeting.title, language)} ({session_name(session.language, language)})"
    colon = " : " if language == FRENCH else ": "
    return _set(f"{_phrase(mark, language)}{colon}{title}" if mark else title, language)


def _description(meeting: Meeting, language: Language, url: str, *, state: str, join_link: str = "") -> str:
    """Plain paragraphs: the state, the reason, what the meeting is about, where to join and to read on."""
    paragraphs = [
        _phrase(state, language) if state else "",
        _shown(meeting.cancellation, language) if meeting.cancelled_at else "",
        _shown(meeting.summary, language),
        f"{_phrase('join', language)} {join_link}" if join_link else "",
        f"{_phrase('page', language)} {url}",
    ]
    return _set("\n\n".join(paragraph for paragraph in paragraphs if paragraph), language)


def _phrase(key: str, language: Language) -> str:
    return PHRASES[key].text(language)


def _shown(text: Bilingual, language: Language) -> str:
    return text.shown(language)[0]


def _set(text: str, language: Language) -> str:
    return french(text) if language == FRENCH else text
