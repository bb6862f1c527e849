"""The list of mails: of the house and of one meeting, narrowed as the reader asks, and the same as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock, text
from meetings.core.paging import Page, number_from
from meetings.domain.incoming import policy as incoming
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions_hand, policy, queries
from meetings.domain.outbox.queries import Wanted
from meetings.exports import tables
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, attachment
from meetings.web.fields import asked
from meetings.web.outbox.wording import MARKS
from meetings.web.privacy import held_words
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import label

bp = Blueprint("outbox", __name__, url_prefix="/outbox")
of_meeting = Blueprint("outbox_meeting", __name__, url_prefix="/meetings/<slug>/outbox")

#: More mails than a sheet is read with.
LONGEST_SHEET = 20_000


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """One page of the mails that a reader asked for."""

    mails: Page[Mail]
    #: The filter as it stands in the address.
    query: dict[str, str]
    #: Kinds with their words, by the words.
    kinds: list[tuple[str, str]]
    #: How many mails of each kind failed that can be sent once more, for whoever may do that.
    failed: dict[str, int]
    states: Sequence[MailState] = tuple(MailState)


def is_demo() -> bool:
    """Say whether this is the demonstration."""
    demo: bool = current_app.extensions["settings"].demo
    return demo


def may_read(viewer: Person | None) -> bool:
    """The secretariat reads the outbox; in the demonstration everybody does."""
    return is_demo() or policy.can_read(viewer)


@bp.route("/")
@authorize(may_read)
def index() -> ResponseReturnValue:
    """List the mails of the house, newest first, as far as the reader asks for them."""
    wanted, query = _wanted()
    failed = queries.failed_by_kind() if policy.can_read(viewer()) else {}
    return render_template(
        "outbox/index.html",
        page=_page(wanted, query, failed),
        meetings=meetings.newest(),
        marks=MARKS,
        kind=held_words.mail,
        demo=is_demo(),
        sends=bool(current_app.extensions["settings"].mail_url),
        may_see_returns=incoming.can_list(viewer()),
    )


@bp.route("/mails.csv")
@authorize(may_read)
def csv() -> ResponseReturnValue:
    """Give the same mails as comma-separated values."""
    wanted, _query = _wanted()
    return _file(wanted, "outbox.csv")


@bp.route("/retry/", methods=["POST"])
@authorize(policy.can_read)
def retry_all() -> ResponseReturnValue:
    """Send all mails of one kind that failed once more."""
    with transaction():
        number = actions_hand.retry_all(request.form.get("kind", ""), by=signed_in(), now=clock.now())
    flash(ngettext("%(num)d mail is in the queue again.", "%(num)d mails are in the queue again.", number))
    return redirect(url_for(".index"), 303)


@of_meeting.route("/")
@authorize(meeting_policy.can_manage, loaders.meeting)
def index_of(meeting: Meeting) -> ResponseReturnValue:
    """List the mails of one meeting for those who run it."""
    wanted, query = _wanted(meeting)
    return render_template(
        "outbox_meeting/index_of.html",
        page=_page(wanted, query, {}),
        meeting=meeting,
        marks=MARKS,
        kind=held_words.mail,
    )


@of_meeting.route("/mails.csv")
@authorize(meeting_policy.can_manage, loaders.meeting)
def csv_of(meeting: Meeting) -> ResponseReturnValue:
    """Give the mails of one meeting as comma-separated values."""
    wanted, _query = _wanted(meeting)
    return _file(wanted, f"{meeting.slug}-mails.csv")


def _page(wanted: Wanted, query: dict[str, str], failed: dict[str, int]) -> OutboxPage:
    kinds = [(kind, held_words.mail(kind)) for kind in queries.kinds()]
    found = queries.found(wanted, page=number_from(request.args.get("page", "")))
    return OutboxPage(found, query, sorted(kinds, key=lambda pair: text.sort_key(pair[1])), failed)


def _wanted(meeting: Meeting | None = None) -> tuple[Wanted, dict[str, str]]:
    """Read the filter from the address, and the same as a clean query; what names nothing means everything."""
    values = {name: asked(request.args, name) for name in ("state", "kind", "meeting", "words")}
    chosen = meeting or (meetings.by_slug(values["meeting"]) if values["meeting"] else None)
    wanted = Wanted(
        state=MailState(values["state"]) if values["state"] in set(MailState) else None,
        kind=values["kind"] if values["kind"] in held_words.MAILS else "",
        meeting_id=chosen.id if chosen else None,
        words=values["words"],
    )
    kept = {
        "state": str(wanted.state or ""),
        "kind": wanted.kind,
        "meeting": chosen.slug if chosen and not meeting else "",
        "words": wanted.words,
    }
    return wanted, {name: value for name, value in kept.items() if value}


def _file(wanted: Wanted, name: str) -> Response:
    header = [_("No."), _("Written (UTC)"), _("Sent (UTC)"), _("Kind of mail"), _("To"), _("Address"), _("Language")]
    header += [_("Subject"), _("State"), _("Why"), _("Words of the mail server"), _("Tries")]
    found = queries.all_found(wanted, limit=LONGEST_SHEET)
    return attachment(tables.csv_bytes(header, map(_row, found)), name, CSV)


def _row(mail: Mail) -> tables.Row:
    return [
        mail.id,
        mail.created_at.replace(microsecond=0),
        mail.sent_at.replace(microsecond=0) if mail.sent_at else None,
        held_words.mail(mail.kind),
        mail.recipient_name,
        mail.recipient_email,
        mail.language,
        mail.subject,
        label(mail.state),
        label(mail.reason) if mail.reason else "",
        mail.error,
        mail.tries,
    ]
