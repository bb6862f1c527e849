"""Finds people who are probably known twice: only those are compared who share something telling."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from meetings.core.text import folded

#: A name that more people bear than this, in different organisations, says nothing.
COMMON_NAME = 6
#: No block is compared beyond so many people.
BIGGEST_BLOCK = 40


class Reason(StrEnum):
    """What two people have in common."""

    SAME_NAME = "same_name"
    #: The same but for accents, case, punctuation or the order of its parts.
    NAME_ALIKE = "name_alike"
    #: One has only the first letters of what the other writes out.
    INITIALS = "initials"
    #: Dots or a part after a plus sign are all that differs, for which many mail servers do not care.
    ADDRESS_ALIKE = "address_alike"
    #: The same mailbox in two domains of one administration.
    DOMAINS_ALIKE = "domains_alike"
    SAME_ORGANISATION = "same_organisation"
    TWO_ORGANISATIONS = "two_organisations"


class Likelihood(StrEnum):
    """How sure one can be that two people are one."""

    NEARLY_CERTAIN = "nearly_certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of someone; *organisations* are the ids of those that have named them."""

    id: int
    name: str
    email: str
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one, by their ids, the lower first."""

    one_id: int
    other_id: int
    reasons: tuple[Reason, ...]
    likelihood: Likelihood


@dataclass(frozen=True, slots=True)
class _Marks:
    """What someone is compared by."""

    known: Known
    parts: tuple[str, ...]
    plain: str
    mailbox: str
    domain: str


def find(people: Iterable[Known], *, apart: frozenset[tuple[int, int]] = frozenset()) -> list[Pair]:
    """Return the pairs among *people* who may be one, the surest first; not those known to be *apart*."""
    everyone = [_marks(known) for known in people]
    pairs = {(one.known.id, other.known.id): (one, other) for one, other in _candidates(everyone)}
    found = [pair for key, both in pairs.items() if key not in apart and (pair := _judged(*both))]
    order = list(Likelihood)
    return sorted(found, key=lambda pair: (order.index(pair.likelihood), -len(pair.reasons), pair.one_id))


def _marks(known: Known) -> _Marks:
    plain = folded(known.name)
    letters = "".join(letter if letter.isalnum() else " " for letter in plain)
    local, _at, domain = known.email.rpartition("@")
    mailbox = local.partition("+")[0].replace(".", "")
    return _Marks(known, tuple(sorted(letters.split())), known.name, mailbox, domain)


def _candidates(everyone: Sequence[_Marks]) -> Iterator[tuple[_Marks, _Marks]]:
    """Yield those who share a block: a name, a mailbox, or a part of the name within an organisation."""
    yield from _blocks(everyone, lambda one: [one.parts] if one.parts else [], COMMON_NAME)
    yield from _blocks(everyone, lambda one: [(one.mailbox, part) for part in _wider(one.domain)], BIGGEST_BLOCK)
    yield from _blocks(everyone, lambda one: [(one.mailbox, org) for org in one.known.organisations], BIGGEST_BLOCK)
    yield from _blocks(everyone, _names_within, BIGGEST_BLOCK)


def _names_within(one: _Marks) -> list[Hashable]:
    return [(org, part) for org in one.known.organisations for part in one.parts if len(part) > 2]


def _wider(domain: str) -> list[str]:
    """Return *domain* and the domains above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]


def _blocks(
    everyone: Sequence[_Marks], keys: Callable[[_Marks], Sequence[Hashable]], most: int
) -> Iterator[tuple[_Marks, _Marks]]:
    blocks: dict[Hashable, list[_Marks]] = defaultdict(list)
    for one in everyone:
        # A name may hold one part twice; nobody is in a block twice.
        for key in dict.fromkeys(keys(one)):
            blocks[key].append(one)
    for block in blocks.values():
        if 1 < len(block) <= most:
            yield from combinations(sorted(block, key=lambda one: one.known.id), 2)


def _judged(one: _Marks, other: _Marks) -> Pair | None:
    """Return why *one* and *other* may be one person, if there is reason enough."""
    together = bool(one.known.organisations & other.known.organisations)
    apart = bool(one.known.organisations and other.known.organisations) and not together
    name, address = _name(one, other), _address(one, other, together=together)
    if name is Reason.INITIALS and not together:
        name = None
    if not name and not address:
        return None
    reasons = [reason for reason in (name, address) if reason]
    reasons += [Reason.SAME_ORGANISATION] * together + [Reason.TWO_ORGANISATIONS] * apart
    return Pair(one.known.id, other.known.id, tuple(reasons), _likelihood(name, address, together=together))


def _likelihood(name: Reason | None, address: Reason | None, *, together: bool) -> Likelihood:
    if address is Reason.ADDRESS_ALIKE or (name and address):
        return Likelihood.NEARLY_CERTAIN
    if together and name and name is not Reason.INITIALS:
        return Likelihood.LIKELY
    return Likelihood.LIKELY if together and address else Likelihood.POSSIBLE


def _name(one: _Marks, other: _Marks) -> Reason | None:
    if one.plain == other.plain and one.parts:
        return Reason.SAME_NAME
    if one.parts and one.parts == other.parts:
        return Reason.NAME_ALIKE
    return Reason.INITIALS if _abbreviates(one.parts, other.parts) else None


def _abbreviates(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two names of as many parts are one when first letters stand for what they begin."""
    if len(one) != len(other) or len(one) < 2:
        return False
    left, right = [part for part in one if part not in other], [part for part in other if part not in one]
    if not left or len(left) == len(one):
        return False
    return all(1 in (len(a), len(b)) and a[0] == b[0] for a, b in zip(left, right, strict=True))


def _address(one: _Marks, other: _Marks, *, together: bool) -> Reason | None:
    if not one.mailbox or one.mailbox != other.mailbox:
        return None
    if one.domain == other.domain:
        return Reason.ADDRESS_ALIKE
    above = one.domain.endswith(f".{other.domain}") or other.domain.endswith(f".{one.domain}")
    return Reason.DOMAINS_ALIKE if above or together else None
