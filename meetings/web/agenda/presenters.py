"""Who presents an item of the agenda: named for its readers, and allowed to upload its presentations."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.agenda import actions_presenters, policy
from meetings.domain.agenda import queries as agenda
from meetings.domain.organisation import queries as register
from meetings.domain.role import actions, queries
from meetings.domain.role.rules import Scope
from meetings.extensions import transaction
from meetings.i18n import words as said
from meetings.models.agenda import AgendaItem
from meetings.models.person import Person
from meetings.models.role import Granted
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.fields import NumberChoice
from meetings.web.forms import Form
from meetings.web.reading import SHORTEST, people_found
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("presenters", __name__, url_prefix="/meetings/<slug>/agenda/<int:item_id>/presenters")

NOBODY: Mapping[Person, str] = MappingProxyType({})


class PresenterForm(Form):
    """Which person presents; the view knows the people that were found."""

    person = NumberChoice(
        _l("Person"), [DataRequired(_l("Choose the person who presents."))], choices=[], validate_choice=False
    )
    shown = BooleanField(_l("Show the name on the agenda"))


class BodyForm(Form):
    """Which organisation presents."""

    organisation = NumberChoice(
        _l("Organisation"),
        [DataRequired(_l("Choose the organisation that presents."))],
        optional="–",
        invalid_choice_message=_l("Choose the organisation that presents."),
    )


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def index(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Show who presents the item, and look for somebody; on POST, name them."""
    words, found = people_found()
    form = PresenterForm(data={"shown": True})
    if form.submitted():
        person = next((one for one in found if one.id == form.person.data), None)
        try:
            if person is None:
                form.refuse(_("Choose one of the people who were found."), form.person)
            else:
                with transaction():
                    _name(agenda_item, person, shown=form.shown.data)
                flash(_("%(name)s can upload the presentations of this item now.", name=person.name))
                return _back(agenda_item)
        except Refused as error:
            form.refuse(refusal(error), form.person)
    return _page(agenda_item, form, _bodies(), words=words, found=found)


def _name(item: AgendaItem, person: Person, *, shown: bool) -> None:
    """Let *person* upload the presentations of *item*, and have their name *shown* on the agenda or not."""
    by, now = signed_in(), clock.now()
    if shown:
        actions_presenters.present(item, person, by=by, now=now)
    else:
        actions.grant(person, Granted.PRESENTER, Scope(item=item), since=now.date(), by=by, now=now)


@bp.route("/organisations/", methods=["POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def name_body(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Name an organisation that presents the item by somebody."""
    bodies = _bodies(sent=True)
    if bodies.submitted():
        body = loaders.found(register.by_id(bodies.organisation.data))
        try:
            with transaction():
                actions_presenters.present(agenda_item, body, by=signed_in(), now=clock.now())
        except Refused as error:
            bodies.refuse(refusal(error), bodies.organisation)
        else:
            flash(_("%(name)s is named for this item.", name=said(body.name)))
            return _back(agenda_item)
    return _page(agenda_item, PresenterForm(formdata=None, data={"shown": True}), bodies)


@bp.route("/<int:presenter_id>/leave/", methods=["POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def leave(agenda_item: AgendaItem, presenter_id: int) -> ResponseReturnValue:
    """Take a name off the agenda, and with it the right to upload."""
    named = loaders.found(next((one for one in agenda.presenters(agenda_item) if one.id == presenter_id), None))
    name = named.person.name if named.person else said(named.organisation.name) if named.organisation else ""
    try:
        with transaction():
            actions_presenters.leave(named, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("%(name)s no longer presents this item.", name=name))
    return _back(agenda_item)


@bp.route("/<int:grant_id>/end/", methods=["POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def end(agenda_item: AgendaItem, grant_id: int) -> ResponseReturnValue:
    """Take the right to upload from somebody whose name is not on the agenda."""
    named = queries.of_item(agenda_item)
    given = loaders.found(next((grant for grant in named if grant.id == grant_id), None))
    try:
        with transaction():
            actions.end(given, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("%(name)s no longer presents this item.", name=given.person.name))
    return _back(agenda_item)


def _back(item: AgendaItem) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=item.meeting.slug, item_id=item.id), 303)


def _bodies(*, sent: bool = False) -> BodyForm:
    form = BodyForm() if sent else BodyForm(formdata=None)
    named = [(each.id, said(each.name)) for each in register.everyone()]
    form.organisation.offer(sorted(named, key=lambda pair: sort_key(pair[1])))
    return form


def _page(
    item: AgendaItem, form: PresenterForm, bodies: BodyForm, *, words: str = "", found: Mapping[Person, str] = NOBODY
) -> ResponseReturnValue:
    presenters = agenda.presenters(item)
    shown = {named.person_id for named in presenters}
    html = render_template(
        "presenters/index.html",
        item=item,
        presenters=presenters,
        uploaders=[grant for grant in queries.of_item(item) if grant.person_id not in shown],
        form=form,
        bodies=bodies,
        words=words,
        found=found,
        shortest=SHORTEST,
    )
    return html, 422 if form.problems() or bodies.problems() else 200
