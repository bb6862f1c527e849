"""The forms of one's own account."""

from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from meetings.core.bilingual import ENGLISH, FRENCH
from meetings.core.text import sort_key
from meetings.domain.person import rules
from meetings.domain.person.rules import MailGroup
from meetings.i18n import as_language, language
from meetings.models.person import Person, Seen
from meetings.web.fields import ZoneField, choices
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.person.mail_words import GROUPS
from meetings.web.wording import label

_NOT_OFFERED = _l("This is not offered. Choose one of those shown.")


def _languages() -> Any:
    """Each language under its own name, for those who read only that one."""
    return choices([(ENGLISH, "English"), (FRENCH, "Français")])


def language_name(code: str) -> str:
    """Return the name of the language with *code* in the reader's language."""
    return str(Locale(language()).languages.get(code, code))


def _spoken() -> Any:
    """Return the languages that can be ticked, by their name."""
    return choices(sorted(((code, language_name(code)) for code in rules.SPOKEN), key=lambda pair: sort_key(pair[1])))


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Any number of the words offered, each with a box to tick."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        offered, ticked = {choice[0] for choice in self.iter_choices()}, list(self.data or ())
        if not set(ticked) <= offered:
            self.data: Any = [value for value in ticked if value in offered]
            raise ValidationError(_("This is not offered. Choose among those shown."))


class PhoneNumber(Line):
    """A telephone number that can be dialled."""

    def pre_validate(self, form: object) -> None:
        """Refuse what is none."""
        super().pre_validate(form)
        if self.data and not rules.is_phone(self.data):
            raise ValidationError(_("This is not a telephone number. Write it like +254 20 123 4567."))


class AccountForm(Form):
    """What people say of themselves, and in which language and zone they read."""

    name = Line(_l("Your name"), [needed(_l("Write your name.")), at_most(200)])
    family_name = Line(_l("Family name"), [at_most(200)])
    function = Line(_l("Function"), [at_most(200)])
    phone = PhoneNumber(_l("Telephone"), [at_most(40)])
    language = SelectField(_l("Language"), choices=_languages, invalid_choice_message=_NOT_OFFERED)
    speaks = Ticks(_l("Languages you speak"), choices=_spoken)
    zone = ZoneField(_l("Time zone"))

    @classmethod
    def of(cls, person: Person) -> "AccountForm":
        """Return the form as *person* has filled it."""
        kept = {
            name: getattr(person, name) for name in ("name", "family_name", "function", "phone", "language", "zone")
        }
        return cls(data={**kept, "speaks": person.speaks.split()})

    @property
    def profile(self) -> rules.Profile:
        """What was typed."""
        return rules.Profile(
            name=self.name.data,
            family_name=self.family_name.data or "",
            function=self.function.data or "",
            language=as_language(self.language.data),
            speaks=tuple(code for code in rules.SPOKEN if code in (self.speaks.data or ())),
            zone=self.zone.data,
            phone=self.phone.data or "",
        )


def _audiences() -> Any:
    return choices([(seen.value, label(seen)) for seen in (Seen.EVERYONE, Seen.ORGANISATION, Seen.SECRETARIAT)])


def _groups() -> Any:
    return choices([(group.value, words) for group, words in GROUPS.items() if group is not MailGroup.DAILY])


def _rhythms() -> Any:
    return choices(
        [("each", _l("At once, each by itself")), ("daily", _l("Once a day, at nine in the morning where you are"))]
    )


class ChoicesForm(Form):
    """Who sees what, and which mails one gets."""

    address = RadioField(_l("E-mail address"), choices=_audiences, invalid_choice_message=_NOT_OFFERED)
    phone = RadioField(_l("Telephone"), choices=_audiences, invalid_choice_message=_NOT_OFFERED)
    photo = RadioField(_l("Photo"), choices=_audiences, invalid_choice_message=_NOT_OFFERED)
    mails = Ticks(_l("Write to me when"), choices=_groups)
    rhythm = RadioField(_l("When"), choices=_rhythms, default="each", invalid_choice_message=_NOT_OFFERED)

    @classmethod
    def of(cls, person: Person) -> "ChoicesForm":
        """Return the form as *person* has filled it."""
        return cls(
            data={
                "address": person.address_seen_by.value,
                "phone": person.phone_seen_by.value,
                "photo": person.photo_seen_by.value,
                "mails": [group.value for group in rules.MAIL_GROUPS if not rules.refuses(person, group)],
                "rhythm": "daily" if person.daily_mail else "each",
            }
        )

    @property
    def unwanted(self) -> list[str]:
        """The kinds of mails in the groups that were not ticked."""
        chosen = set(self.mails.data or ())
        return [kind for group, kinds in rules.MAIL_GROUPS.items() if group not in chosen for kind in kinds]


class PhotoForm(Form):
    """A picture of oneself."""

    photo = FileField(_l("Photo"))
