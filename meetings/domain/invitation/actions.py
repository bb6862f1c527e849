"""Invites people to meetings, reminds the silent, and takes what they say by their links."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import actions as audit
from meetings.domain.invitation import queries, rules
from meetings.domain.invitation.rules import Segment
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import places
from meetings.domain.registration import queries as find_places
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import InvitationRound, MeetingLink
from meetings.models.person import Person


def invite(
    meeting: Meeting, segment: Segment, text: Bilingual, *, seen: str, by: Person | None, now: datetime
) -> InvitationRound:
    """Write to everybody of *segment* who can be invited to *meeting*, each with a link of their own.

    *seen* is the mark of the people that were shown before. Raises ``NotAnnounced``, ``NobodyToInvite``, and
    ``ChangedMeanwhile`` when they would be others now.
    """
    _hold_open(meeting, now)
    people = [nomination.person for nomination in queries.candidates(meeting, segment, on=now.date(), now=now)]
    if not people:
        raise rules.NobodyToInvite
    if seen != rules.mark([person.id for person in people]):
        raise ChangedMeanwhile
    known = queries.links(meeting)
    links = [known.get(person.id) or places.new_link(meeting, person) for person in people]
    for link in links:
        link.invited_at, link.invited_by_id = now, by.id if by else None
    current().add_all(links)
    current().flush()
    return _write(meeting, links, segment, text, reminder=False, by=by, now=now)


def remind(meeting: Meeting, text: Bilingual, *, seen: str, by: Person | None, now: datetime) -> InvitationRound:
    """Write once more to those who were invited and have said nothing.

    *seen* is the mark of the people that were shown before. Raises ``NotAnnounced``, ``NobodySilent``,
    ``RemindedJustNow``, and ``ChangedMeanwhile`` when they would be others now.
    """
    _hold_open(meeting, now)
    links = queries.silent(meeting)
    if not links:
        raise rules.NobodySilent
    if not rules.may_remind(queries.last_reminded(meeting), now):
        raise rules.RemindedJustNow
    if seen != rules.mark([link.person_id for link in links]):
        raise ChangedMeanwhile
    for link in links:
        link.reminded_at = now
    return _write(meeting, links, Segment(), text, reminder=True, by=by, now=now)


def open_(link: MeetingLink, *, now: datetime) -> None:
    """Note that a human being looks at what *link* leads to: programs that look through mails press no button."""
    if lock(link).opened_at is not None:
        return
    link.opened_at = now
    audit.record("invitation.opened", link, by=link.person, meeting=link.meeting, now=now)


def decline(link: MeetingLink, reason: str, *, now: datetime) -> None:
    """Note that the holder of *link* does not come, and why if they say so; a place that they have goes to the next.

    Raises ``LinkOver`` and ``SessionBegun``.
    """
    lock(link.meeting)
    fresh(link)
    if not queries.leads_somewhere(link, now=now):
        raise rules.LinkOver
    held = find_places.of(link.meeting, link.person)
    if held:
        registrations.withdraw(held, by=link.person, now=now)
    link.declined_at, link.reason, link.opened_at = now, reason, link.opened_at or now
    audit.record("invitation.declined", link, by=link.person, meeting=link.meeting, now=now)


def _hold_open(meeting: Meeting, now: datetime) -> None:
    """Lock *meeting*; raises ``NotAnnounced`` unless people can register for it."""
    lock(meeting)
    if not meeting_rules.takes_registrations(meeting, meetings.sessions_of(meeting), now):
        raise rules.NotAnnounced


def _write(
    meeting: Meeting,
    links: Sequence[MeetingLink],
    segment: Segment,
    text: Bilingual,
    *,
    reminder: bool,
    by: Person | None,
    now: datetime,
) -> InvitationRound:
    """Announce one mail to the holder of each of *links*."""
    made = add(
        InvitationRound(
            meeting_id=meeting.id,
            reminder=reminder,
            text=text,
            segment=segment.stored(),
            sent_at=now,
            sent_by_id=by.id if by else None,
            people=len(links),
        )
    )
    kind = "invitation.reminded" if reminder else "invitation.sent"
    for number in _in_order(links):
        outbox.announce(kind, {"link": number, "round": made.id}, now=now)
    current().flush()
    audit.record(kind, made, by=by, meeting=meeting, now=now, people=len(links))
    return made


def _in_order(links: Iterable[MeetingLink]) -> list[int]:
    return sorted(link.id for link in links)
