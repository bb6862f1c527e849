"""All that a meeting left, as the files of one archive."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from flask import current_app, render_template
from flask_babel import gettext as _

from meetings.calendars.entries import session_entry
from meetings.calendars.feed import feed
from meetings.core.bilingual import ENGLISH, FRENCH, LANGUAGES, Bilingual, Language
from meetings.core.later import Later
from meetings.domain.document import queries as documents
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import policy as polls
from meetings.domain.poll import proxies
from meetings.domain.poll import queries as find_polls
from meetings.exports.archive_zip import Member, archive, clean_path
from meetings.i18n import in_language, language, words
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.notices import house
from meetings.web.agenda import page as agendas
from meetings.web.agenda import printing as agenda_printing
from meetings.web.archive import lists, mails
from meetings.web.poll import export, proxy_manage
from meetings.web.poll.results_page import result_page
from meetings.web.record import page as record_pages
from meetings.web.record import printing
from meetings.web.viewer import viewer
from meetings.web.wording import label

if TYPE_CHECKING:
    from meetings.exports import record_docx
else:
    record_docx = Later("meetings.exports.record_docx")

logger = logging.getLogger(__name__)

PRINTED: tuple[tuple[Language, ...], ...] = ((ENGLISH,), (FRENCH,), (ENGLISH, FRENCH))
#: In the names of files: E for English, F for French.
LETTERS = {ENGLISH: "E", FRENCH: "F"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: where it stands, what it is, when it last changed, and how to get at its content."""

    path: str
    name: Bilingual
    modified: datetime
    content: Callable[[], bytes | BinaryIO]


def bundle(meeting: Meeting, *, now: datetime) -> BinaryIO:
    """Return everything of *meeting* that the viewer may read as an open ZIP file; whoever asks closes it."""
    entries = [
        *_agenda(meeting, now),
        *_record(meeting),
        *_polls(meeting, now),
        *_documents(meeting),
        *_mails(meeting),
        *_calendar(meeting),
    ]
    return archive(_members(_read_me(meeting, entries), entries))


def _members(first: Entry, entries: Sequence[Entry]) -> Iterator[Member]:
    """Yield the files one by one; a stream is closed before the next one is opened."""
    for entry in (first, *entries):
        try:
            content = entry.content()
        except FileNotFoundError:
            logger.error("%s is not in the storage and was left out of an archive", entry.path)
            continue
        yield Member(entry.path, content, entry.modified)
        if not isinstance(content, bytes):
            content.close()


def _read_me(meeting: Meeting, entries: Sequence[Entry]) -> Entry:
    """Say in both languages what is in the archive."""
    sessions = meetings.sessions_of(meeting)
    modified = max((meeting.changed_at, *(entry.modified for entry in entries)))
    listed = [(clean_path(entry.path), entry.name) for entry in entries]
    parts = []
    for each in LANGUAGES:
        with in_language(each):
            url = house.address("meeting.show", each, slug=meeting.slug)
            values = {"meeting": meeting, "sessions": sessions, "entries": listed, "url": url}
            parts.append(render_template("archive/_readme.txt", **values))
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    return Entry("README.txt", Bilingual("README", "README"), modified, lambda: text.replace("\n", "\r\n").encode())


def _documents(meeting: Meeting) -> Iterator[Entry]:
    for version in documents.newest_files(meeting):
        symbol = f"{version.document.symbol}_{LETTERS[version.language]}{version.revision}"
        path = f"documents/{symbol}_{version.filename}"
        yield Entry(path, version.document.title, version.uploaded_at, _opener(version.storage_key))


def _opener(key: str) -> Callable[[], BinaryIO]:
    storage = current_app.extensions["storage"]

    def opened() -> BinaryIO:
        file: BinaryIO = storage.open(key)
        return file

    return opened


def _record(meeting: Meeting) -> Iterator[Entry]:
    """The record in both languages and in each, and the list of decisions and actions, for those who may read it."""
    page = record_pages.of_reader(meeting)
    if page is not None:
        printed = printing.values(page)
        what = printing.in_both(lambda: _("Record"))
        for spoken in PRINTED:
            path = f"record/{page.symbol.replace('/', '-')}_{'-'.join(spoken).upper()}.docx"
            content = partial(record_docx.record_docx, printed, languages=spoken)
            yield Entry(path, what, page.record.changed_at, content)
    found = lists.outcomes(meeting, page)
    if found is not None:
        what = printing.in_both(lambda: _("Decisions and actions"))
        yield Entry("decisions-actions.xlsx", what, found.modified, lambda: lists.as_workbook(found))


def _agenda(meeting: Meeting, now: datetime) -> Iterator[Entry]:
    """The agenda that readers have, in both languages and in each."""
    page = agendas.of_reader(meeting, viewer(), now=now)
    if page.agenda.points:
        cited = agenda_printing.symbol(meeting, page.agenda).replace("/", "-")
        modified = page.agenda.issued_at or meeting.changed_at
        for spoken in PRINTED:
            path = f"agenda/{cited}_{'-'.join(spoken).upper()}.pdf"
            content = partial(agenda_printing.as_pdf, page, languages=spoken)
            yield Entry(path, printing.in_both(lambda: _("Agenda")), modified, content)


def _polls(meeting: Meeting, now: datetime) -> Iterator[Entry]:
    """The results of the polls that are closed, with pictures; for those who run the meeting, who voted for whom."""
    for poll in polls.with_result(viewer(), find_polls.for_meeting(meeting)):
        page = result_page(poll, viewer(), now=now)
        path = f"polls/{export.filename(page, 'xlsx')}"
        made = partial(export.as_workbook, page, zone=house.settings().time_zone)
        yield Entry(path, poll.question, _closed_at(poll), made)
        for option in page.texts.values():
            if option.image_key:
                path = f"polls/{export.filename(page, 'jpg').removesuffix('.jpg')}-{option.position}.jpg"
                yield Entry(path, option.text, _closed_at(poll), _opener(option.image_key))
    held = proxies.at_meeting(meeting) if polls.can_keep_proxies(viewer(), meeting) else ()
    if held:
        changed = max(one.ended_at or one.given_at for one in held)
        made = partial(proxy_manage.as_workbook, meeting, zone=house.settings().time_zone)
        yield Entry("polls/proxies.xlsx", printing.in_both(lambda: _("Proxies")), changed, made)


def _closed_at(poll: Poll) -> datetime:
    return poll.closed_at or poll.closes_at or poll.created_at


def _mails(meeting: Meeting) -> Iterator[Entry]:
    """What was written to many, each mail in both languages, and a list with the figures of all mails."""
    found, others = mails.written(meeting), mails.by_themselves(meeting)
    for number, one in enumerate(found, start=1):
        kind = one.mailing.kind
        name = printing.in_both(partial(label, kind))
        yield Entry(f"mails/{number:02d}-{kind.value}.txt", name, one.modified, one.text)
    if found or others:
        modified = max((meeting.changed_at, *(one.modified for one in found)))
        made = partial(mails.as_workbook, meeting, found, others)
        yield Entry("mails/mails.xlsx", printing.in_both(lambda: _("Mails")), modified, made)


def _calendar(meeting: Meeting) -> Iterator[Entry]:
    """The sittings, in the language of the page that the archive is taken from."""
    sessions = meetings.sessions_of(meeting)
    if not sessions:
        return
    spoken = language()
    url = house.address("meeting.show", spoken, slug=meeting.slug)
    name = words(meeting.series.name)
    content = partial(
        feed,
        [session_entry(session, meeting, language=spoken, url=url, name=name) for session in sessions],
        name=words(meeting.title),
        language=spoken,
        source=house.address("calendar.meeting", spoken, slug=meeting.slug),
        organizer=house.organizer(),
        prodid_host=house.host(),
    )
    modified = max(meeting.changed_at, *(session.changed_at for session in sessions))
    yield Entry("meeting.ics", printing.in_both(lambda: _("Calendar")), modified, content)
