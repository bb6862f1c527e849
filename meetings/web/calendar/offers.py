"""How a calendar, or one sitting, gets into the calendar program of a reader."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext as _

from config import Settings
from meetings.calendars.values import Entry
from meetings.core import zones
from meetings.domain.feed import queries
from meetings.domain.person.rules import feed_token
from meetings.i18n import words
from meetings.models.meeting import Series, Visibility
from meetings.models.person import Person
from meetings.web import house

#: Outlook on the web: accounts of work and of home.
OUTLOOK = {"work": "https://outlook.office.com/calendar/0/", "home": "https://outlook.live.com/calendar/0/"}
GOOGLE = "https://calendar.google.com/calendar/render"


@dataclass(frozen=True, slots=True)
class Offer:
    """One calendar and the ways to subscribe to it."""

    url: str
    name: str

    @property
    def webcal(self) -> str:
        """The address that opens a calendar program."""
        return f"webcal://{self.url.partition('://')[2]}"

    @property
    def outlook(self) -> dict[str, str]:
        """The addresses that subscribe in Outlook on the web."""
        query = _query({"url": self.url, "name": self.name})
        return {kind: f"{address}addfromweb?{query}" for kind, address in OUTLOOK.items()}


@dataclass(frozen=True, slots=True)
class Offers:
    """Every calendar that one reader can subscribe to."""

    public: Offer
    deadlines: Offer
    series: list[tuple[Series, Offer]]
    own: Offer | None


def offers(settings: Settings, person: Person | None) -> Offers:
    """Return the calendars for everybody, and that of *person*."""
    name, base = settings.organisation_name, settings.base_url
    return Offers(
        public=Offer(base + url_for("calendar.public"), name),
        deadlines=Offer(base + url_for("calendar.deadlines"), _("%(organisation)s: deadlines", organisation=name)),
        series=[(one, of_series(settings, one)) for one in queries.public_series()],
        own=Offer(_own_address(settings, person), _("%(organisation)s: my meetings", organisation=name))
        if person
        else None,
    )


def of_series(settings: Settings, series: Series) -> Offer:
    """Return the calendar of one series."""
    return Offer(settings.base_url + url_for("calendar.series", series_slug=series.slug), words(series.name))


def has_calendar(series: Series) -> bool:
    """Say whether there is a calendar of *series* for everybody."""
    return series.visibility is not Visibility.INTERNAL


def _own_address(settings: Settings, person: Person) -> str:
    return settings.base_url + url_for("calendar.personal", token=feed_token(person.feed_nonce, house.secret()))


def adding(entry: Entry) -> dict[str, str]:
    """Return the addresses that open a new entry, filled with what *entry* says, in Google's calendar and Outlook."""
    starts, ends = (zones.instant(wall, entry.zone) for wall in (entry.starts, entry.ends))
    text = {"location": entry.location}
    google = {
        "action": "TEMPLATE",
        "text": entry.summary,
        "dates": f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}",
        "details": entry.description,
        **text,
    }
    outlook = {
        "rru": "addevent",
        "subject": entry.summary,
        "startdt": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        "body": entry.description,
        **text,
    }
    return {
        "google": f"{GOOGLE}?{_query(google)}",
        **{kind: f"{address}action/compose?{_query(outlook)}" for kind, address in OUTLOOK.items()},
    }


def _query(values: dict[str, str]) -> str:
    """Return *values* as a query; Outlook takes a plus sign for itself, not for a space."""
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote, safe="")
