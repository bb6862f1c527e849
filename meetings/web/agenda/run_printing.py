"""The run of show turned into the plain values that files are made from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core.bilingual import Bilingual, Language
from meetings.core.later import Later
from meetings.domain.agenda.running import Running, Slot
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import rules as meetings
from meetings.exports.values import RunPrint, SittingPrint, SlotPrint
from meetings.i18n import language, time_of_day, time_range
from meetings.models.meeting import Meeting
from meetings.web.agenda.printing import papers_of, session_lines
from meetings.web.downloads import DOCX, PDF
from meetings.web.record.printing import in_both

if TYPE_CHECKING:
    from meetings.exports import pdf, run_docx
else:
    run_docx, pdf = Later("meetings.exports.run_docx"), Later("meetings.exports.pdf")

NOTHING = Bilingual()


def as_docx(printed: RunPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *printed* as a Word file."""
    return run_docx.run_docx(printed, languages=languages)


def as_pdf(printed: RunPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *printed* as a PDF file."""
    return pdf.pdf("run", printed, languages=languages, modified=printed.modified)


#: How each ending is made, and what it is.
FILES: dict[str, tuple[Callable[..., bytes], str]] = {"docx": (as_docx, DOCX), "pdf": (as_pdf, PDF)}


def symbol(meeting: Meeting) -> str:
    """Return how the run of show of *meeting* is cited: “NCP8/RUN”."""
    return f"{meetings.symbol(meeting)}/RUN"


def values(
    meeting: Meeting, sittings: Iterable[Running], notes: Mapping[int, Bilingual], papers: Sequence[Paper]
) -> RunPrint:
    """Return the run of show of *meeting* as it is printed."""
    cited = symbol(meeting)
    return RunPrint(
        symbol=Bilingual(cited, cited),
        title=in_both(lambda: _("Run of show: %(title)s", title=meeting.title.shown(language())[0])),
        state=in_both(lambda: _("For those who run the meeting only")),
        sittings=tuple(_sitting(each, notes, papers) for each in sittings),
        modified=meeting.changed_at,
        organisation=current_app.extensions["settings"].organisation_name,
    )


def fit(sitting: Running) -> str:
    """Return in words how the agenda fits *sitting*."""
    if sitting.left < 0:
        return str(ngettext("%(num)d minute too long", "%(num)d minutes too long", -sitting.left))
    if sitting.left == 0:
        return str(_("fits to the minute"))
    return str(ngettext("%(num)d minute left", "%(num)d minutes left", sitting.left))


def _sitting(sitting: Running, notes: Mapping[int, Bilingual], papers: Sequence[Paper]) -> SittingPrint:
    (heading,) = session_lines([sitting.session])
    slots: list[SlotPrint] = []
    for slot in sitting.slots:
        slots.append(_slot(slot, sitting.session.zone, notes.get(slot.point.id, NOTHING), papers))
        if slot.resumes_at:
            slots.append(_break(slot, sitting.session.zone))
    return SittingPrint(heading, tuple(slots), in_both(lambda: fit(sitting)))


def _slot(slot: Slot, zone: str, notes: Bilingual, papers: Sequence[Paper]) -> SlotPrint:
    point = slot.point
    return SlotPrint(
        time=in_both(lambda: time_of_day(slot.starts_at, zone)),
        number=point.number,
        title=point.title,
        by=point.speakers,
        minutes=str(point.minutes or ""),
        papers=papers_of(point, papers),
        notes=notes,
        late=slot.late,
    )


def _break(slot: Slot, zone: str) -> SlotPrint:
    ends = slot.resumes_at
    assert ends is not None, "this is a break"
    return SlotPrint(
        time=in_both(lambda: time_of_day(slot.ends_at, zone)),
        number="",
        title=in_both(lambda: _("Break, %(times)s", times=time_range(slot.ends_at, ends, zone))),
        minutes=str(slot.point.pause),
    )
