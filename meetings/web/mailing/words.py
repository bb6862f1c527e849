"""The words with which mails to many begin: of the house, and those that a series has of its own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from meetings.core import clock
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.mailing import actions_series as actions
from meetings.domain.mailing import defaults, places, policy, queries
from meetings.domain.mailing.defaults import Words
from meetings.domain.mailing.places import WordsWrong
from meetings.extensions import transaction
from meetings.models.mailing import MailingKind
from meetings.models.meeting import Series
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.mailing import wording
from meetings.web.mailing.forms import WordsForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal
from meetings.web.writing import pressed

bp = Blueprint("mailing_words", __name__)


@bp.route("/mail-words/")
@authorize(policy.can_word)
def index() -> ResponseReturnValue:
    """List the kinds of mails to many, and for which the secretariat has words of its own."""
    return render_template("mailing_words/index.html", kinds=list(MailingKind), written=queries.written(None))


@bp.route("/mail-words/<mail_kind>/", methods=["GET", "POST"])
@authorize(policy.can_word)
def house(mail_kind: str) -> ResponseReturnValue:
    """Change the words with which mails of one kind begin everywhere."""
    return _edit(_named(mail_kind), None)


@bp.route("/mail-words/<mail_kind>/forget/", methods=["POST"])
@authorize(policy.can_word)
def forget(mail_kind: str) -> ResponseReturnValue:
    """Go back to the words that were built in."""
    return _forget(_named(mail_kind), None)


@bp.route("/series/<series_slug>/mail/<mail_kind>/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def series(series: Series, mail_kind: str) -> ResponseReturnValue:
    """Change the words with which mails of one kind begin for the meetings of one series."""
    return _edit(_named(mail_kind), series)


@bp.route("/series/<series_slug>/mail/<mail_kind>/forget/", methods=["POST"])
@authorize(policy.can_keep, loaders.series)
def forget_series(series: Series, mail_kind: str) -> ResponseReturnValue:
    """Go back to the words of the house."""
    return _forget(_named(mail_kind), series)


def _named(kind: str) -> MailingKind:
    return loaders.found(next((one for one in MailingKind if one == kind), None))


def _edit(kind: MailingKind, series: Series | None) -> ResponseReturnValue:
    sent = edits.with_choices(request.form) if request.method == "POST" else None
    form, kept = _form(kind, series, sent), queries.words(kind, series)
    if sent is not None and edits.undecided(request.form):
        return _compared(form, kind, series), 409
    if form.submitted():
        try:
            with transaction():
                _keep(form, kind, series)
        except ChangedMeanwhile:
            return _compared(form, kind, series), 409
        except WordsWrong as error:
            field = form.subject if error.field == "subject" else form.body
            form.refuse(refusal(error), field.form[error.language])
        else:
            flash(_("The words are saved. Mails that are written already stay as they are."))
            return _back(series)
    seen, base = defaults.mark(kept), edits.base_of(form)
    if sent is not None:
        seen, base = request.form.get("seen", ""), request.form.get("base", "")
    return _page(form, kind, series, seen=seen, base=base), 422 if form.problems() else 200


def _form(kind: MailingKind, series: Series | None, sent: MultiDict[str, str] | None) -> WordsForm:
    kept = queries.words(kind, series)
    return WordsForm(formdata=sent, data={"subject": kept.subject, "body": kept.body})


def _keep(form: WordsForm, kind: MailingKind, series: Series | None) -> None:
    words, seen = Words(form.subject.data, form.body.data), request.form.get("seen", "")
    actions.set_words(kind, series, words, seen=seen, by=signed_in(), now=clock.now())


def _compared(form: WordsForm, kind: MailingKind, series: Series | None) -> str:
    """Return the page that asks which words are to stand."""
    stored = _form(kind, series, None)
    found, seen = edits.compare(request.form, stored, form), defaults.mark(queries.words(kind, series))
    return _page(form, kind, series, seen=seen, base=edits.base_of(stored), found=found)


def _page(
    form: WordsForm,
    kind: MailingKind,
    series: Series | None,
    *,
    seen: str,
    base: str,
    found: edits.Comparison | None = None,
) -> str:
    return render_template(
        "mailing_words/_edit.html",
        form=form,
        kind=kind,
        series=series,
        offered=places.offered(kind),
        said=wording.PLACES,
        own=queries.template(kind, series) is not None,
        seen=seen,
        base=base,
        found=found,
    )


def _forget(kind: MailingKind, series: Series | None) -> ResponseReturnValue:
    pressed(
        lambda: actions.forget_words(kind, series, by=signed_in(), now=clock.now()),
        _("New mails begin again with the usual words."),
    )
    return _back(series)


def _back(series: Series | None) -> Response:
    where = url_for("mailing_series.plan", series_slug=series.slug) if series else url_for(".index")
    return redirect(where, 303)
