"""The pages of the calendar: months, years, how to subscribe, and when a meeting is elsewhere."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.person import actions as people
from meetings.domain.person import policy
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.notices.house import settings
from meetings.web import house, loaders
from meetings.web.authorize import authorize, everyone
from meetings.web.calendar import elsewhere, feeds, offers, pages
from meetings.web.calendar.pages import Scope
from meetings.web.viewer import signed_in, viewer, zone

#: Feeds and pages are one set of addresses.
bp = feeds.bp


@bp.route("/calendar/")
@authorize(everyone)
def index() -> ResponseReturnValue:
    """Show this month, and explain how to subscribe to what there is, and to the reader's own places."""
    scope = _scope()
    month = pages.month(scope, scope.today.year, scope.today.month)
    return render_template("calendar/index.html", page=month, offers=offers.offers(settings(), viewer()))


@bp.route("/calendar/<int(fixed_digits=4):year>/")
@authorize(everyone)
def year(year: int) -> ResponseReturnValue:
    """Show what is when in one year."""
    return render_template("calendar/year.html", page=pages.year(_scope(), year))


@bp.route("/calendar/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>/")
@authorize(everyone)
def month(year: int, month: int) -> ResponseReturnValue:
    """Show what is when in one month."""
    return render_template("calendar/month.html", page=pages.month(_scope(), year, month))


@bp.route("/meetings/<slug>/times/")
@authorize(meetings.can_see, loaders.meeting)
def times(meeting: Meeting) -> ResponseReturnValue:
    """Show when a meeting is in a city of the reader's choice, and take its sittings into a calendar."""
    page = elsewhere.times_page(settings(), meeting, zone(), now=clock.now())
    return render_template("calendar/times.html", page=page, cities=elsewhere.cities())


@bp.route("/calendar/renew/", methods=["POST"])
@authorize(policy.can_have_an_account_page)
def renew() -> ResponseReturnValue:
    """Give the reader's own calendar a new address; whoever has the old one sees nothing any more."""
    with transaction():
        people.renew_feed(signed_in(), secret=house.secret(), by=signed_in(), now=clock.now())
    flash(_("Your calendar has a new address. The old one no longer works: subscribe again where you used it."))
    return redirect(url_for(".index", _anchor="own"), 303)


def _scope() -> Scope:
    return pages.scope(viewer(), zone(), now=clock.now())
