"""Registering somebody who cannot do it themself, and giving their place up for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.registration import actions, policy, rules
from meetings.domain.role import queries as people
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.reading import SHORTEST, people_found
from meetings.web.registration import strands
from meetings.web.registration.choices import Choice, choices
from meetings.web.registration.forms import OnBehalfForm
from meetings.web.registration.strands import Strand
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration_on_behalf", __name__, url_prefix="/meetings/<slug>/registrations")


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be meant, and for whom they speak today."""

    person: Person
    nomination: Nomination | None
    #: Their address, if they let the reader see it.
    email: str


@dataclass(frozen=True, slots=True)
class OnBehalfPage:
    """The search for a person, who was found, and the sessions to choose from."""

    meeting: Meeting
    words: str
    found: Sequence[Found]
    sessions: Sequence[Choice]
    strands: Sequence[Strand]

    @property
    def searched(self) -> bool:
        """Whether there were letters enough to look for."""
        return len(self.words) >= SHORTEST

    @property
    def full(self) -> bool:
        """Whether there may be more people than are shown."""
        return len(self.found) == people.FEW


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_register_others, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Look for a person; on POST, give them a place."""
    page, form = _page(meeting), OnBehalfForm()
    if form.submitted():
        person = next((one.person for one in page.found if one.person.id == form.person.data), None)
        sessions = strands.chosen(form, page.sessions)
        if person is None:
            form.refuse(_("Choose one of the people who were found."), form.person)
        elif not sessions:
            form.refuse(strands.missing(page.sessions), form.session)
        else:
            try:
                with transaction():
                    made = actions.register(meeting, person, sessions=sessions, by=signed_in(), now=clock.now())
            except rules.AlreadyRegistered:
                form.refuse(_("%(name)s has a place at this meeting already.", name=person.name), form.person)
            except Refused as error:
                form.refuse(refusal(error))
            else:
                flash(_given(made))
                return redirect(url_for("registration_manage.index", slug=meeting.slug), 303)
    html = render_template("registration_on_behalf/new.html", page=page, form=form, shortest=SHORTEST)
    return html, 422 if form.problems() else 200


def _page(meeting: Meeting) -> OnBehalfPage:
    now = clock.now()
    sessions = meetings.sessions_of(meeting)
    words, found = people_found()
    is_open = takes_registrations(meeting, sessions, now)
    offered = choices(meeting, sessions, now=now) if is_open else ()
    named = people.nominations_of(found, on=now.date())
    return OnBehalfPage(
        meeting=meeting,
        words=words,
        found=[Found(one, next(iter(named[one.id]), None), email) for one, email in found.items()],
        sessions=offered,
        strands=strands.offered(offered, sessions),
    )


def _given(made: Registration) -> str:
    """Say what was done, and that the person hears of it."""
    values = {"name": made.person.name, "session": strands.words(made)}
    seat: str = _("%(name)s has a place now: %(session)s. They get a message that you did it for them.", **values)
    wait: str = _("%(name)s is on the waiting list now: %(session)s. They get a message about it.", **values)
    return wait if made.place is Place.WAITING else seat


@bp.route("/<int:registration_id>/withdraw/", methods=["GET", "POST"])
@authorize(policy.can_withdraw_others, loaders.registration)
def withdraw(registration: Registration) -> ResponseReturnValue:
    """Ask whether somebody's place is really to be given up; on POST, give it up."""
    meeting, name = registration.meeting, registration.person.name
    back = redirect(url_for("registration_manage.index", slug=meeting.slug), 303)
    try:
        if request.method == "POST":
            with transaction():
                actions.withdraw(registration, by=signed_in(), now=clock.now())
            flash(_("The place of %(name)s has been given up. They get a message that you did it for them.", name=name))
        elif registration.place is Place.WITHDRAWN:
            raise rules.NotRegistered
        elif registration.principal_id:
            raise rules.StandsIn
        elif not rules.can_withdraw(registration, registration.session, clock.now()):
            raise rules.SessionBegun
        else:
            return render_template("registration_on_behalf/withdraw.html", registration=registration, meeting=meeting)
    except rules.NotRegistered:
        flash(_("%(name)s has no place at this meeting. Nothing was changed.", name=name))
    except Refused as error:
        flash(refusal(error), "bad")
    return back
