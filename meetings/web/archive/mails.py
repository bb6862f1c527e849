"""The mails of a meeting in its archive: what was written to many, and how many of each kind went; no addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import gettext as _

from meetings.core.bilingual import LANGUAGES, Bilingual
from meetings.domain.mailing import policy, queries, rules
from meetings.domain.mailing.queries import Progress
from meetings.domain.outbox import queries as outbox
from meetings.domain.outbox.queries import MailLine
from meetings.exports.tables import Row, Sheet, workbook
from meetings.i18n import in_language
from meetings.models.mailing import Mailing, MailingKind, MailingState
from meetings.models.meeting import Meeting
from meetings.notices import house
from meetings.web.archive.lists import both
from meetings.web.mailing import wording
from meetings.web.privacy import held_words
from meetings.web.viewer import viewer
from meetings.web.wording import label

NOTHING = Progress()


@dataclass(frozen=True, slots=True)
class Written:
    """One mail to many as it is archived."""

    mailing: Mailing
    figures: Progress

    @property
    def modified(self) -> datetime:
        """When it last went to anybody, or was written."""
        mailing = self.mailing
        return mailing.ended_at or mailing.started_at or mailing.created_at

    def text(self) -> bytes:
        """Return its words in both languages, when it went, to whom and to how many."""
        zone, segment = house.settings().time_zone, rules.segment(self.mailing.segment)
        values = {"one": self, "segment": segment, "zone": zone, "when": wording.when}
        parts = []
        for each in LANGUAGES:
            with in_language(each):
                parts.append(render_template("archive/_mail.txt", **values))
        return ("\n\n".join(part.strip() for part in parts) + "\n").replace("\n", "\r\n").encode()


def written(meeting: Meeting) -> Sequence[Written]:
    """Return the mails to many of *meeting*, without drafts; only those who run the meeting have them."""
    if not policy.can_plan(viewer(), meeting):
        return []
    figures = queries.progress(meeting)
    found = [mailing for mailing in queries.of(meeting) if mailing.state is not MailingState.DRAFT]
    return [Written(mailing, figures.get(mailing.id, NOTHING)) for mailing in found]


def by_themselves(meeting: Meeting) -> Sequence[MailLine]:
    """Return how many mails of *meeting* of each other kind went; their words are for their readers alone."""
    if not policy.can_plan(viewer(), meeting):
        return []
    to_many = {rules.mail_kind(kind) for kind in MailingKind}
    return [line for line in outbox.lines_of(meeting) if line.kind not in to_many]


def as_workbook(meeting: Meeting, found: Sequence[Written], others: Sequence[MailLine]) -> bytes:
    """Return all mails with their figures: those to many on one sheet, the others by their kind on another."""
    figures = [both(lambda: _("On the way")), both(lambda: _("Gone out")), both(lambda: _("Not delivered"))]
    people = [both(lambda: _("Recipients")), *figures, both(lambda: _("Not sent"))]
    begun = [both(lambda: _("Begun (UTC)")), both(lambda: _("Ended (UTC)"))]
    head = [both(lambda: _("Kind of mail")), both(lambda: _("English")), both(lambda: _("French"))]
    head += [both(lambda: _("To whom")), both(lambda: _("State")), *begun, *people]
    sheets = [
        Sheet(both(lambda: _("Mails to many")), head, map(_row, found)),
        Sheet(both(lambda: _("Other mails")), [head[0], *figures], map(_line, others)),
    ]
    return workbook(sheets, title=meeting.slug)


def _row(one: Written) -> Row:
    mailing, figures = one.mailing, one.figures
    audience = rules.segment(mailing.segment).audience
    return [
        both(lambda: label(mailing.kind)),
        *_tagged(mailing.subject),
        both(lambda: label(audience)),
        both(lambda: label(mailing.state)),
        _seconds(mailing.started_at),
        _seconds(mailing.ended_at),
        *(figures.people, figures.waiting, figures.gone, figures.failed, figures.dropped),
    ]


def _line(line: MailLine) -> Row:
    return [both(lambda: held_words.mail(line.kind)), line.waiting, line.sent, line.failed]


def _tagged(text: Bilingual) -> Iterator[str]:
    return (text.labelled(each) for each in LANGUAGES)


def _seconds(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None
