"""Writes the mails of mailings, portion by portion, and what one recipient would read."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.mailing import queries, recipients, rules, writing
from meetings.domain.mailing.recipients import Recipient
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox.actions import Letter
from meetings.domain.registration.rules import shows_join_link
from meetings.i18n import as_language, in_language
from meetings.models.database import current, fresh, lock
from meetings.models.mailing import Dropped, Mailing, MailingKind, MailingRecipient, MailingState
from meetings.models.meeting import Session
from meetings.models.person import Person
from meetings.notices import audience, house, letters, own_way, post
from meetings.notices.mailing_words import Words
from meetings.notices.notice import Notice

logger = logging.getLogger(__name__)


def write_portion(number: int, *, now: datetime) -> int:
    """Write the mails of the next recipients of one mailing, and return how many were looked at.

    The meeting is held, so that a second scheduler waits and then finds others. A mail that cannot be written keeps
    nobody else from theirs.
    """
    mailing = current().get(Mailing, number)
    if mailing is None or not _is_held(mailing):
        return 0
    rows = queries.portion(mailing)
    ids = [row.person_id for row in rows]
    found = recipients.of(mailing.meeting, rules.segment(mailing.segment), now=now, ids=ids)
    meant = {one.person.id: one for one in found}
    sessions = queries.sittings(mailing.meeting)
    for row in rows:
        _write(mailing, row, meant.get(row.person_id), sessions, now)
    return len(rows)


def _is_held(mailing: Mailing) -> bool:
    """Hold the meeting of *mailing*, and say whether that is on its way now."""
    lock(mailing.meeting)
    return fresh(mailing).state is MailingState.SENDING


def _write(
    mailing: Mailing, row: MailingRecipient, one: Recipient | None, sessions: Sequence[Session], now: datetime
) -> None:
    """Put the mail of one recipient into the outbox, or note why there is none."""
    if one is None:
        writing.dropped(row, Dropped.LEFT)
        return
    if _is_begun(mailing, one, sessions, now):
        writing.dropped(row, Dropped.BEGUN)
        return
    try:
        with current().begin_nested():
            notice = _notice(mailing, one, sessions, now)
            if not audience.is_wanted(notice):
                writing.dropped(row, Dropped.UNWANTED)
                return
            writing.written(row, post.put(post.timed(letters.write(notice), notice, now), now))
    except Exception as error:
        logger.exception("mailing %s could not be written to person %s", mailing.id, row.person_id)
        writing.failed(row, error)


def _is_begun(mailing: Mailing, one: Recipient, sessions: Sequence[Session], now: datetime) -> bool:
    """Say whether the mail would come when the reader's sitting has begun."""
    last = _last_start(mailing, one, sessions)
    return last is not None and last <= now


def _last_start(mailing: Mailing, one: Recipient, sessions: Sequence[Session]) -> datetime | None:
    """Return when the last sitting begins of which *one* is to hear before it; nothing where it is never too late."""
    mine = one.days or sessions
    if not mine or mailing.meeting.undated or not rules.is_ahead(mailing):
        return None
    return max(session.starts_at for session in mine)


def _notice(mailing: Mailing, one: Recipient, sessions: Sequence[Session], now: datetime) -> Notice:
    """Return what *one* is to hear; who is invited gets a link of their own."""
    meeting, link = mailing.meeting, one.link
    if mailing.kind is MailingKind.INVITATION and meeting_rules.takes_registrations(meeting, sessions, now):
        link = writing.invited(mailing, one, now=now)
    page = ("place.show", {"token": own_way.token(link)}) if link else ("meeting.show", {"slug": meeting.slug})
    return _told(mailing, one, sessions, page, _join_links(one, now))


def _join_links(one: Recipient, now: datetime) -> dict[int, str]:
    """Return the way into each sitting in which *one* has a seat, by the number of the sitting."""
    there = one.registration
    if there is None:
        return {}
    return {own.id: own.join_link for own in one.days if shows_join_link(there, own, own.meeting, now)}


def _told(
    mailing: Mailing,
    one: Recipient,
    sessions: Sequence[Session],
    page: tuple[str, dict[str, str]],
    join_links: Mapping[int, str],
) -> Notice:
    address = house.address(page[0], as_language(one.person.language), **page[1])
    return Notice(
        kind=rules.mail_kind(mailing.kind),
        words="mailing",
        person=one.person,
        meeting=mailing.meeting,
        page=page,
        facts={"words": Words(mailing, one, sessions, address, join_links), "answers": page[0] == "place.show"},
        worthless_after=_last_start(mailing, one, sessions),
    )


def preview(mailing: Mailing, one: Recipient) -> Letter:
    """Return what *one* would read, with the page of the meeting in place of their own ways in."""
    page = ("meeting.show", {"slug": mailing.meeting.slug})
    return letters.write(_told(mailing, one, queries.sittings(mailing.meeting), page, {}))


def test(mailing: Mailing, one: Recipient, reader: Person, *, now: datetime) -> None:
    """Send to *reader* what *one* would read, as a test."""
    letter = preview(mailing, one)
    with in_language(as_language(letter.language)):
        subject = str(_("[Test] %(subject)s", subject=letter.subject))
    to_reader = replace(
        letter,
        subject=subject,
        recipient_name=reader.name,
        recipient_email=reader.email,
        person_id=reader.id,
        kind="mailing.test",
    )
    post.put(to_reader, now)
