"""Names of people whose account was erased: what they were, in both languages, in place of who they were."""

from meetings.core.bilingual import FRENCH, Language

#: Word joiner: nobody can type it into a name, since ``core.text.clean`` takes it out.
MARK = "\N{WORD JOINER}"
#: Of the name of an organisation, so that both languages fit into one column.
LONGEST = 60


def written(en: str, fr: str) -> str:
    """Return *en* and *fr* as one text for the column of a name."""
    return f"{MARK}{en}{MARK}{fr}"


def spoken(name: str, language: Language) -> str:
    """Return *name* as it is read in *language*; that of somebody who was not erased is as it stands."""
    if not name.startswith(MARK):
        return name
    _nothing, en, fr = name.split(MARK, 2)
    return fr if language == FRENCH else en


def shortened(name: str) -> str:
    """Return *name* so short that a former name holds it in both languages."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
