"""What lists of participants and certificates are made from: plain values in words."""

from dataclasses import dataclass

from meetings.core.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class PersonPrint:
    """One participant, in the words of one language."""

    name: str
    function: str
    capacity: str
    sessions: str


@dataclass(frozen=True, slots=True)
class DelegationPrint:
    """Everybody of one organisation, the head first; without a name who came for none."""

    code: str
    name: str
    people: tuple[PersonPrint, ...]


@dataclass(frozen=True, slots=True)
class GroupPrint:
    """The organisations of one kind."""

    name: str
    delegations: tuple[DelegationPrint, ...]


@dataclass(frozen=True, slots=True)
class ListPrint:
    """A list of participants in one language; *state* says whether it is provisional or final."""

    title: str
    meeting: str
    state: str
    sittings: tuple[str, ...]
    summary: str
    groups: tuple[GroupPrint, ...]
    author: str


@dataclass(frozen=True, slots=True)
class CertificatePrint:
    """A certificate of attendance in both languages; whoever has its *code* can check it at *link*."""

    title: Bilingual
    lead: Bilingual
    name: str
    said: Bilingual
    meeting: Bilingual
    sittings: tuple[Bilingual, ...]
    issued: Bilingual
    code: str
    check: Bilingual
    link: str
    author: str
