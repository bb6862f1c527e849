"""FLOOR 5: pages, one folder a feature."""

from flask import Flask, abort, current_app, g, request

from meetings.core.bilingual import LANGUAGES
from meetings.i18n import language
from meetings.web import authorize, errors, limits, parts, security, seen, shell
from meetings.web.access import address, address_manage, confirm, passkeys, second, sso
from meetings.web.access import views as access
from meetings.web.admin import audit as admin_audit
from meetings.web.admin import delivery as admin_delivery
from meetings.web.admin import factors as admin_factors
from meetings.web.admin import rights as admin_rights
from meetings.web.admin import views as admin
from meetings.web.agenda import issuing as agenda_issue
from meetings.web.agenda import manage as agenda
from meetings.web.agenda import presenters
from meetings.web.agenda import proposals as agenda_proposals
from meetings.web.agenda import run as agenda_run
from meetings.web.agenda import versions as agenda_versions
from meetings.web.archive import views as archive
from meetings.web.attendance import certifying, correcting, door, participants
from meetings.web.attendance import lists as connection_list
from meetings.web.attendance import manage as attendance_manage
from meetings.web.attendance import mine as attendance
from meetings.web.calendar import unchanged
from meetings.web.calendar import views as calendar
from meetings.web.confirmation import manage as confirmation_manage
from meetings.web.confirmation import proposals as confirmation_changes
from meetings.web.confirmation import views as confirmation
from meetings.web.console import views as console
from meetings.web.deadline import views as deadline
from meetings.web.document import manage as document_manage
from meetings.web.document import views as document
from meetings.web.floor import views as floor
from meetings.web.home import health
from meetings.web.home import views as home
from meetings.web.incoming import hook as incoming_hook
from meetings.web.incoming import views as incoming
from meetings.web.invitation import manage as invitation_manage
from meetings.web.invitation import substitute as place_substitute
from meetings.web.invitation import views as place
from meetings.web.joining import manage as joining_manage
from meetings.web.joining import views as joining
from meetings.web.mailing import exporting as mailing_recipients
from meetings.web.mailing import letters as mailing_letters
from meetings.web.mailing import series as mailing_series
from meetings.web.mailing import views as mailing
from meetings.web.mailing import words as mailing_words
from meetings.web.meeting import manage as meeting_manage
from meetings.web.meeting import programme
from meetings.web.meeting import steps as meeting_steps
from meetings.web.meeting import views as meeting
from meetings.web.merging import views as merging
from meetings.web.organisation import edit as organisation_edit
from meetings.web.organisation import importing as register_import
from meetings.web.organisation import lists as organisation_lists
from meetings.web.organisation import manage as organisation_manage
from meetings.web.organisation import nominations as organisation_nominations
from meetings.web.organisation import representation as organisation_representation
from meetings.web.organisation import views as organisation
from meetings.web.outbox import listing as outbox_listing
from meetings.web.outbox import views as outbox
from meetings.web.outcome import manage as outcome_manage
from meetings.web.outcome import views as outcome
from meetings.web.parity import files as parity_files
from meetings.web.parity import views as parity
from meetings.web.person import factors, mails, people, refusing, signing_in
from meetings.web.person import views as person
from meetings.web.poll import ballots, proxy, proxy_manage, room, short
from meetings.web.poll import date_views as poll_dates
from meetings.web.poll import files as poll_files
from meetings.web.poll import importing as poll_import
from meetings.web.poll import manage as poll_manage
from meetings.web.poll import phones as poll_phones
from meetings.web.poll import pictures as poll_picture
from meetings.web.poll import present as poll_present
from meetings.web.poll import proxy_ballots as poll_for
from meetings.web.poll import quick as poll_quick
from meetings.web.poll import repeat as poll_repeat
from meetings.web.poll import results_views as poll_result
from meetings.web.poll import run as poll_run
from meetings.web.poll import schedule as poll_schedule
from meetings.web.poll import views as poll
from meetings.web.privacy import guard as privacy_guard
from meetings.web.privacy import manage as privacy_manage
from meetings.web.privacy import mine as privacy_mine
from meetings.web.privacy import periods as privacy_periods
from meetings.web.privacy import views as privacy
from meetings.web.question import manage as question_manage
from meetings.web.question import views as question
from meetings.web.record import manage as record_manage
from meetings.web.record import views as record
from meetings.web.registration import badges as registration_badges
from meetings.web.registration import breakouts as registration_breakouts
from meetings.web.registration import colleague as registration_colleague
from meetings.web.registration import days as registration_days
from meetings.web.registration import decisions as registration_decision
from meetings.web.registration import manage as registration_manage
from meetings.web.registration import needs as registration_needs
from meetings.web.registration import on_behalf as registration_on_behalf
from meetings.web.registration import questions as registration_questions
from meetings.web.registration import substitutes as registration_substitute
from meetings.web.registration import terms as registration_terms
from meetings.web.registration import views as registration
from meetings.web.series import manage as series_manage
from meetings.web.series import plan as series_plan
from meetings.web.series import views as series
from meetings.web.visa import manage as visa_manage
from meetings.web.visa import views as visa

#: Every folder of pages whose addresses begin with the language.
PAGES = (
    home.bp,
    access.bp,
    address.bp,
    address_manage.bp,
    sso.bp,
    second.bp,
    confirm.bp,
    passkeys.bp,
    person.bp,
    signing_in.bp,
    factors.bp,
    people.bp,
    merging.bp,
    privacy.bp,
    privacy_mine.bp,
    privacy_manage.bp,
    privacy_periods.bp,
    organisation.bp,
    organisation_edit.bp,
    organisation_lists.bp,
    organisation_manage.bp,
    organisation_nominations.bp,
    organisation_representation.bp,
    confirmation.bp,
    confirmation_manage.bp,
    confirmation_changes.bp,
    joining.bp,
    joining_manage.bp,
    register_import.bp,
    meeting.bp,
    meeting_manage.bp,
    meeting_steps.bp,
    programme.bp,
    series.bp,
    series_manage.bp,
    series_plan.bp,
    mailing.bp,
    mailing_letters.bp,
    mailing_recipients.bp,
    mailing_series.bp,
    mailing_words.bp,
    agenda.bp,
    agenda_versions.bp,
    agenda_issue.bp,
    agenda_run.bp,
    agenda_proposals.bp,
    presenters.bp,
    admin.bp,
    admin_factors.bp,
    admin_rights.bp,
    admin_audit.bp,
    admin_delivery.bp,
    document.bp,
    document_manage.bp,
    registration.bp,
    registration_breakouts.bp,
    registration_colleague.bp,
    registration_days.bp,
    registration_days.manage_bp,
    registration_manage.bp,
    registration_on_behalf.bp,
    registration_substitute.bp,
    attendance.bp,
    attendance_manage.bp,
    connection_list.bp,
    participants.bp,
    door.bp,
    correcting.bp,
    correcting.manage_bp,
    certifying.bp,
    certifying.verify_bp,
    registration_decision.bp,
    registration_terms.bp,
    registration_questions.bp,
    registration_needs.bp,
    registration_badges.bp,
    invitation_manage.bp,
    visa.bp,
    visa_manage.bp,
    place.bp,
    place_substitute.bp,
    poll.bp,
    ballots.bp,
    room.bp,
    poll_manage.bp,
    poll_import.bp,
    poll_picture.bp,
    poll_run.bp,
    poll_schedule.bp,
    poll_repeat.bp,
    poll_present.bp,
    poll_for.bp,
    proxy.bp,
    proxy_manage.bp,
    poll_result.bp,
    poll_files.bp,
    poll_dates.bp,
    outcome.bp,
    outcome_manage.bp,
    floor.bp,
    question.bp,
    question_manage.bp,
    record.bp,
    record_manage.bp,
    parity.bp,
    console.bp,
    deadline.bp,
    parity_files.bp,
    archive.bp,
    calendar.bp,
    outbox.bp,
    outbox_listing.of_meeting,
    mails.bp,
    refusing.bp,
    incoming.bp,
)
#: What everyone who is signed in has to do first.
authorize.GUARDS.append(privacy_guard.unaccepted)
#: Addresses without a language.
BARE = (
    health.bp,
    incoming_hook.bp,
    sso.back_bp,
    short.bp,
)


def register(app: Flask) -> None:
    """Give *app* its pages."""
    app.url_map.strict_slashes = True
    for bp in PAGES:
        app.register_blueprint(bp, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>{bp.url_prefix or ''}")
    for bp in BARE:
        app.register_blueprint(bp)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    errors.register(app)
    shell.register(app)
    parts.register(app)
    security.register(app)
    seen.register(app)
    unchanged.register(app)
    poll_phones.register(app)
    poll_quick.register(app)
    sso.register(app)
    limits.register(app)


def _take_language(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Take the language out of the address, so that views need not carry it."""
    g.language = values.pop("lang", None) if values else _first_segment()
    if "\x00" in request.path:  # PostgreSQL refuses to look for it
        abort(404)


def _first_segment() -> str | None:
    """Return the language that an unknown address begins with, for its error page."""
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else None


def _give_language(endpoint: str, values: dict[str, str]) -> None:
    """Let addresses made on a page stay in its language."""
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()
