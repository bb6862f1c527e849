"""Opens the box of a poll in memory: what each sealed ballot says, and whose it is where the level knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from meetings.core import ballot_box
from meetings.core.ballot_box import Keys
from meetings.core.errors import Refused
from meetings.domain.poll import answers, protection, queries
from meetings.domain.poll import result_rules as rules
from meetings.domain.poll.answers import Paper
from meetings.domain.poll.protection import Line
from meetings.domain.poll.result_rules import Sheet
from meetings.domain.poll.results import electors_by_region
from meetings.models.ballot import Elector, SealedBallot
from meetings.models.database import current
from meetings.models.poll import Poll


@dataclass(frozen=True, slots=True)
class Opened:
    """One ballot out of the box; *elector* only where its tag says whose it is."""

    choice: str
    receipt: str
    advisory: bool
    elector: Elector | None
    session_id: int | None

    @property
    def sheet(self) -> Sheet:
        """The ballot as it is added up."""
        weight = self.elector.weight if self.elector else 1
        region_id = self.elector.region_id if self.elector else None
        return Sheet(answers.read(self.choice), 1, weight, region_id, self.session_id)


def opened(poll: Poll, keys: Keys) -> list[Opened]:
    """Return the ballots of *poll* that can be read and say something its paper allows."""
    query = select(SealedBallot.slot, SealedBallot.sealed).where(SealedBallot.poll_id == poll.id)
    electors = current().scalars(select(Elector).where(Elector.poll_id == poll.id)).all()
    tags = {ballot_box.tag(keys, elector.voter): elector for elector in electors} if poll.sealed_keys else {}
    paper = answers.paper(poll, queries.options(poll))
    found = [_opened(slot, sealed, keys, tags, paper) for slot, sealed in current().execute(query)]
    return [ballot for ballot in found if ballot is not None]


def _opened(slot: str, sealed: bytes, keys: Keys, tags: dict[str, Elector], paper: Paper) -> Opened | None:
    """Return what a box held, or nothing when it was spoilt: nothing we wrote, or not what the paper allows."""
    try:
        content = ballot_box.unseal(sealed, keys)
        answer = answers.read(content["choice"])
        choice = answers.check(answer, paper)
    except (ballot_box.Unreadable, KeyError, TypeError, ValueError, Refused):
        return None
    return Opened(choice, content["receipt"], bool(content["advisory"]), tags.get(slot), content.get("sitting"))


def table(poll: Poll, ballots: Sequence[Opened]) -> list[Line]:
    """Return the table by region as it may be published; none where weights would tell whose ballots they are."""
    if any(ballot.elector and ballot.elector.weight != 1 for ballot in ballots):
        return []
    sheets = [ballot.sheet for ballot in ballots if not ballot.advisory]
    entitled = {region.id if region else None: number for region, number in electors_by_region(poll)}
    return list(protection.protected(rules.lines(poll.kind, queries.options(poll), sheets, entitled)))
