"""The run of show: what the chair of each sitting goes by, with clock times and notes."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core import clock
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, issued, policy, queries, rules, running
from meetings.domain.agenda.running import Running
from meetings.domain.document import queries as documents
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.agenda import run_printing
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.fields import BilingualField
from meetings.web.record.forms import WordsForm
from meetings.web.record.page import languages_asked
from meetings.web.record.saving import saved
from meetings.web.viewer import signed_in

bp = Blueprint("agenda_run", __name__, url_prefix="/meetings/<slug>/agenda")

LONGEST = 2_000


class NotesForm(WordsForm):
    """What only the chair is told of an item."""

    text = BilingualField(
        _l("Notes for the chair"),
        limit=LONGEST,
        area=True,
        required=False,
        hint=_l("Only those who run the meeting see them."),
    )


@dataclass(frozen=True, slots=True)
class RunPage:
    """The sittings of a meeting from their first item to their last."""

    meeting: Meeting
    sittings: tuple[Running, ...]
    #: By the id of the item.
    notes: Mapping[int, Bilingual]
    papers: tuple[Paper, ...]


def of(meeting: Meeting) -> RunPage:
    """Gather the run of show of *meeting* as its agenda stands."""
    points, sessions = issued.standing(meeting).points, meeting_rules.taking_place(meetings.programme(meeting))
    return RunPage(
        meeting=meeting,
        sittings=running.programme(points, sessions),
        notes={item.id: item.notes for item in queries.items(meeting)},
        papers=documents.for_meeting(meeting),
    )


@bp.route("/run/")
@authorize(policy.can_run, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show when each sitting comes to each item, and what the chair has to know."""
    return render_template("agenda_run/show.html", page=of(meeting))


@bp.route("/run.docx")
@authorize(policy.can_run, loaders.meeting)
def docx(meeting: Meeting) -> ResponseReturnValue:
    """Send the run of show as a Word file in the languages asked for."""
    return _file(meeting, "docx")


@bp.route("/run.pdf")
@authorize(policy.can_run, loaders.meeting)
def pdf(meeting: Meeting) -> ResponseReturnValue:
    """Send the run of show as a PDF file in the languages asked for."""
    return _file(meeting, "pdf")


def _file(meeting: Meeting, ending: str) -> Response:
    languages = languages_asked()
    make, kind = run_printing.FILES[ending]
    page = of(meeting)
    printed = run_printing.values(meeting, page.sittings, page.notes, page.papers)
    name = f"{run_printing.symbol(meeting).replace('/', '-')}-{'-'.join(languages).upper()}.{ending}"
    return attachment(make(printed, languages=languages), name, kind)


@bp.route("/<int:item_id>/notes/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.agenda_item)
def notes(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Write what only the chair is told of an item."""
    meeting = agenda_item.meeting
    form = NotesForm(data={"text": agenda_item.notes, "version": rules.notes_version(agenda_item)})
    if form.submitted() and saved(
        form,
        lambda: actions.note(agenda_item, form.text.data, seen=form.version.data, by=signed_in(), now=clock.now()),
        on_conflict=lambda: form.show_theirs(agenda_item.notes, rules.notes_version(agenda_item)),
    ):
        flash(_("The notes on item %(number)s are saved.", number=agenda_item.number))
        return redirect(url_for(".show", slug=meeting.slug), 303)
    status = 422 if form.problems() else 200
    return render_template("agenda_run/notes.html", meeting=meeting, item=agenda_item, form=form), status
