"""Says in words what was changed or used since an import, so that it cannot be undone."""

from collections.abc import Sequence

from flask_babel import gettext as _

from meetings.domain.organisation import queries as register
from meetings.domain.person import queries as people
from meetings.i18n import colon, words
from meetings.web.organisation import import_words

#: So many are named; who has to look at more begins with these.
MOST = 50


def sentences(things: Sequence[str]) -> tuple[str, ...]:
    """Return one line for each of *things*, “table:id” or “table:id:what uses it”."""
    found = [_sentence(*thing.split(":")) for thing in things[:MOST]]
    if len(things) > MOST:
        found.append(_("and %(num)d more", num=len(things) - MOST))
    return tuple(dict.fromkeys(found))


def _sentence(table: str, number: str, used_in: str = "") -> str:
    what = (import_words.USES.get(used_in) or _("used since")) if used_in else _("changed since")
    return f"{_name(table, int(number))}{colon()} {what}"


def _name(table: str, number: int) -> str:
    """Return what a thing is called, or that it is gone."""
    if table == "person":
        person = people.by_id(number)
        return person.name if person else _("a person who is gone")
    if table == "organisation":
        organisation = register.by_id(number)
        return words(organisation.name) if organisation else _("an organisation that is gone")
    nomination = register.nomination_by_id(number)
    if nomination is None:
        return str(_("a nomination that is gone"))
    return f"{nomination.person.name}, {words(nomination.organisation.name)}"
