"""An agenda turned into the plain values that files are made from."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.core.later import Later
from meetings.domain.agenda.points import Agenda, Point
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import rules as meetings
from meetings.exports.values import AgendaPrint, PaperPrint, PointPrint
from meetings.i18n import city, in_language, language, long_date, time_range
from meetings.models.agenda import Purpose
from meetings.models.meeting import Meeting, Session
from meetings.web.agenda import changes, sittings, stages
from meetings.web.agenda.page import ReaderPage
from meetings.web.downloads import DOCX, PDF
from meetings.web.record.printing import in_both, labels

if TYPE_CHECKING:
    from meetings.exports import agenda_docx, pdf
else:
    agenda_docx, pdf = Later("meetings.exports.agenda_docx"), Later("meetings.exports.pdf")

#: How far a meeting is asked to go with an item.
FULLNESS = {Purpose.DECISION: 2, Purpose.GUIDANCE: 1, Purpose.INFORMATION: 0}


def symbol(meeting: Meeting, agenda: Agenda) -> str:
    """Return how *agenda* is cited: “NCP8/AG/2”."""
    version = f"/{agenda.version}" if agenda.version else ""
    return f"{meetings.symbol(meeting)}/AG{version}"


def as_docx(page: ReaderPage, *, languages: Sequence[Language]) -> bytes:
    """Return the agenda of *page* as a Word file."""
    return agenda_docx.agenda_docx(values(page), languages=languages)


def as_pdf(page: ReaderPage, *, languages: Sequence[Language]) -> bytes:
    """Return the agenda of *page* as a PDF file."""
    printed = values(page)
    return pdf.pdf("agenda", printed, languages=languages, modified=printed.modified)


#: How each ending is made, and what it is.
FILES: dict[str, tuple[Callable[..., bytes], str]] = {"docx": (as_docx, DOCX), "pdf": (as_pdf, PDF)}


def values(page: ReaderPage) -> AgendaPrint:
    """Return the agenda of *page* as it is printed."""
    meeting, agenda = page.meeting, page.agenda
    cited = symbol(meeting, agenda)
    return AgendaPrint(
        symbol=Bilingual(cited, cited),
        title=in_both(lambda: _("Agenda: %(title)s", title=meeting.title.shown(language())[0])),
        state=in_both(lambda: page.name),
        sessions=session_lines(running.session for running in page.budget.sittings),
        points=tuple(_point(point, page) for point in agenda.points),
        total=in_both(lambda: _("%(duration)s planned in all.", duration=duration(page.budget.planned))),
        changes_head=in_both(lambda: _changed_since(page)),
        modified=agenda.issued_at or meeting.changed_at,
        changes=_changes(page),
        organisation=current_app.extensions["settings"].organisation_name,
        link=f"{current_app.extensions['settings'].base_url}{url_for('agenda_versions.show', slug=meeting.slug)}",
    )


def _changed_since(page: ReaderPage) -> str:
    before = page.before
    if before is None or before.issued_at is None:
        return ""
    return str(_("Changes since: %(version)s", version=stages.name_of(before.stage, before.number, before.issued_at)))


def _changes(page: ReaderPage) -> tuple[Bilingual, ...]:
    """Return the lines of what is new, each in both languages."""
    both: list[list[str]] = []
    for each in LANGUAGES:
        with in_language(each):
            both.append(changes.as_text(page.changed, sittings.names(page.sessions)))
    return tuple(Bilingual(en, fr) for en, fr in zip(*both, strict=True))


def session_lines(sessions: Iterable[Session]) -> tuple[Bilingual, ...]:
    """Return a line for each of *sessions*: language, day, times and city."""
    return tuple(in_both(lambda each=each: _session(each)) for each in sessions)  # type: ignore[misc]


def duration(minutes: int) -> str:
    """Return *minutes* in words."""
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


def papers_of(point: Point, papers: Iterable[Paper]) -> tuple[PaperPrint, ...]:
    """Return those *papers* that are on *point*."""
    return tuple(PaperPrint(paper.symbol, paper.title) for paper in papers if point.id and paper.item_id == point.id)


def _session(session: Session) -> str:
    times = time_range(session.starts_at, session.ends_at, session.zone)
    return f"{sittings.called(session)}, {long_date(session.starts_local.date())}, {times}, {city(session.zone)}"


def _point(point: Point, page: ReaderPage) -> PointPrint:
    return PointPrint(
        number=point.number,
        sub=point.sub,
        title=point.title,
        fullness=FULLNESS[point.purpose],
        purpose=labels(point.purpose),
        minutes=str(point.minutes or ""),
        by=(*point.speakers, *_besides(point, page)),
        papers=papers_of(point, page.papers),
        after=_after(point),
    )


def _besides(point: Point, page: ReaderPage) -> tuple[Bilingual, ...]:
    """Return in which session alone *point* is dealt with, and who proposed it."""
    alone = [running.session for running in page.budget.sittings if running.session.id == point.session_id]
    found = [in_both(lambda each=each: sittings.name_of(each)) for each in alone]  # type: ignore[misc]
    if point.proposer:
        name = point.proposer
        found.append(in_both(lambda: _("Proposed by %(name)s", name=name.shown(language())[0])))
    return tuple(found)


def _after(point: Point) -> tuple[Bilingual, ...]:
    pause = point.pause
    if not pause:
        return ()
    return (in_both(lambda: ngettext("Then a break of %(num)d minute", "Then a break of %(num)d minutes", pause)),)
