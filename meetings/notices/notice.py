"""What one person is to hear, before it has words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from meetings.core.bilingual import Language
from meetings.i18n import as_language
from meetings.models.meeting import Meeting
from meetings.models.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Somebody without an account who is written to: invited, or asking for access."""

    name: str
    email: str
    language: Language
    zone: str
    id: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to *person*: its *kind* names the templates, *facts* is what they show.

    *page* is the endpoint and the values of the address that its button opens. *calendar* is a whole
    iCalendar object, *calendar_method* what it asks (RFC 5546). *secret* marks a message that holds a way in.
    After *worthless_after* it is not sent any more.
    """

    kind: str
    person: Person | Stranger
    page: tuple[str, dict[str, str]]
    facts: dict[str, Any] = field(default_factory=dict)
    meeting: Meeting | None = None
    calendar: bytes | None = None
    calendar_method: str | None = None
    secret: bool = False
    worthless_after: datetime | None = None
    #: The folder of the templates, where several kinds share one.
    words: str = ""

    @property
    def language(self) -> Language:
        """The language that the person reads, English if none of the two is known of them."""
        return as_language(self.person.language)

    @property
    def folder(self) -> str:
        """Where the templates are."""
        return f"notices/{self.words or self.kind.replace('.', '_')}"
