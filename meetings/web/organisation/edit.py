"""The page with which the secretariat changes what is said of an organisation."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.organisation import keeping, policy, queries, rules
from meetings.domain.organisation.keeping import OrganisationDraft
from meetings.extensions import transaction
from meetings.i18n import as_language, words
from meetings.models.organisation import Organisation
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.organisation.forms import EditForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("organisation_edit", __name__, url_prefix="/organisations/<code>/edit")


def _form(organisation: Organisation, sent: MultiDict[str, str] | None) -> EditForm:
    """Return the form, filled with what is stored, or else with what was *sent*."""
    stored: dict[str, Any] = {
        "kind": organisation.kind.code,
        "name": organisation.name,
        "protocol": organisation.protocol,
        "region": organisation.region_id,
        "working_language": organisation.working_language,
        "since_on": organisation.since_on,
        "until_on": organisation.until_on,
    }
    form = EditForm(formdata=sent, data=stored)
    form.offer(queries.kinds(), queries.regions())
    return form


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.organisation)
def edit(organisation: Organisation) -> ResponseReturnValue:
    """Change what is said of an organisation; what somebody else wrote meanwhile is shown, field by field."""
    sent = edits.with_choices(request.form) if request.method == "POST" else None
    form = _form(organisation, sent)
    if sent is not None and edits.undecided(request.form):
        return _compare(organisation, form), 409
    if form.submitted():
        try:
            with transaction():
                _change(organisation, form)
        except ChangedMeanwhile:
            return _compare(organisation, form), 409
        except Refused as error:
            _refuse(form, error)
        else:
            flash(_("%(name)s is saved.", name=words(organisation.name)))
            return redirect(url_for("organisation.show", code=organisation.code.lower()), 303)
    if sent is None:
        seen, base = organisation.revision, edits.base_of(form)
    else:
        seen, base = edits.seen(request.form), request.form.get("base", "")
    page = render_template(
        "organisation_edit/edit.html", form=form, organisation=organisation, seen=seen, base=base, found=None
    )
    return page, 422 if form.problems() else 200


def _compare(organisation: Organisation, form: EditForm) -> str:
    """Return the page that asks which words are to stand."""
    stored = _form(organisation, None)
    return render_template(
        "organisation_edit/edit.html",
        organisation=organisation,
        form=form,
        seen=organisation.revision,
        found=edits.compare(request.form, stored, form),
        base=edits.base_of(stored),
    )


def _change(organisation: Organisation, form: EditForm) -> None:
    draft = OrganisationDraft(
        kind=form.kinds[form.kind.data],
        region=queries.region_by_id(form.region.data) if form.region.data else None,
        name=form.name.data,
        protocol=form.protocol.data,
        working_language=as_language(form.working_language.data),
        since_on=form.since_on.data,
        until_on=form.until_on.data,
    )
    keeping.change(organisation, draft, seen=edits.seen(request.form), by=signed_in(), now=clock.now())


def _refuse(form: EditForm, error: Refused) -> None:
    places = {
        rules.RegionMissing: form.region,
        rules.NoCountry: form.kind,
        rules.LeavesBeforeItJoins: form.until_on,
        rules.NamedLater: form.until_on,
    }
    form.refuse(refusal(error), places[type(error)])
