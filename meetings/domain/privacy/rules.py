"""What a privacy notice must hold before it is published, and the text that a new house begins with."""

from functools import cache
from pathlib import Path

from meetings.core.bilingual import LANGUAGES, Bilingual
from meetings.core.errors import Refused

DATA = Path(__file__).parents[2] / "data"
#: The paragraph that says that the text is a template begins like this, in either language.
TEMPLATE = ("**Template.**", "**Modèle.**")
FIRST_CHANGES = Bilingual("This is the first version.", "Ceci est la première version.")


class NoticeIncomplete(Refused):
    """A language of the notice is missing or behind, or nobody is named who answers for it."""


class NoticeIsTemplate(Refused):
    """The text still says that it is a template."""


class NoticePublished(Refused):
    """What is published is not changed: people accepted it as it stands."""


class NoticeMoved(Refused):
    """Another version came into force while this one was being read."""


@cache
def template() -> Bilingual:
    """Return the text that a new house begins with, marked as one that has to be checked."""
    texts = {language: (DATA / f"privacy-notice-{language}.md").read_text("utf-8") for language in LANGUAGES}
    return Bilingual(texts["en"].strip(), texts["fr"].strip())


def checked(text: Bilingual) -> Bilingual:
    """Return *text* without the paragraph that says that it is a template."""
    return Bilingual(_checked(text.en), _checked(text.fr), text.original, text.behind)


def is_template(text: Bilingual) -> bool:
    """Say whether *text* still holds the paragraph that says that it is a template."""
    return any(mark in text.en or mark in text.fr for mark in TEMPLATE)


def _checked(text: str) -> str:
    paragraphs = text.split("\n\n")
    return "\n\n".join(paragraph for paragraph in paragraphs if not paragraph.startswith(TEMPLATE))


#: How long an administrator has to decide about a request to be forgotten.
DAYS_TO_DECIDE = 30


class AlreadyAsked(Refused):
    """The person has asked already, and nobody has decided yet."""


class RequestDecided(Refused):
    """The request was decided or taken back."""


class AlreadyErased(Refused):
    """The account was erased before."""


class LastAdministrator(Refused):
    """Without this account nobody could look after the house."""


class PeriodOutOfBounds(Refused):
    """Nothing of this class may be kept so briefly or so long."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(low, high)
        self.low, self.high = low, high
