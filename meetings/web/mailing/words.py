"""The words with which mails to many begin: of the house, and those that a series has of its own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.mailing import actions_series as actions
from meetings.domain.mailing import defaults, places, policy, queries
from meetings.domain.mailing.defaults import Words
from meetings.domain.mailing.places import WordsWrong
from meetings.extensions import transaction
from meetings.models.mailing import MailingKind
from meetings.models.meeting import Series
from meetings.web import loaders
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
    kept = queries.words(kind, series)
    form = WordsForm(data={"subject": kept.subject, "body": kept.body, "seen": defaults.mark(kept)})
    if form.submitted() and _saved(form, kind, series):
        return _back(series)
    html = render_template(
        "mailing_words/_edit.html",
        form=form,
        kind=kind,
        series=series,
        offered=places.offered(kind),
        said=wording.PLACES,
        own=queries.template(kind, series) is not None,
    )
    return html, 422 if form.problems() else 200


def _saved(form: WordsForm, kind: MailingKind, series: Series | None) -> bool:
    """Keep the words of *form* and say whether they were kept; if not, it says why, at the text that is to blame."""
    words = Words(form.subject.data, form.body.data)
    try:
        with transaction():
            actions.set_words(kind, series, words, seen=form.seen.data or "", by=signed_in(), now=clock.now())
    except WordsWrong as error:
        field = form.subject if error.field == "subject" else form.body
        form.refuse(refusal(error), field.form[error.language])
        return False
    except Refused as error:
        form.refuse(refusal(error))
        form.seen.data = defaults.mark(queries.words(kind, series))
        return False
    flash(_("The words are saved. Mails that are written already stay as they are."))
    return True


def _forget(kind: MailingKind, series: Series | None) -> ResponseReturnValue:
    pressed(
        lambda: actions.forget_words(kind, series, by=signed_in(), now=clock.now()),
        _("New mails begin again with the usual words."),
    )
    return _back(series)


def _back(series: Series | None) -> Response:
    where = url_for("mailing_series.plan", series_slug=series.slug) if series else url_for(".index")
    return redirect(where, 303)
