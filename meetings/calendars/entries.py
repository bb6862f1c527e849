"""Meetings as calendar entries: what stands in the public feed, and what in the calendar of one person."""

from datetime import datetime

from meetings.calendars.values import Entry
from meetings.core.bilingual import FRENCH, Bilingual, Language
from meetings.core.typography import french
from meetings.models.meeting import Meeting, Mode, Session, SessionLanguage
from meetings.models.registration import Place, RegistrationDay

#: The few fixed phrases of an entry; a calendar is read outside the site, where no catalogue of ours reaches.
PHRASES: dict[str, Bilingual] = {
    "session.en": Bilingual("English session", "séance en anglais"),
    "session.fr": Bilingual("French session", "séance en français"),
    "session.both": Bilingual("session in English and French", "séance en anglais et en français"),
    "waiting": Bilingual("Waiting list", "Liste d’attente"),
    "cancelled": Bilingual("Cancelled", "Annulée"),
    "postponed": Bilingual("Postponed", "Reportée"),
    "session_cancelled": Bilingual("Cancelled", "Annulée"),
    "is_session_cancelled": Bilingual("This session is cancelled.", "Cette séance est annulée."),
    "is_postponed": Bilingual(
        "This meeting is postponed. The new dates are not fixed yet.",
        "Cette réunion est reportée. Les nouvelles dates ne sont pas encore fixées.",
    ),
    "is_tentative": Bilingual(
        "Please save the date: it may still change.", "Date à réserver : elle peut encore changer."
    ),
    "is_cancelled": Bilingual("This meeting is cancelled.", "Cette réunion est annulée."),
    "is_waiting": Bilingual(
        "You are on the waiting list. You will be told when you have a place.",
        "Vous êtes sur la liste d’attente. Un message vous sera adressé dès qu’une place se libère.",
    ),
    "is_withdrawn": Bilingual("You have withdrawn from this meeting.", "Vous avez libéré votre place à cette réunion."),
    "is_left": Bilingual("You do not come on this day.", "Vous ne venez pas ce jour-là."),
    "join": Bilingual("Join here:", "Pour participer :"),
    "page": Bilingual("Agenda and documents:", "Ordre du jour et documents :"),
}


def session_entry(session: Session, meeting: Meeting, *, language: Language, url: str, name: str) -> Entry:
    """Return *session* as everybody may see it, in *language*; *url* is its page, *name* the kind of meeting.

    *name* becomes a category and may be empty. The join link is never in it.
    """
    off = _off(session, meeting)
    starts, ends, zone = _times(session)
    return Entry(
        uid=session.uid,
        sequence=session.revision,
        changed_at=max(session.changed_at, meeting.changed_at),
        starts=starts,
        ends=ends,
        zone=zone,
        summary=_summary(session, meeting, language, mark=off),
        description=_description(session, meeting, language, url, state=_state(meeting, off)),
        location=_location(session, language),
        url=url,
        categories=(name,) if name else (),
        cancelled=bool(off),
        join_link=None,
        language=language,
        tentative=meeting.tentative,
    )


def personal_entry(day: RegistrationDay, *, language: Language, url: str) -> Entry:
    """Return the entry of the one person who comes on *day*, with the join link if they have a place.

    It keeps its UID whatever session the day is exchanged for; it is cancelled when they withdrew or left the day out,
    or when the session or the meeting is off.
    """
    registration, session = day.registration, day.session
    meeting, left = registration.meeting, day.dropped_at is not None
    withdrawn = registration.place not in (Place.CONFIRMED, Place.WAITING)
    gone = withdrawn or left
    off = _off(session, meeting)
    waiting = registration.place is Place.WAITING and not off and not left
    confirmed = registration.place is Place.CONFIRMED and not off and not left
    join_link = session.join_link if confirmed else ""
    state = _state(meeting, off) or _standing(withdrawn=withdrawn, left=left, waiting=waiting)
    starts, ends, zone = _times(session)
    return Entry(
        uid=day.uid,
        sequence=day.revision,
        changed_at=max(day.changed_at, session.changed_at, meeting.changed_at),
        starts=starts,
        ends=ends,
        zone=zone,
        summary=_summary(session, meeting, language, mark=off or ("waiting" if waiting else "")),
        description=_description(session, meeting, language, url, state=state, join_link=join_link),
        location=_location(session, language),
        url=url,
        categories=(),
        cancelled=bool(off) or gone,
        join_link=join_link or None,
        language=language,
        tentative=waiting,
    )


def _standing(*, withdrawn: bool, left: bool, waiting: bool) -> str:
    """Return in one word what must be said of somebody who has no seat on a day."""
    if withdrawn:
        return "is_withdrawn"
    return "is_left" if left else "is_waiting" if waiting else ""


def _off(session: Session, meeting: Meeting) -> str:
    """Return in one word why *session* does not take place when it stands there; nothing when it does."""
    if meeting.cancelled_at:
        return "cancelled"
    if session.cancelled_at:
        return "session_cancelled"
    return "postponed" if meeting.undated else ""


def _state(meeting: Meeting, off: str) -> str:
    """Return the sentence that a reader must see first, if there is one."""
    return f"is_{off}" if off else "is_tentative" if meeting.tentative else ""


def _times(session: Session) -> tuple[datetime, datetime, str]:
    """Return wall times and zone; in UTC where the clocks show them twice, which no calendar can tell (RFC 5545)."""
    if session.starts_fold or session.ends_fold:
        return session.starts_at.replace(tzinfo=None), session.ends_at.replace(tzinfo=None), "UTC"
    return session.starts_local, session.ends_local, session.zone


def _location(session: Session, language: Language) -> str:
    """Return where to go: room, building and address, then the platform, as far as they are known."""
    on_site = [] if session.mode is Mode.ONLINE else [_shown(session.place, language), session.address]
    online = [] if session.mode is Mode.ON_SITE else [session.platform]
    return "; ".join(filter(None, (", ".join(filter(None, on_site)), *online)))


def session_name(language_held: SessionLanguage, language: Language) -> str:
    """Return “English session” or what it is called in *language*."""
    return _phrase(f"session.{language_held}", language)


def _summary(session: Session, meeting: Meeting, language: Language, *, mark: str) -> str:
    """Title and language of the session, or its own title, with what a reader must see first."""
    name = _shown(session.title, language) or session_name(session.language, language)
    title = f"{_shown(meeting.title, language)} ({name})"
    colon = " : " if language == FRENCH else ": "
    return _set(f"{_phrase(mark, language)}{colon}{title}" if mark else title, language)


def _description(
    session: Session, meeting: Meeting, language: Language, url: str, *, state: str, join_link: str = ""
) -> str:
    """Plain paragraphs: the state, the reason, what the meeting is about, where to join and to read on."""
    paragraphs = [
        _phrase(state, language) if state else "",
        _shown(_reason(session, meeting), language),
        _shown(meeting.summary, language),
        f"{_phrase('join', language)} {join_link}" if join_link else "",
        f"{_phrase('page', language)} {url}",
    ]
    return _set("\n\n".join(paragraph for paragraph in paragraphs if paragraph), language)


def _reason(session: Session, meeting: Meeting) -> Bilingual:
    """Return why *session* does not take place; empty when it does."""
    reasons = {
        "cancelled": meeting.cancellation,
        "session_cancelled": session.cancellation,
        "postponed": meeting.postponement,
    }
    return reasons.get(_off(session, meeting), Bilingual())


def _phrase(key: str, language: Language) -> str:
    return PHRASES[key].text(language)


def _shown(text: Bilingual, language: Language) -> str:
    return text.tagged(language)


def _set(text: str, language: Language) -> str:
    return french(text) if language == FRENCH else text
