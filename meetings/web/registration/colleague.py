"""Registering somebody of one's own organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import actions, policy, queries, rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.registration import strands
from meetings.web.registration.choices import Choice, choices, preferred
from meetings.web.registration.forms import OnBehalfForm
from meetings.web.registration.strands import Strand
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration_colleague", __name__, url_prefix="/meetings/<slug>/registration/colleague")


@dataclass(frozen=True, slots=True)
class ColleaguePage:
    """Who of an organisation has a place, and who can be given one."""

    meeting: Meeting
    organisation: Organisation | None
    held: Sequence[Registration]
    others: Sequence[Nomination]
    sessions: Sequence[Choice]
    strands: Sequence[Strand]
    terms: Terms
    #: Why the reader registers nobody.
    barred: Refused | None

    @property
    def quota_used(self) -> bool:
        """Whether the organisation has all its places."""
        seated = sum(one.place is Place.CONFIRMED for one in self.held)
        return self.organisation is not None and not rules.has_quota_left(self.terms, self.organisation.id, seated)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_register_colleague, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Show the colleagues; on POST, give one of them a place."""
    page, form = _page(meeting, signed_in()), OnBehalfForm()
    if form.submitted():
        person = next((one.person for one in page.others if one.person_id == form.person.data), None)
        sessions = strands.chosen(form, page.sessions)
        if person is None:
            form.refuse(_("Choose one of the people shown."), form.person)
        elif not sessions:
            form.refuse(strands.missing(page.sessions), form.session)
        elif _register(form, meeting, person, sessions):
            return redirect(url_for("meeting.show", slug=meeting.slug), 303)
    chosen = form.session.data if form.is_submitted() else preferred(page.sessions)
    shown = render_template("registration_colleague/new.html", page=page, form=form, chosen=chosen)
    return shown, 422 if form.problems() else 200


def _register(form: OnBehalfForm, meeting: Meeting, person: Person, sessions: Sequence[Session]) -> bool:
    """Register *person* and say so; or refuse *form*."""
    try:
        with transaction():
            made = actions.register(meeting, person, sessions=sessions, by=signed_in(), now=clock.now())
    except rules.AlreadyRegistered:
        form.refuse(_("%(name)s has a place at this meeting already.", name=person.name), form.person)
    except Refused as error:
        form.refuse(refusal(error))
    else:
        flash(_given(made))
        return True
    return False


def _page(meeting: Meeting, viewer: Person) -> ColleaguePage:
    now = clock.now()
    sessions, room = meetings.sessions_of(meeting), find_terms.room(meeting)
    nomination = organisations.nomination_of(viewer, on=now.date())
    organisation = nomination.organisation if nomination else None
    held = queries.of_organisation(meeting, organisation) if organisation else []
    placed = {one.person_id for one in held} | {viewer.id}
    named = organisations.nominated(organisation, on=now.date()) if organisation else []
    barred = _bar(
        viewer, organisation, room.terms, is_head=any(n.person_id == viewer.id and n.capacity == "head" for n in named)
    )
    is_open = takes_registrations(meeting, sessions, now) and barred is None
    offered = choices(meeting, sessions, room=room, now=now) if is_open else ()
    return ColleaguePage(
        meeting=meeting,
        organisation=organisation,
        held=held,
        others=[one for one in {n.person_id: n for n in named}.values() if one.person_id not in placed],
        sessions=offered,
        strands=strands.offered(offered, sessions),
        terms=room.terms,
        barred=barred,
    )


def _bar(viewer: Person, organisation: Organisation | None, terms: Terms, *, is_head: bool) -> Refused | None:
    """Return why *viewer* registers nobody of *organisation*."""
    if organisation is None:
        return rules.NotColleague()
    if not organisation.kind.attends:
        return rules.KindDoesNotAttend()
    return rules.HeadRegisters() if terms.admission is Admission.NOMINATED and not is_head else None


def _given(made: Registration) -> str:
    """Say what was done, and that the person hears of it."""
    values = {"name": made.person.name, "session": strands.words(made)}
    words = {
        Place.CONFIRMED: _(
            "%(name)s has a place now: %(session)s. They get a message that you did it for them.", **values
        ),
        Place.WAITING: _("%(name)s is on the waiting list now: %(session)s. They get a message about it.", **values),
        Place.REQUESTED: _("%(name)s: the secretariat has the request now. They get a message about it.", **values),
    }
    return str(words[made.place])
