"""What the pages of an agenda show: to its readers, and to those who write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import issued, outline, policy, proposal_queries, queries, rules, running, versions
from meetings.domain.agenda.outline import Direction
from meetings.domain.agenda.points import Agenda, Point
from meetings.domain.agenda.running import Running
from meetings.domain.agenda.versions import Change
from meetings.domain.document import queries as documents
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.parity import queries as parity
from meetings.domain.parity.rules import Step
from meetings.models.agenda import AgendaItem, AgendaVersion
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.web.agenda import changes, proposals_page, sittings, stages
from meetings.web.agenda.proposals_page import ProposalsPage
from meetings.web.agenda.sittings import Sittings
from meetings.web.parity import names
from meetings.web.parity.names import Gap


@dataclass(frozen=True, slots=True)
class Budget:
    """How long an agenda takes, and how that fits each sitting."""

    planned: int
    sittings: tuple[Running, ...]

    @property
    def apart(self) -> bool:
        """Whether the sittings do not all deal with the same items."""
        return len({sitting.planned for sitting in self.sittings}) > 1


def budget(points: Sequence[Point], sessions: Sequence[Session]) -> Budget:
    """Return how long *points* take in all, and in each of *sessions*."""
    return Budget(rules.planned_minutes(points), running.programme(points, sessions))


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """An agenda as its readers see it."""

    meeting: Meeting
    agenda: Agenda
    #: Every version that was issued, the first one first.
    versions: Sequence[AgendaVersion]
    #: What it changes in the version before.
    changed: Sequence[Change]
    #: What the reader may propose, if they speak for a Member.
    proposed: ProposalsPage | None
    #: How many changes its readers have not been given yet; for those who write it.
    waiting: int
    sessions: Sequence[Session]
    papers: tuple[Paper, ...]
    budget: Budget
    is_over: bool
    may_read_papers: bool
    may_edit: bool

    @property
    def name(self) -> str:
        """Which version it is."""
        return stages.name_of_agenda(self.agenda, over=self.is_over)

    @property
    def sittings(self) -> Sittings:
        """The names of the sessions to which an item belongs."""
        return sittings.named(self.agenda, self.sessions)

    @property
    def names(self) -> dict[int, str]:
        """What the versions are called, by their numbers."""
        return {
            each.number: stages.name_of(each.stage, each.number, each.issued_at)
            for each in self.versions
            if each.issued_at
        }

    @property
    def before(self) -> AgendaVersion | None:
        """The version before this one."""
        return _before(self.agenda, self.versions)

    @property
    def is_current(self) -> bool:
        """Whether this is what readers are to go by."""
        return not self.versions or self.versions[-1].number == self.agenda.version

    @property
    def reason(self) -> Bilingual:
        """Why the adopted agenda was corrected, if this is the correction."""
        return next((each.reason for each in self.versions if each.number == self.agenda.version), Bilingual())

    @property
    def changes(self) -> list[Markup]:
        """What it changes in the version before, in words."""
        return changes.as_html(self.changed, sittings.names(self.sessions))


@dataclass(frozen=True, slots=True)
class EditPage:
    """An agenda as it stands, with what can be done to each item."""

    meeting: Meeting
    items: Sequence[AgendaItem]
    #: By the key of the item.
    points: Mapping[str, Point]
    steps: Mapping[int, list[Direction]]
    #: The number of the item under which each item stands, or could be put.
    above: Mapping[int, str]
    order: str
    sessions: Sequence[Session]
    budget: Budget
    #: What readers have.
    given: Agenda
    changed: Sequence[Change]
    gaps: Sequence[Gap]
    is_over: bool
    is_locked: bool
    is_corrected: bool
    #: How many proposals of Members wait for an answer.
    proposed: int

    @property
    def given_name(self) -> str:
        """Which version readers have."""
        return stages.name_of_agenda(self.given, over=self.is_over)

    @property
    def sittings(self) -> Mapping[int, str]:
        """The names of the sessions."""
        return sittings.names(self.sessions)

    @property
    def changes(self) -> list[Markup]:
        """What readers have not been given yet, in words."""
        return changes.as_html(self.changed, self.sittings)


def of_reader(
    meeting: Meeting, viewer: Person | None, version: AgendaVersion | None = None, *, now: datetime
) -> ReaderPage:
    """Gather the page of the agenda that readers of *meeting* have, or of an older *version*, for *viewer*."""
    agenda = issued.of_version(version) if version else issued.shown(meeting)
    sessions, given = meetings.programme(meeting), versions.issued(queries.versions(meeting))
    before = _before(agenda, given)
    may_edit = policy.can_edit(viewer, meeting)
    return ReaderPage(
        meeting=meeting,
        agenda=agenda,
        versions=given,
        changed=versions.changes(issued.of_version(before).points, agenda.points) if before else (),
        proposed=proposals_page.of(meeting, viewer, now=now) if policy.can_propose(viewer, meeting) else None,
        waiting=len(versions.changes(agenda.points, issued.standing(meeting).points)) if given and may_edit else 0,
        sessions=sessions,
        papers=documents.for_meeting(meeting),
        budget=budget(agenda.points, _held(meeting, sessions)),
        is_over=meeting_rules.is_over(sessions, now),
        may_read_papers=meeting_policy.can_read_papers(viewer, meeting),
        may_edit=may_edit,
    )


def _held(meeting: Meeting, sessions: Sequence[Session]) -> Sequence[Session]:
    """Return those of *sessions* that take place at the time that is written there."""
    return [] if meeting.undated else meeting_rules.taking_place(sessions)


def _before(agenda: Agenda, given: Sequence[AgendaVersion]) -> AgendaVersion | None:
    """Return the one of the *given* versions that *agenda* replaced."""
    return next((each for each in reversed(given) if each.number < (agenda.version or 0)), None)


def of_editor(meeting: Meeting, *, now: datetime) -> EditPage:
    """Gather all that is written on the agenda of *meeting*."""
    sessions, items = meetings.programme(meeting), queries.items(meeting)
    standing, given, made = issued.standing(meeting), issued.shown(meeting), queries.versions(meeting)
    order = rules.order_of(items)
    return EditPage(
        meeting=meeting,
        items=items,
        points={point.key: point for point in standing.points},
        steps={item.id: outline.steps(order, item.id) for item in items},
        above=_above(items),
        order=rules.stamp(items),
        sessions=sessions,
        budget=budget(standing.points, _held(meeting, sessions)),
        given=given,
        changed=versions.changes(given.points, standing.points) if given.version else (),
        gaps=names.listed(meeting, parity.gaps(meeting, Step.ISSUE)),
        is_over=meeting_rules.is_over(sessions, now),
        is_locked=versions.is_locked(made),
        is_corrected=versions.being_corrected(made),
        proposed=proposal_queries.waiting(meeting),
    )


def _above(items: Sequence[AgendaItem]) -> dict[int, str]:
    """Return the number of the item under which each of *items* stands or could be put."""
    found, last = {}, ""
    for item in items:
        found[item.id] = last
        last = last if item.sub else item.number
    return found
