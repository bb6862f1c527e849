"""Judges which organisation a row of a register's file means, and whether it may add one."""

from dataclasses import dataclass
from difflib import get_close_matches

from meetings.core.bilingual import ENGLISH, Language, written
from meetings.core.text import folded
from meetings.domain.organisation import cells, rules
from meetings.domain.organisation.import_values import Draft, KnownKind, KnownOrganisation, Reason, Register
from meetings.domain.organisation.sheets import Column

#: Only so far down a file is it guessed which organisation was meant: guessing is slow, and nobody reads further.
GUESSED = 500


def find(
    draft: Draft, register: Register, words: cells.Words, added: dict[str, KnownOrganisation]
) -> KnownOrganisation | None:
    """Return the organisation of the row, as it is or as the row would add it.

    *added* are those that rows before would add; one more is put there.
    """
    typed = cells.text(draft, Column.ORGANISATION)
    if not typed:
        if not draft.problems:
            draft.refuse(Reason.CODE_MISSING, Column.ORGANISATION)
        return None
    code = typed.upper()
    stated = _Stated.read(draft, words)
    known = register.organisations.get(code) or added.get(code)
    if known:
        stated.compare(draft, known)
        return known
    return _add(draft, typed, stated, register, added)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a row says of its organisation; empty where it says nothing."""

    kind: KnownKind | None
    region: str
    en: str
    fr: str
    language: Language | None

    @classmethod
    def read(cls, draft: Draft, words: cells.Words) -> "_Stated":
        """Read the cells that are about the organisation."""
        return cls(
            cells.kind(draft, words),
            cells.region(draft, words),
            cells.text(draft, Column.NAME_EN),
            cells.text(draft, Column.NAME_FR),
            cells.language(draft, Column.WORKING_LANGUAGE),
        )

    def compare(self, draft: Draft, known: KnownOrganisation) -> None:
        """Refuse what differs from the register: organisations are not changed by a file of people."""
        for column, said, there in (
            (Column.KIND, self.kind.code if self.kind else "", known.kind),
            (Column.REGION, self.region, known.region),
            (Column.NAME_EN, self.en, known.name.en),
            (Column.NAME_FR, self.fr, known.name.fr),
            (Column.WORKING_LANGUAGE, self.language, known.working_language),
        ):
            if said and said != there:
                draft.refuse(Reason.DIFFERS, column, cells.shown(said), there)


def _add(
    draft: Draft, typed: str, stated: _Stated, register: Register, added: dict[str, KnownOrganisation]
) -> KnownOrganisation | None:
    code = typed.upper()
    countries = [kind for kind in register.kinds.values() if kind.is_country and rules.is_country(code)]
    kind = stated.kind or next(iter(countries), None)
    if not (stated.en or stated.fr):
        _refuse_code(register, draft, typed)
    elif not rules.is_code(code) or (kind and kind.is_country and not rules.is_country(code)):
        draft.refuse(Reason.UNKNOWN_COUNTRY, Column.ORGANISATION, cells.shown(typed))
    elif code in rules.RESERVED:
        draft.refuse(Reason.CODE_RESERVED, Column.ORGANISATION, cells.shown(typed))
    if kind is None and not draft.problems:
        draft.refuse(Reason.KIND_MISSING, Column.KIND)
    if kind and kind.has_region and not stated.region and not draft.problems:
        draft.refuse(Reason.REGION_MISSING, Column.REGION)
    if draft.problems or kind is None:
        return None
    language = stated.language or ENGLISH
    name = written(stated.en, stated.fr, language=language)
    draft.adds_organisation = True
    return added.setdefault(code, KnownOrganisation(code, kind.code, stated.region, name, language))


def _refuse_code(register: Register, draft: Draft, typed: str) -> None:
    """Say what is wrong with a code that the register does not have, and what may have been meant."""
    meant = _meant(register, typed) if len(typed) > 3 and draft.record.number <= GUESSED else ""
    if meant:
        draft.refuse(Reason.NAME_FOR_CODE, Column.ORGANISATION, cells.shown(typed), meant)
    elif rules.is_country(typed.upper()):
        draft.refuse(Reason.NOT_IN_REGISTER, Column.ORGANISATION, cells.shown(typed))
    else:
        draft.refuse(Reason.UNKNOWN_COUNTRY, Column.ORGANISATION, cells.shown(typed))


def _meant(register: Register, typed: str) -> str:
    """Return the code of the organisation whose name is most like what was typed, if one is."""
    codes = {
        folded(name): known.code
        for known in register.organisations.values()
        for name in (known.name.en, known.name.fr)
        if name
    }
    alike = get_close_matches(folded(typed), codes, n=1, cutoff=0.8)
    return codes[alike[0]] if alike else ""
