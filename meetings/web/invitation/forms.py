"""The forms of invitations: whom to invite, in which words; and to say no."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField

from meetings.core.text import sort_key
from meetings.domain.invitation import queries
from meetings.domain.invitation.rules import LONGEST_REASON, Segment
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.organisation import Capacity
from meetings.web.fields import LONG, BilingualField, choices, languages
from meetings.web.forms import Area, Form, at_most
from meetings.web.wording import label


class DeclineForm(Form):
    """Why somebody does not come, if they say so."""

    reason = Area(_l("Reason"), [at_most(LONGEST_REASON)])


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as check boxes; none means all of them."""

    def pre_validate(self, form: Any) -> None:
        """Leave out what is not offered: an address may hold anything."""
        offered = [choice.value for choice in self.choices or ()]
        self.data: list[str] = [value for value in self.data or () if value in offered]


class SegmentForm(Form):
    """Whom to invite, and in which words."""

    regions = Boxes(_l("Regions"))
    kinds = Boxes(_l("Kinds of organisation"))
    languages = Boxes(_l("Languages of mails"))
    capacities = Boxes(_l("Named as"))
    never_attended = BooleanField(_l("Only people who have never had a place at a meeting"))
    silent = BooleanField(_l("Only organisations from which nobody has answered yet"))
    text = BilingualField(_l("Words of your own"), limit=LONG, area=True, required=False)

    def offer(self) -> None:
        """Offer what the register has."""
        regions = [(region.code, words(region.name)) for region in register.regions()]
        self.regions.choices = choices(sorted(regions, key=lambda pair: sort_key(pair[1])))
        self.kinds.choices = choices([(kind.code, words(kind.name)) for kind in queries.kinds()])
        self.languages.choices = languages()
        self.capacities.choices = choices([(capacity.value, label(capacity)) for capacity in Capacity])

    def segment(self) -> Segment:
        """Return the part of the register that was chosen."""
        return Segment(
            regions=tuple(self.regions.data or ()),
            kinds=tuple(self.kinds.data or ()),
            languages=tuple(self.languages.data or ()),
            capacities=tuple(self.capacities.data or ()),
            never_attended=bool(self.never_attended.data),
            silent=bool(self.silent.data),
        )


class WordsForm(Form):
    """The words of a reminder."""

    text = BilingualField(_l("Words of your own"), limit=LONG, area=True, required=False)
