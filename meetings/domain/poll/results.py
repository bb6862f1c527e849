"""Reads ballots, named ones and those that were opened, and adds them up."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import func, select

from meetings.domain.poll import answers, ballot_queries, protection, queries
from meetings.domain.poll import result_rules as rules
from meetings.domain.poll.draft_rules import terms
from meetings.domain.poll.result_rules import OptionLine, RegionLine, Result, Sheet
from meetings.models.ballot import Ballot, Elector, TallySheet
from meetings.models.database import current
from meetings.models.organisation import Region
from meetings.models.poll import Poll, PollOption, PollState, Secrecy

_MINE = (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter)


def result(poll: Poll) -> Result:
    """Add up *poll*; both language sessions are one result. Callers show it as ``policy.can_see_result`` says.

    A constant number of statements. A poll whose ballots are sealed and not opened yet has none: its live figures
    are in ``shown``.
    """
    choices = queries.options(poll)
    regions = electors_by_region(poll)
    sheets, advisory = _sheets(poll)
    counted = rules.tally(rules.counted(poll.kind, sheets))
    electors, votes, apart = _electorate(poll)
    return Result(
        options=tuple(OptionLine(option, counted[option.id]) for option in choices),
        regions=_by_region(poll, choices, sheets, regions),
        cast=sum(sheet.ballots for sheet in sheets),
        entitled=electors,
        votes=sum(sheet.votes for sheet in sheets),
        votes_entitled=votes,
        sheets=tuple(sheets),
        advisory=tuple(advisory),
        advisory_entitled=apart,
    )


def _by_region(
    poll: Poll, choices: Sequence[PollOption], sheets: Sequence[Sheet], regions: Sequence[tuple[Region | None, int]]
) -> tuple[RegionLine, ...]:
    """Return the table by region: counted of named ballots, as it was kept of confidential ones, never of secret."""
    by_id = {region.id if region else None: region for region, _number in regions}
    if poll.secrecy is Secrecy.NAMED:
        entitled = {region.id if region else None: number for region, number in regions}
        found = rules.lines(poll.kind, choices, sheets, entitled)
    else:
        found = rules.read(poll.tabulation)
    return tuple(
        RegionLine(tuple(by_id.get(number) for number in line.regions), line.counts, line.cast, line.entitled, line.few)
        for line in found
    )


def _sheets(poll: Poll) -> tuple[list[Sheet], list[Sheet]]:
    """Return the ballots of *poll* that count, and those of observers."""
    if poll.secrecy is Secrecy.NAMED:
        return named_sheets(poll)
    query = select(TallySheet.choice, TallySheet.advisory, func.count(), func.sum(TallySheet.weight))
    query = query.where(TallySheet.poll_id == poll.id).group_by(TallySheet.choice, TallySheet.advisory)
    found: tuple[list[Sheet], list[Sheet]] = ([], [])
    for choice, advisory, number, votes in current().execute(query.order_by(TallySheet.choice)):
        found[advisory].append(Sheet(answers.read(choice), number, votes))
    return found


def named_sheets(poll: Poll) -> tuple[list[Sheet], list[Sheet]]:
    """Return the named ballots of *poll* that count, and those of observers."""
    query = (
        select(Ballot.choice, Elector.advisory, Elector.region_id, Ballot.session_id)
        .add_columns(func.count(), func.sum(Elector.weight))
        .join(Elector, _MINE)
        .where(Ballot.poll_id == poll.id)
        .group_by(Ballot.choice, Elector.advisory, Elector.region_id, Ballot.session_id)
        .order_by(Ballot.choice, Elector.region_id, Ballot.session_id)
    )
    found: tuple[list[Sheet], list[Sheet]] = ([], [])
    for choice, advisory, region_id, session_id, number, votes in current().execute(query):
        found[advisory].append(Sheet(answers.read(choice), number, votes, region_id, session_id))
    return found


def tallies(polls: Iterable[Poll]) -> dict[int, list[OptionLine]]:
    """Return the options of several polls with their votes in three statements, by the poll's id.

    Callers show it of polls only whose result may be seen. Rankings give their first preference, dates their yes.
    """
    wanted = {poll.id: poll for poll in polls}
    ballots = _all(wanted)
    counted = {poll.id: rules.tally(rules.counted(poll.kind, ballots.get(poll.id, []))) for poll in wanted.values()}
    query = select(PollOption).where(PollOption.poll_id.in_(wanted)).order_by(PollOption.poll_id, PollOption.position)
    found: dict[int, list[OptionLine]] = {number: [] for number in wanted}
    for option in current().scalars(query):
        found[option.poll_id].append(OptionLine(option, counted[option.poll_id][option.id]))
    return found


def several(polls: Iterable[Poll]) -> dict[int, Result]:
    """Add up several polls in six statements, by the poll's id: without regions, sittings and observers.

    Callers show it of polls only whose result may be seen.
    """
    wanted = {poll.id: poll for poll in polls}
    lines, ballots = tallies(wanted.values()), _all(wanted)
    query = select(Elector.poll_id, func.count(), func.sum(Elector.weight)).group_by(Elector.poll_id)
    query = query.where(Elector.poll_id.in_(wanted), Elector.advisory.is_(False))
    entitled = {number: (electors, votes) for number, electors, votes in current().execute(query)}
    found = {}
    for number in wanted:
        sheets, (electors, votes) = ballots.get(number, []), entitled.get(number, (0, 0))
        cast, given = sum(sheet.ballots for sheet in sheets), sum(sheet.votes for sheet in sheets)
        found[number] = Result(tuple(lines[number]), (), cast, electors, given, votes, tuple(sheets))
    return found


def _all(polls: Iterable[int]) -> dict[int, list[Sheet]]:
    """Return the ballots that count of several polls, by the poll's id."""
    named = (
        select(Ballot.poll_id, Ballot.choice, func.count(), func.sum(Elector.weight))
        .join(Elector, _MINE)
        .where(Ballot.poll_id.in_(polls), Elector.advisory.is_(False))
        .group_by(Ballot.poll_id, Ballot.choice)
    )
    opened = (
        select(TallySheet.poll_id, TallySheet.choice, func.count(), func.sum(TallySheet.weight))
        .where(TallySheet.poll_id.in_(polls), TallySheet.advisory.is_(False))
        .group_by(TallySheet.poll_id, TallySheet.choice)
    )
    found: dict[int, list[Sheet]] = {}
    for query in (named, opened):
        for poll_id, choice, number, votes in current().execute(query):
            found.setdefault(poll_id, []).append(Sheet(answers.read(choice), number, votes))
    return found


def _electorate(poll: Poll) -> tuple[int, int, int]:
    """Return how many are entitled, how many votes they have, and how many observers are counted apart."""
    query = select(Elector.advisory, func.count(), func.sum(Elector.weight)).where(Elector.poll_id == poll.id)
    found = {
        advisory: (number, votes) for advisory, number, votes in current().execute(query.group_by(Elector.advisory))
    }
    electors, votes = found.get(False, (0, 0))
    return electors, votes, found.get(True, (0, 0))[0]


def electors_by_region(poll: Poll) -> list[tuple[Region | None, int]]:
    """Return the regions from west to east with the number of those entitled."""
    counted = (
        select(Elector.region_id, func.count().label("entitled"))
        .where(Elector.poll_id == poll.id, Elector.advisory.is_(False))
        .group_by(Elector.region_id)
        .subquery()
    )
    query = (
        select(Region, counted.c.entitled)
        .select_from(counted)
        .outerjoin(Region, Region.id == counted.c.region_id)
        .order_by(Region.position)
    )
    return [(region, number) for region, number in current().execute(query)]


def reveals(poll: Poll, found: Result) -> bool:
    """Say whether publishing *found* would tell what individuals answered, at a level that promises not to."""
    if poll.secrecy is Secrecy.NAMED or poll.state is not PollState.CLOSED:
        return False
    return 0 < found.cast < protection.SMALLEST_CELL or found.unanimous


def digest(poll: Poll) -> str:
    """Return SHA-256 over the rule of a closed *poll*, its electorate and its ballots: it shows that nothing moved."""
    rule = {name: str(value) for name, value in asdict(terms(poll)).items()}
    found = result(poll)
    ballots = sorted([str(sheet.answer), sheet.ballots, sheet.votes] for sheet in (*found.sheets, *found.advisory))
    said = json.dumps([rule, sorted(ballot_queries.electors(poll)), ballots], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
