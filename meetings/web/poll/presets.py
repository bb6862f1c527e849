"""Polls that are often put: what a form for a new one begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import procedures
from meetings.domain.poll.draft_rules import MOST, YES_NO_ABSTENTION, OptionDraft, Terms
from meetings.models.poll import Majority, Method, Procedure, QuestionKind, Secrecy, Ties

ABSTENTION = YES_NO_ABSTENTION[-1]
NONE_OF_THESE = OptionDraft(Bilingual("None of these", "Aucune de ces réponses"), none_of_these=True)
_OPINIONS = (
    OptionDraft(Bilingual("Agree", "D’accord")),
    OptionDraft(Bilingual("Rather agree", "Plutôt d’accord")),
    OptionDraft(Bilingual("Rather disagree", "Plutôt pas d’accord")),
    OptionDraft(Bilingual("Disagree", "Pas d’accord")),
    OptionDraft(Bilingual("No opinion", "Sans opinion"), abstention=True),
)


@dataclass(frozen=True, slots=True)
class Preset:
    """The rule and the options that a form begins with, and what the choice is called."""

    name: Any
    terms: Terms
    options: tuple[OptionDraft, ...] = ()


#: By the word in the address.
PRESETS: Mapping[str, Preset] = {
    "yes-no": Preset(_l("Yes, no, abstention"), Terms(majority=Majority.SIMPLE), YES_NO_ABSTENTION),
    "election": Preset(
        _l("Election of a person"),
        Terms(
            kind=QuestionKind.RANKING,
            most=MOST,
            secrecy=Secrecy.SECRET,
            changeable=False,
            method=Method.RUNOFF,
            ties=Ties.REPEATED,
        ),
        (OptionDraft(Bilingual()), OptionDraft(Bilingual()), ABSTENTION),
    ),
    "silence": Preset(_l("Silence procedure"), Terms(procedure=Procedure.SILENCE), procedures.SILENCE_OPTIONS),
    "opinion": Preset(_l("Opinion"), Terms(secrecy=Secrecy.CONFIDENTIAL), _OPINIONS),
    "scale": Preset(
        _l("Marks from 1 to 5"), Terms(kind=QuestionKind.RATING, least=1, most=5, secrecy=Secrecy.CONFIDENTIAL)
    ),
    "dates": Preset(
        _l("Dates to choose from"),
        Terms(kind=QuestionKind.DATES),
    ),
}
