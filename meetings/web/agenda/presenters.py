"""Who presents an item of the agenda, and may therefore upload its presentations."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.agenda import policy
from meetings.domain.role import actions, queries
from meetings.domain.role.rules import Scope
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem
from meetings.models.role import Granted
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.fields import NumberChoice
from meetings.web.forms import Form
from meetings.web.reading import SHORTEST, people_found
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("presenters", __name__, url_prefix="/meetings/<slug>/agenda/<int:item_id>/presenters")


class PresenterForm(Form):
    """Who presents; the view knows the people that were found."""

    person = NumberChoice(
        _l("Person"), [DataRequired(_l("Choose the person who presents."))], choices=[], validate_choice=False
    )


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def index(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Show who presents the item, and look for somebody; on POST, name them."""
    words, found = people_found()
    form = PresenterForm()
    if form.submitted():
        person = next((one for one in found if one.id == form.person.data), None)
        try:
            if person is None:
                form.refuse(_("Choose one of the people who were found."), form.person)
            else:
                with transaction():
                    actions.grant(
                        person,
                        Granted.PRESENTER,
                        Scope(item=agenda_item),
                        since=clock.today(),
                        by=signed_in(),
                        now=clock.now(),
                    )
                flash(_("%(name)s can upload the presentations of this item now.", name=person.name))
                return _back(agenda_item)
        except Refused as error:
            form.refuse(refusal(error), form.person)
    html = render_template(
        "presenters/index.html",
        item=agenda_item,
        presenters=queries.of_item(agenda_item),
        form=form,
        words=words,
        found=found,
        shortest=SHORTEST,
    )
    return html, 422 if form.problems() else 200


@bp.route("/<int:grant_id>/end/", methods=["POST"])
@authorize(policy.can_name_presenters, loaders.agenda_item)
def end(agenda_item: AgendaItem, grant_id: int) -> ResponseReturnValue:
    """Take somebody off the list of those who present the item."""
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
