"""The proxies of a meeting, for those who run it: all of them, those that came on paper, and the rule."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.zones import local
from meetings.domain.meeting.rules import symbol
from meetings.domain.poll import actions_proxy, policy, proxies
from meetings.domain.poll.proxy_rules import RuleFixed
from meetings.exports.tables import Cell, Sheet, csv_bytes, workbook
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.proxy import Proxy
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.poll.proxy import checked
from meetings.web.poll.proxy_forms import EnterForm, RuleForm
from meetings.web.poll.proxy_words import said, scope_words, state_words
from meetings.web.viewer import signed_in, zone
from meetings.web.wording import refusal

bp = Blueprint("proxy_manage", __name__, url_prefix="/meetings/<slug>")
bp.add_app_template_global(scope_words, "proxy_scope")
bp.add_app_template_global(state_words, "proxy_state")


@bp.route("/proxies/")
@authorize(policy.can_keep_proxies, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """List the proxies of a meeting, those in force first, with the rule."""
    terms = proxies.terms(meeting)
    found = proxies.at_meeting(meeting)
    return render_template("proxy_manage/index.html", meeting=meeting, terms=terms, rule=said(terms), proxies=found)


@bp.route("/proxies/enter/", methods=["GET", "POST"])
@authorize(policy.can_keep_proxies, loaders.meeting)
def enter(meeting: Meeting) -> ResponseReturnValue:
    """Enter a proxy that came on paper; on POST ask once more, then enter it."""
    terms, form, sure = proxies.terms(meeting), EnterForm(), False
    form.offer(meeting, None, now=clock.now())
    if terms.allowed and form.submitted():
        sure = checked(meeting, form, form.given_by)
        if sure and form.decided:
            flash(_("The proxy is entered. Both sides get a mail."))
            return redirect(url_for(".index", slug=meeting.slug), 303)
    html = render_template("proxy_manage/enter.html", meeting=meeting, terms=terms, form=form, sure=sure)
    return html, 422 if form.problems() else 200


@bp.route("/proxies/rule/", methods=["GET", "POST"])
@authorize(policy.can_keep_proxies, loaders.meeting)
def rule(meeting: Meeting) -> ResponseReturnValue:
    """Decide whether the meeting allows proxies, and which."""
    form = RuleForm(obj=proxies.terms(meeting))
    if form.submitted():
        try:
            with transaction():
                actions_proxy.set_terms(meeting, form.terms, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), *([] if isinstance(error, RuleFixed) else [form.most]))
        else:
            flash(_("The rule about proxies is saved. The pages of the polls say it."))
            return redirect(url_for(".index", slug=meeting.slug), 303)
    html = render_template("proxy_manage/rule.html", meeting=meeting, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/proxies.xlsx")
@authorize(policy.can_keep_proxies, loaders.meeting)
def xlsx(meeting: Meeting) -> Response:
    """Give the list as a workbook."""
    return attachment(as_workbook(meeting, zone=zone()), f"{symbol(meeting)}-proxies.xlsx", XLSX)


@bp.route("/proxies.csv")
@authorize(policy.can_keep_proxies, loaders.meeting)
def csv(meeting: Meeting) -> Response:
    """Give the list as comma-separated values."""
    rows = [_row(proxy, zone()) for proxy in proxies.at_meeting(meeting)]
    return attachment(csv_bytes(_header(), rows), f"{symbol(meeting)}-proxies.csv", CSV)


def as_workbook(meeting: Meeting, *, zone: str) -> bytes:
    """Return the proxies of *meeting*, those that ended too, with times in *zone*."""
    rows = [_row(proxy, zone) for proxy in proxies.at_meeting(meeting)]
    return workbook([Sheet(_("Proxies"), _header(), rows)], title=words(meeting.title))


def _header() -> list[str]:
    return [
        _("Code"),
        _("Whose ballot it is"),
        _("Code of who votes"),
        _("Who votes"),
        _("Who of them"),
        _("In which polls"),
        pgettext("proxy", "Given at"),
        pgettext("proxy", "Given by"),
        _("What it came on"),
        _("State"),
        pgettext("proxy", "Ended at"),
    ]


def _row(proxy: Proxy, zone: str) -> Sequence[Cell]:
    return [
        proxy.giver.code,
        words(proxy.giver.name),
        proxy.holder.code,
        words(proxy.holder.name),
        proxy.person.name if proxy.person else "",
        scope_words(proxy),
        local(proxy.given_at, zone),
        proxy.given_by.name if proxy.given_by else "",
        proxy.note,
        state_words(proxy),
        local(proxy.ended_at, zone) if proxy.ended_at else None,
    ]
