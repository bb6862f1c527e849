"""Forms of the register."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from meetings.core.text import sort_key
from meetings.domain.organisation import rules
from meetings.domain.organisation.cells import EARLIEST, LATEST
from meetings.i18n import words
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind, Region
from meetings.web.access.forms import Address
from meetings.web.document.forms import Upload
from meetings.web.fields import BilingualField, Day, NumberChoice, ZoneField, choices, languages
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.wording import label


def _named_as(capacities: Iterable[Capacity]) -> Any:
    return choices([(capacity.value, label(capacity)) for capacity in capacities])


def _short(form: Form, field: Line) -> None:
    """Refuse a code that no address and no file could carry."""
    if not rules.is_code((field.data or "").upper()):
        raise ValidationError(_("Use 2 to 20 letters without accents, digits and hyphens."))


class _About(Form):
    """What is said of an organisation, whose kind and region are among those on the lists."""

    def offer(self, kinds: Sequence[OrganisationKind], regions: Sequence[Region]) -> None:
        """Offer *kinds* and, by their names, *regions* to choose from."""
        self.kinds = {kind.code: kind for kind in kinds}
        self.kind.choices = choices([(kind.code, words(kind.name)) for kind in kinds])
        self.region.optional = _("None")
        named = [(region.id, words(region.name)) for region in regions]
        self.region.offer(sorted(named, key=lambda region: sort_key(region[1])))


class OrganisationForm(_About):
    """A new organisation."""

    kind = SelectField(_l("Kind"))
    code = Line(
        _l("Code"),
        [needed(_l("Write a code.")), at_most(20)],
    )
    name = BilingualField(_l("Name"), limit=200)
    region = NumberChoice(_l("Region"), optional="")
    working_language = SelectField(_l("Working language"), choices=languages)

    def validate_code(self, field: Line) -> None:
        """Refuse what no address could carry, and a Member's code that is no country's."""
        _short(self, field)
        code = field.data.upper()
        kind = self.kinds.get(self.kind.data)
        if kind and kind.is_country and not rules.is_country(code):
            raise ValidationError(_("No country has this code. A Member has the two letters of ISO 3166-1."))


class KindForm(Form):
    """A kind of organisation with its rights."""

    code = Line(
        _l("Code"),
        [needed(_l("Write a code.")), at_most(20), _short],
    )
    name = BilingualField(_l("Name"), limit=100)
    votes = BooleanField(_l("Members: their ballots count, and they have a seat in the chamber"))
    has_region = BooleanField(_l("Each belongs to a region"))
    is_country = BooleanField(_l("Each is a country: its code is that of ISO 3166-1"))
    names_contact_points = BooleanField(_l("They name a head NCP, NCPs and alternates; others name delegates"))
    reads_register = BooleanField(_l("Their people read the whole register, not only their own organisation"))
    attends = BooleanField(_l("Their people may register for meetings"))


class RegionForm(Form):
    """A region."""

    code = Line(
        _l("Code"),
        [needed(_l("Write a code.")), at_most(10), _short],
    )
    name = BilingualField(_l("Name"), limit=100)


class EditForm(_About):
    """What is said of an organisation; its code stays."""

    kind = SelectField(_l("Kind"))
    name = BilingualField(_l("Name"), limit=200)
    protocol = BilingualField(_l("Protocol name"), limit=300, required=False)
    region = NumberChoice(_l("Region"), optional="")
    working_language = SelectField(_l("Working language"), choices=languages)
    since_on = Day(_l("Accession"), earliest=EARLIEST, latest=LATEST)
    until_on = Day(_l("Last day in the body"), earliest=EARLIEST, latest=LATEST)


class NominationForm(Form):
    """Someone whom an organisation has named."""

    name = Line(
        _l("Name"),
        [needed(_l("Write a name.")), at_most(200)],
    )
    email = Address(_l("E-mail address"), [needed(_l("Write an e-mail address."))])
    function = Line(_l("Function"), [at_most(200)])
    capacity = SelectField(_l("Named as"))
    since = Day(_l("From"), [needed(_l("Choose a day."))], earliest=EARLIEST, latest=LATEST)
    until = Day(_l("Last day"), earliest=EARLIEST, latest=LATEST)
    language = SelectField(_l("Language"), choices=languages)
    zone = ZoneField(_l("Time zone"))
    replaces = NumberChoice(_l("Replaces as head"), optional="")
    stays = BooleanField(_l("The former head stays as NCP"))

    def offer(self, organisation: Organisation, heads: Sequence[Nomination]) -> None:
        """Offer the capacities of the organisation's kind, and the *heads* whom a new one can replace."""
        self.capacity.choices = _named_as(organisation.kind.capacities)
        self.replaces.optional = _("Nobody")
        self.replaces.offer([(head.id, head.person.name) for head in heads])


class EndForm(Form):
    """The end of a nomination."""

    last_day = Day(_l("Last day"), [needed(_l("Choose a day."))], earliest=EARLIEST, latest=LATEST)
    vacant = BooleanField(_l("The seat of the head becomes vacant"))


class CorrectionForm(Form):
    """A nomination that was recorded wrongly."""

    capacity = SelectField(_l("Named as"))
    since = Day(_l("From"), [needed(_l("Choose a day."))], earliest=EARLIEST, latest=LATEST)
    until = Day(_l("Last day"), earliest=EARLIEST, latest=LATEST)

    def offer(self, nomination: Nomination) -> None:
        """Offer the capacities of the organisation's kind, and the one that is on record."""
        self.capacity.choices = _named_as(
            dict.fromkeys([*nomination.organisation.kind.capacities, nomination.capacity])
        )


class LetterForm(Form):
    """The letter of a nomination."""

    letter = Upload(_l("Letter (PDF)"))


class UploadForm(Form):
    """A register's file."""

    file = FileField(_l("File"))
