"""Words for the groups of mails that people choose among."""

from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.domain.person.rules import MailGroup

#: Each as what it tells of.
GROUPS: dict[MailGroup, Any] = {
    MailGroup.DOCUMENTS: _l(
        "The record of a meeting where you had a place is published, or something else to read after it"
    ),
    MailGroup.POLLS: _l("Somebody else cast the ballot of your administration"),
    MailGroup.ACTIONS: _l("The secretariat reported on an action of yours"),
    MailGroup.QUESTIONS: _l("A question that you asked at a meeting was answered in writing, or not taken"),
    MailGroup.REMINDERS: _l(
        "Something still waits for your answer: a meeting that comes near, an invitation, "
        "your entry in the register (reminders)"
    ),
    MailGroup.DAILY: _l("One mail a day with what is not pressing"),
}
