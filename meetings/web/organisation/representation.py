"""Who represented whom at a meeting: whom an organisation had named, who came, who cast its ballots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.text import sort_key
from meetings.domain.attendance import presence
from meetings.domain.attendance.presence import Present
from meetings.domain.meeting import held as meetings
from meetings.domain.meeting.held import Held
from meetings.domain.organisation import past, policy, queries
from meetings.domain.organisation.past import WasNamed
from meetings.domain.poll import casting
from meetings.domain.poll.casting import Cast
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.reading import note_reading
from meetings.web.viewer import signed_in

bp = Blueprint("organisation_representation", __name__, url_prefix="/organisations/representation")
#: How many meetings the page of an organisation shows until all are asked for.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Represented:
    """One organisation at one meeting."""

    named: Sequence[WasNamed]
    present: Sequence[Present]
    cast: Sequence[Cast]


@dataclass(frozen=True, slots=True)
class Past:
    """The meetings that are over, each with who represented the organisation there."""

    rows: Sequence[tuple[Held, Represented]]
    total: int


def of_organisation(
    organisation: Organisation, nominations: Iterable[Nomination], viewer: Person, *, everything: bool, now: datetime
) -> Past:
    """Gather who represented *organisation*, by all its *nominations*, the latest meeting first; four statements."""
    held = [each for each in meetings.held(viewer, now=now) if organisation.belongs_on(each.first)]
    named = past.of(nominations)
    present, cast = presence.of_organisation(organisation), casting.of_organisation(organisation)
    rows = [
        (
            meeting,
            Represented(
                named=[each for each in named if each.on_days(meeting.first, meeting.last)],
                present=present.get(meeting.id, ()),
                cast=cast.get(meeting.id, ()),
            ),
        )
        for meeting in (held if everything else held[:SHOWN])
    ]
    return Past(rows, len(held))


def at_meeting(meeting: Held, row: Meeting) -> list[tuple[Organisation, Represented]]:
    """Gather who represented each organisation of the body at *meeting*, by name; five statements."""
    named = past.on_days(meeting.first, meeting.last)
    present, cast = presence.at_meeting(row), casting.at_meeting(row)
    organisations = [each for each in queries.everyone() if each.belongs_on(meeting.first)]
    return [
        (each, Represented(named.get(each.id, ()), present.get(each.id, ()), cast.get(each.id, ())))
        for each in sorted(organisations, key=lambda each: sort_key(words(each.name)))
    ]


@bp.route("/<slug>/")
@authorize(policy.can_read_representation, loaders.meeting)
def meeting(meeting: Meeting) -> ResponseReturnValue:
    """Show who represented each organisation at a meeting that is over."""
    held = loaders.found(next(iter(meetings.held(signed_in(), now=clock.now(), only=meeting)), None))
    note_reading()
    rows = at_meeting(held, meeting)
    return render_template("organisation_representation/meeting.html", meeting=meeting, held=held, rows=rows)
