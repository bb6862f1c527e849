"""What registering takes, whether somebody is signed in or follows their link: what is asked, and keeping it."""

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from meetings.domain.registration import actions, actions_details, details
from meetings.domain.registration import question_queries as questions
from meetings.domain.registration.terms import Room
from meetings.filing import filing
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.web.document.forms import upload_limit
from meetings.web.registration.entry import Asking, EntryForm


def asking(meeting: Meeting, room: Room, registration: Registration | None = None) -> Asking:
    """Return what is asked at *meeting*, and what the holder of *registration* has said already."""
    items = questions.asked(meeting) if room.asks else ()
    if registration is None:
        return Asking(room.terms, items)
    needs = details.needs_of(registration) if room.terms.needs else None
    return Asking(
        room.terms,
        items,
        answers=questions.answers_of(registration) if items else {},
        companions=details.companions_of(registration) if room.terms.companions else (),
        diet=needs.diet if needs else "",
        access=needs.access if needs else "",
    )


def take(
    form: EntryForm, meeting: Meeting, person: Person, sessions: Sequence[Session], *, has_details: bool, now: datetime
) -> Registration:
    """Give *person* a place in *sessions* and keep what they said in *form*, both or neither."""
    with filing(current_app.extensions["storage"]) as files:
        made = actions.register(meeting, person, sessions=sessions, by=person, now=now)
        if has_details:
            said = form.said()
            actions_details.keep(made, said, files=files, limit=upload_limit(), by=person, now=now)
    return made


def keep(form: EntryForm, registration: Registration, *, by: Person, now: datetime) -> None:
    """Keep what was said in *form* in place of what the holder of *registration* said before."""
    with filing(current_app.extensions["storage"]) as files:
        actions_details.keep(registration, form.said(), files=files, limit=upload_limit(), by=by, now=now)
