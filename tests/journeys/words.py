"""The words of the site in either language, taken from its own catalogue."""

import gettext
import re
from dataclasses import dataclass
from functools import cache

from tests.journeys.site import ROOT

OTHER = {"en": "fr", "fr": "en"}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of *language*; the words of the source are English."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("messages", ROOT / "translations", [language])


@dataclass(frozen=True)
class Words:
    """Says in one *language* what the source of the site says in English: ``say("Take a place")``."""

    language: str

    def __call__(self, msgid: str, **values: object) -> str:
        """Return *msgid* in this language, with *values* in their places."""
        text = _catalogue(self.language).gettext(msgid)
        return text % values if values else text

    def number(self, one: str, many: str, num: int, **values: object) -> str:
        """Return the form of a message that goes with *num*."""
        return _catalogue(self.language).ngettext(one, many, num) % {"num": num, **values}


def loosely(words: str) -> str:
    """Return a pattern for *words* in which any white space stands for any other: French has several."""
    return r"\s+".join(re.escape(part) for part in words.split())
