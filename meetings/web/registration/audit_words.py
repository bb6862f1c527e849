"""Verbs of places at meetings, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "registration.made": _l("Registration made"),
    "registration.terms_set": _l("Terms of registration changed"),
    "registration.question_asked": _l("Question to the registered written"),
    "registration.question_revised": _l("Question to the registered changed"),
    "registration.question_moved": _l("Question to the registered moved"),
    "registration.question_withdrawn": _l("Question to the registered no longer asked"),
    "registration.question_deleted": _l("Question to the registered deleted, with %(answers)s answers"),
    "registration.details_kept": _l("Answers given with a registration"),
    "registration.needs_read": _l("Dietary and access needs of %(people)s people read (%(form)s)"),
    "registration.approved": _l("Request for a place approved"),
    "registration.refused": _l("Request for a place refused"),
    "registration.moved": _l("Registration moved to another session"),
    "registration.days_changed": _l("Days of a registration changed: %(days)s now"),
    "registration.promoted": _l("Place given to the first on the waiting list"),
    "registration.breakouts_chosen": _l("Break-outs chosen"),
    "registration.breakout_free": _l("Place in a break-out given to the first who waited"),
    "registration.withdrawn": _l("Registration withdrawn"),
    "registration.substitute_named": _l("Substitute named"),
    "registration.substitute_ended": _l("Substitution ended"),
}
