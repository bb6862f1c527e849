"""Polls from a file: the template, what a file would prepare, its taking over as a whole, and the way back."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField

from meetings.core import clock
from meetings.core.bilingual import Language
from meetings.core.errors import Refused
from meetings.domain.organisation import import_files
from meetings.domain.organisation import queries as register
from meetings.domain.poll import electorate, imports, policy, queries
from meetings.exports import tables
from meetings.exports.tables import Sheet
from meetings.filing import filing
from meetings.i18n import language
from meetings.models.meeting import Meeting
from meetings.models.poll import Majority, Method, PollState, Procedure, QuestionKind, Secrecy
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import XLSX, attachment
from meetings.web.forms import Form
from meetings.web.poll import sheet_columns as columns
from meetings.web.poll import sheet_reading, sheet_rows, sheet_writing
from meetings.web.poll.option_form import storage
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal

bp = Blueprint("poll_import", __name__, url_prefix="/meetings/<slug>/polls/import")


class FileForm(Form):
    """A file of polls."""

    file = FileField(_l("File"))


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Take a file of polls; nothing is prepared before somebody has looked at it."""
    form = FileForm()
    if form.submitted():
        file = request.files.get("file")
        data = file.stream.read(import_files.BIGGEST + 1) if file else b""
        try:
            with filing(storage()) as files:
                mark = imports.bring(meeting, data, files)
        except Refused as error:
            form.refuse(refusal(error), form.file)
        else:
            return redirect(url_for(".show", slug=meeting.slug, mark=mark), 303)
    past = imports.prepared_from_files(meeting)
    html = render_template("poll_import/index.html", meeting=meeting, form=form, past=past)
    return html, 422 if form.problems() else 200


@bp.route("/<mark>/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def show(meeting: Meeting, mark: str) -> ResponseReturnValue:
    """Show what a file would prepare, or what is wrong in which cell; on POST, prepare all of it."""
    taken = imports.of_file(meeting, mark)
    form = Form()
    try:
        rows = [] if taken else sheet_rows.rows(imports.read(meeting, mark, storage()), sheet_reading.known(meeting))
    except Refused as error:
        flash(refusal(error), "bad")
        return redirect(url_for(".index", slug=meeting.slug), 303)
    wrong = [problem for row in rows for problem in row.problems]
    if form.submitted() and not wrong and not taken and _taken_over(meeting, mark, rows, form):
        number = len(rows)
        flash(ngettext("%(num)d poll is prepared.", "%(num)d polls are prepared.", number))
        return redirect(url_for("poll.index", slug=meeting.slug), 303)
    page = {"meeting": meeting, "mark": mark, "rows": rows, "wrong": wrong, "taken": taken, "form": form}
    return render_template("poll_import/show.html", **page), 422 if form.problems() else 200


def _taken_over(meeting: Meeting, mark: str, rows: list[sheet_rows.Row], form: Form) -> bool:
    planned = [row.planned() for row in rows]
    try:
        with filing(storage()) as files:
            imports.take_over(meeting, planned, mark, files=files, by=signed_in(), now=clock.now())
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


@bp.route("/<mark>/undo/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def undo(meeting: Meeting, mark: str) -> ResponseReturnValue:
    """Ask, then discard the polls of a file that are still prepared."""
    polls = [poll for poll in imports.of_file(meeting, mark) if poll.state is PollState.PREPARED]
    form = Form()
    if polls and form.submitted():
        with filing(storage()) as files:
            number = imports.take_back(meeting, mark, files=files, by=signed_in(), now=clock.now())
        flash(ngettext("%(num)d poll is discarded.", "%(num)d polls are discarded.", number))
        return redirect(url_for("poll.index", slug=meeting.slug), 303)
    return render_template("poll_import/undo.html", meeting=meeting, polls=polls, form=form)


@bp.route("/template.xlsx")
@authorize(policy.can_prepare, loaders.meeting)
def template(meeting: Meeting) -> ResponseReturnValue:
    """Give a file with the headings, example rows and what is written in each column."""
    examples = [[each.get(column.field) for column in columns.COLUMNS] for each in _examples()]
    sheets = [Sheet(_("Polls"), columns.headings(), examples), Sheet(_("Explanations"), _explained(), _help())]
    return attachment(tables.workbook(sheets), _name("template", language()), XLSX)


@bp.route("/prepared.xlsx")
@authorize(policy.can_prepare, loaders.meeting)
def prepared(meeting: Meeting) -> ResponseReturnValue:
    """Give the prepared polls as a file of the same form."""
    found = queries.for_meeting(meeting, prepared=True)
    polls = [poll for poll in found if poll.state is PollState.PREPARED]
    kinds = {kind.id: kind.code for kind in register.kinds()}
    options = queries.options_of(polls)
    rows = [sheet_writing.written(poll, options[poll.id], electorate.listed(poll), kinds) for poll in polls]
    sheets = [Sheet(_("Polls"), columns.headings(), rows), Sheet(_("Explanations"), _explained(), _help())]
    return attachment(tables.workbook(sheets), _name(meeting.slug, language()), XLSX)


def _name(of: str, spoken: Language) -> str:
    return f"polls-{of}-{spoken}.xlsx"


def _explained() -> list[str]:
    return [_("Column"), _("What is written there"), _("Words")]


def _help() -> list[list[str]]:
    """Return what is written in each column, and the words it takes."""
    return [
        [
            str(column.heading),
            str(column.help),
            "\n".join(str(label(member)) for member in column.words) if column.words else "",
        ]
        for column in columns.COLUMNS
    ]


def _examples() -> list[dict[str, str | int]]:
    abstention, none = columns.mark(columns.ABSTENTION), columns.mark(columns.NONE)
    return [
        {
            "question-en": "Shall the work plan be adopted?",
            "question-fr": "Le plan de travail est-il adopté ?",
            "kind": str(label(QuestionKind.ONE)),
            "options-en": f"Yes\nNo\nAbstention{abstention}",
            "options-fr": f"Oui\nNon\nAbstention{abstention}",
            "majority": str(label(Majority.SIMPLE)),
        },
        {
            "question-en": "Who chairs the working group?",
            "question-fr": "Qui préside le groupe de travail ?",
            "kind": str(label(QuestionKind.RANKING)),
            "options-en": f"First candidate\nSecond candidate\nThird candidate\nNone of these{none}",
            "options-fr": f"Première candidature\nDeuxième candidature\nTroisième candidature\nAucune{none}",
            "secrecy": str(label(Secrecy.SECRET)),
            "method": str(label(Method.RUNOFF)),
        },
        {
            "question-en": "How useful was each session?",
            "question-fr": "Quelle a été l’utilité de chaque séance ?",
            "kind": str(label(QuestionKind.RATING)),
            "options-en": "Morning\nAfternoon",
            "options-fr": "Matin\nAprès-midi",
            "least": 1,
            "most": 5,
            "secrecy": str(label(Secrecy.CONFIDENTIAL)),
        },
        {
            "question-en": "When does the working group meet?",
            "question-fr": "Quand le groupe de travail se réunit-il ?",
            "kind": str(label(QuestionKind.DATES)),
            "dates": f"{_on(60)} 10:00–12:00\n{_on(61)}",
            "dates_zone": "Europe/Brussels",
        },
        {
            "question-en": "Shall the glossary be adopted?",
            "question-fr": "Le glossaire est-il adopté ?",
            "procedure": str(label(Procedure.SILENCE)),
            "reminders": "7; 2",
            "opens": f"{_on(7)} 09:00",
            "closes": f"{_on(28)} 17:00",
        },
    ]


def _on(days: int) -> str:
    """Return the day in so many *days*, so that no example has passed."""
    return f"{clock.today() + timedelta(days=days):%Y-%m-%d}"
