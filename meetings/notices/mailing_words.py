"""The words of a mailing as one recipient reads them: its places filled, in the language of the moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from meetings import i18n
from meetings.calendars.entries import session_name
from meetings.core import markdown, typography, zones
from meetings.core.bilingual import FRENCH, Bilingual
from meetings.core.ordinals import ordinal
from meetings.domain.mailing import places
from meetings.domain.mailing.places import Place
from meetings.domain.mailing.recipients import Recipient
from meetings.models.mailing import Mailing
from meetings.models.meeting import Mode, Session
from meetings.models.person import Person
from meetings.notices import house, letters


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and text of *mailing* for one recipient; *link* is an address, so are *join_links*, by sitting."""

    mailing: Mailing
    one: Recipient
    sessions: Sequence[Session]
    link: str
    join_links: Mapping[int, str]

    def subject(self) -> str:
        """Return the subject on one line."""
        return self._typeset(self.mailing.subject, escape=False)

    def html(self) -> Markup:
        """Return the text as HTML."""
        return markdown.render(self._typeset(self.mailing.body))

    def text(self) -> str:
        """Return the text without marks."""
        return markdown.plain(self._typeset(self.mailing.body))

    def _typeset(self, text: Bilingual, *, escape: bool = True) -> str:
        """Return *text* filled, never a blank: in the other language where the reader's is missing."""
        words = places.filled(text.tagged(i18n.language()), self.values(), escape=escape)
        return typography.french(words) if text.shown(i18n.language())[1] == FRENCH else words

    def values(self) -> dict[Place, str]:
        """Return what stands in each place."""
        one, meeting = self.one, self.mailing.meeting
        return {
            Place.NAME: one.person.name,
            Place.ORGANISATION: i18n.words(one.organisation.name) if one.organisation else _("your organisation"),
            Place.MEETING: i18n.words(meeting.title),
            Place.DATES: self._dates(),
            Place.SESSION: self._sessions(),
            Place.TIMES: "\n".join(self._times(session) for session in self._mine) or _("The dates will follow."),
            Place.PLACE: "; ".join(dict.fromkeys(filter(None, map(_where, self._mine)))) or _("online"),
            Place.REGISTRATION_CLOSES: self._closes(),
            Place.LINK: f"<{self.link}>",
            Place.JOIN_LINK: self._ways_in(),
            Place.SECRETARIAT: house.settings().contact_email or house.settings().organisation_name,
        }

    @property
    def _mine(self) -> Sequence[Session]:
        """The reader's own sittings, or all of them."""
        return self.one.days or self.sessions

    def _dates(self) -> str:
        """Return the days of the meeting in its own zone: “12 and 14 March 2027”."""
        if self.mailing.meeting.undated or not self.sessions:
            return str(_("dates to follow"))
        return self._days({session.starts_local.date() for session in self.sessions})

    def _sessions(self) -> str:
        """Return what the reader's sittings are called; with their days where one name means several."""
        found: dict[str, set[date]] = {}
        for session in self._mine:
            day = zones.local(session.starts_at, self.one.person.zone).date()
            found.setdefault(_named(session), set()).add(day)
        if self.mailing.meeting.undated:
            return self._listed(list(found))
        return self._listed([f"{name} ({self._days(on)})" if len(on) > 1 else name for name, on in found.items()])

    def _ways_in(self) -> str:
        """Return the way in, or one for each day on a line of its own where these differ."""
        if len({session.join_link for session in self._mine}) < 2:
            return self._way_in(self._mine[0] if self._mine else None)
        lines = [
            f"{places.escaped(self._times(session))}{i18n.colon()} {self._way_in(session)}" for session in self._mine
        ]
        return "\n".join(["", *lines])

    def _way_in(self, session: Session | None) -> str:
        """Return the address with which one joins *session*, or the page that leads there."""
        return f"<{(self.join_links.get(session.id) if session else None) or self.link}>"

    def _times(self, session: Session) -> str:
        zone = self.one.person.zone
        day = i18n.weekday_date(zones.local(session.starts_at, zone))
        hours = i18n.time_range(session.starts_at, session.ends_at, zone)
        where = _("%(city)s time", city=i18n.of_city(zone))
        return f"{_named(session, begins=True)}{i18n.colon()} {day}, {hours} ({where})"

    def _days(self, days: Iterable[date]) -> str:
        """Return *days* as they stand in a sentence."""
        *before, last = sorted(days)
        return self._listed([*(_short(day, last) for day in before), i18n.long_date(last)])

    def _closes(self) -> str:
        """Return until when one registers, as it stands after “until”."""
        closes, zone = self.mailing.meeting.registration_closes_at, self.one.person.zone
        if closes is None:
            return str(_("the meeting begins"))
        return f"{i18n.moment(closes, zone)} ({_('%(city)s time', city=i18n.of_city(zone))})"

    def _listed(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return str(_("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1]))


def title(mailing: Mailing, sessions: Sequence[Session], zone: str) -> str:
    """Return the subject of *mailing* for a list: with what is the same for everybody, for a reader in *zone*."""
    anybody = Recipient(Person(name="…", zone=zone), None, None, None)
    return Words(mailing, anybody, sessions, "", {}).subject()


def _named(session: Session, *, begins: bool = False) -> str:
    """Return what *session* is called within a sentence, or where one *begins*: its title, or by its language."""
    if session.title:
        return i18n.words(session.title)
    name = session_name(session.language, i18n.language())
    return name[:1].upper() + name[1:] if begins else name


def _short(day: date, last: date) -> str:
    """Return *day* as it stands before *last*: only its number in the same month."""
    if (day.year, day.month) != (last.year, last.month):
        return i18n.long_date(day)
    return ordinal(1, FRENCH, feminine=False) if day.day == 1 and i18n.language() == FRENCH else str(day.day)


def _where(session: Session) -> str:
    if session.mode is Mode.ONLINE:
        return ""
    return ", ".join(filter(None, (letters.plain(session.place), session.address)))
