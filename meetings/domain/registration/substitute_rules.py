"""Who may stand in for whom at a meeting: pure decisions about two people."""

from dataclasses import dataclass

from meetings.core.errors import Refused


class SubstituteSelf(Refused):
    """Nobody stands in for themself."""


class MeetingOver(Refused):
    """The meeting is over, so who came in place of whom no longer changes."""


class NotAnnounced(Refused):
    """Nobody has been told of the meeting yet."""


class AlreadyReplaced(Refused):
    """Somebody stands in for this person at this meeting already."""


class NothingToPass(Refused):
    """The person has no place at the meeting, and speaks for nobody there."""


class PassedOn(Refused):
    """Who stands in for somebody does not pass that on."""


class Circle(Refused):
    """The person is replaced themself at this meeting, so they replace nobody."""


class StandsInElsewhere(Refused):
    """The person stands in for somebody else at this meeting."""


class HasOwnPlace(Refused):
    """The person has a place of their own at this meeting, in one of its sessions."""


class NoLongerStandsIn(Refused):
    """The substitution was taken back, or handed back, before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has to do with a meeting already."""

    #: A place of their own, or one that they wait for.
    placed: bool = False
    #: They speak for an organisation.
    named: bool = False
    #: Somebody else stands in for them.
    replaced: bool = False
    #: They stand in for somebody else.
    stands_in: bool = False


def check(principal: Standing, substitute: Standing) -> None:
    """Refuse a substitution between two different people.

    Raises ``PassedOn``, ``AlreadyReplaced``, ``NothingToPass``, ``Circle``, ``StandsInElsewhere`` or ``HasOwnPlace``.
    """
    if principal.stands_in:
        raise PassedOn
    if principal.replaced:
        raise AlreadyReplaced
    if not principal.placed and not principal.named:
        raise NothingToPass
    if substitute.replaced:
        raise Circle
    if substitute.stands_in:
        raise StandsInElsewhere
    if substitute.placed:
        raise HasOwnPlace
