"""Gives proxies, takes them back, and decides whether a meeting allows any.

The meeting's row is held (``database.lock``) while proxies are counted, so that two given at once cannot be one more
than the rule allows, and then that of the poll where a proxy is for one alone, so that its ballot does not come in
meanwhile. Ballots are untouched: a proxy only says who casts them, from then on.
"""

from dataclasses import dataclass
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as register
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import ballot_queries, electorate, proxies, proxy_rules, rules
from meetings.domain.poll.proxy_rules import Given, Terms
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy, ProxyTerms


@dataclass(frozen=True, slots=True)
class Draft:
    """A proxy as it is asked for: by whom, for whom, of what; *note* and *document_id* say what paper it came on."""

    giver: Organisation
    holder: Organisation
    #: The only one of the holder's people who may cast the ballot.
    person: Person | None = None
    #: The only poll it is for.
    poll: Poll | None = None
    note: str = ""
    document_id: int | None = None

    @property
    def ids(self) -> Given:
        """The same as ids."""
        return Given(self.giver.id, self.holder.id, self.poll.id if self.poll else None)


def set_terms(meeting: Meeting, terms: Terms, *, by: Person | None, now: datetime) -> None:
    """Decide whether *meeting* allows proxies, and which; raises ``RuleFixed`` or ``TooManyHeld``."""
    lock(meeting)
    if terms == proxies.terms(meeting):
        return
    if proxies.any_under_way(meeting):
        raise proxy_rules.RuleFixed
    given = proxies.in_force_at(meeting)
    if any(proxy_rules.held_at_once(given, one.holder) > terms.most for one in given):
        raise proxy_rules.TooManyHeld
    row = current().get(ProxyTerms, meeting.id) or ProxyTerms(meeting_id=meeting.id)
    row.most, row.own_vote, row.present = terms.most, terms.own_vote, terms.present
    add(row)
    audit.record(
        "proxy.rule_set",
        meeting,
        by=by,
        meeting=meeting,
        now=now,
        most=terms.most,
        own_vote=terms.own_vote,
        present=terms.present,
    )


def give(meeting: Meeting, draft: Draft, *, by: Person | None, now: datetime) -> Proxy:
    """Let one organisation vote for another at *meeting*, from now on; nobody has to accept it.

    Raises what ``check`` raises.
    """
    lock(meeting)
    if draft.poll:
        lock(draft.poll)
    check(meeting, draft, now=now)
    wanted = draft.ids
    made = add(
        Proxy(
            meeting_id=meeting.id,
            poll_id=wanted.poll,
            giver_id=wanted.giver,
            holder_id=wanted.holder,
            person_id=draft.person.id if draft.person else None,
            given_at=now,
            given_by_id=by.id if by else None,
            note=draft.note,
            document_id=draft.document_id,
        )
    )
    _tell("proxy.given", made, by=by, now=now)
    return made


def check(meeting: Meeting, draft: Draft, *, now: datetime) -> None:
    """Refuse a proxy that could not be given now.

    Raises what ``proxy_rules.check`` raises, ``NotYetAnnounced``, ``ProxyTooLate``, ``GiverWithoutVote``,
    ``HolderWithoutVote``, ``HolderIsSomebodyElse``, ``PollOfPeople`` or ``AlreadyVoted``.
    """
    _check_time(meeting, draft.poll, now)
    proxy_rules.check(proxies.terms(meeting), draft.ids, proxies.in_force_at(meeting))
    _check_parties(draft, now)
    if draft.poll:
        _check_poll(draft.poll, draft.giver)


def end(proxy: Proxy, *, declined: bool = False, by: Person | None, now: datetime) -> None:
    """Take *proxy* back, or decline it as its holder; ballots that were cast by it stay. Raises ``ProxyEnded``."""
    lock(proxy.meeting)
    if fresh(proxy).ended_at:
        raise proxy_rules.ProxyEnded
    proxy.ended_at, proxy.ended_by, proxy.declined = now, by, declined
    _tell("proxy.declined" if declined else "proxy.taken_back", proxy, by=by, now=now)


def _check_time(meeting: Meeting, poll: Poll | None, now: datetime) -> None:
    """Refuse what would serve no ballot any more, or not yet."""
    if meeting.announced_at is None:
        raise proxy_rules.NotYetAnnounced
    if poll:
        over = poll.closed_at is not None or rules.is_over(poll, now)
    else:
        over = meeting_rules.is_over(meetings.sessions_of(meeting), now) and not proxies.any_under_way(meeting)
    if over or meeting.cancelled_at:
        raise proxy_rules.ProxyTooLate


def _check_parties(draft: Draft, now: datetime) -> None:
    """Refuse a giver without a vote, and a holder who could not cast a ballot today."""
    today = now.date()
    if not draft.giver.kind.votes or not draft.giver.belongs_on(today):
        raise proxy_rules.GiverWithoutVote
    named = [each for each in register.nominated(draft.holder, on=today) if electorate.exercises(each)]
    if not draft.holder.kind.votes or not draft.holder.belongs_on(today) or not named:
        raise proxy_rules.HolderWithoutVote
    if draft.person and draft.person.id not in {each.person_id for each in named}:
        raise proxy_rules.HolderIsSomebodyElse


def _check_poll(poll: Poll, giver: Organisation) -> None:
    """Refuse a proxy for one poll in which *giver* has no ballot left to give."""
    if poll.unit is Unit.PERSON:
        raise proxy_rules.PollOfPeople
    if poll.state in rules.RUNNING and electorate.elector(poll, giver.id) is None:
        raise proxy_rules.GiverWithoutVote
    if giver.id in ballot_queries.have_voted(poll):
        raise proxy_rules.AlreadyVoted


def _tell(verb: str, proxy: Proxy, *, by: Person | None, now: datetime) -> None:
    """Announce what became of *proxy*, and note it in the history."""
    current().flush()
    outbox.announce(verb, {"proxy": proxy.id}, now=now)
    giver, holder = proxy.giver.code, proxy.holder.code
    audit.record(verb, proxy, by=by, meeting=proxy.meeting, now=now, giver=giver, holder=holder)
