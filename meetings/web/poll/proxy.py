"""Giving a proxy at a meeting, and taking it back; what one holds for others, and declining it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.poll import actions_proxy, electorate, policy, proxies, rights
from meetings.domain.poll.proxy_rules import Terms
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.proxy import Proxy
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.poll.proxy_forms import GiveForm
from meetings.web.poll.proxy_words import said
from meetings.web.viewer import signed_in, viewer
from meetings.web.writing import pressed

bp = Blueprint("proxy", __name__, url_prefix="/meetings/<slug>")


@dataclass(frozen=True, slots=True)
class ProxyPage:
    """What an organisation gave and holds at a meeting, and whether the reader decides on it."""

    meeting: Meeting
    terms: Terms
    organisation: Organisation | None
    given: Sequence[Proxy]
    held: Sequence[Proxy]
    may_give: bool
    may_keep: bool

    @property
    def rule(self) -> list[str]:
        """The rule of the meeting, sentence by sentence."""
        return said(self.terms)

    @property
    def asks(self) -> bool:
        """Whether there is still a proxy that could be given: for all polls once, and by nobody who holds one."""
        whole = any(one.poll_id is None for one in self.given)
        return self.may_give and self.terms.allowed and not whole and not self.held

    def may_decline(self, proxy: Proxy) -> bool:
        """Say whether the reader may decline *proxy*."""
        return policy.can_decline(viewer(), proxy)


@bp.route("/proxy/", methods=["GET", "POST"])
@authorize(policy.can_give_proxy, loaders.meeting)
def mine(meeting: Meeting) -> ResponseReturnValue:
    """Show what one's organisation gave and holds; on POST ask once more, then give a proxy."""
    page, form = _page(meeting), GiveForm()
    form.offer(meeting, page.organisation, now=clock.now())
    sure = False
    if page.asks and page.organisation and form.submitted():
        sure = checked(meeting, form, page.organisation)
        if sure and form.decided:
            flash(_("%(name)s votes for you from now on. Both sides get a mail.", name=holder_of(form)))
            return redirect(url_for(".mine", slug=meeting.slug), 303)
    html = render_template("proxy/mine.html", page=page, form=form, sure=sure)
    return html, 422 if form.problems() else 200


def checked(meeting: Meeting, form: GiveForm, giver: Organisation) -> bool:
    """Say whether *giver* can give the proxy of *form*, and give it when that was confirmed; else the form says why."""
    try:
        with transaction():
            now, draft = clock.now(), form.draft(giver)
            if form.decided:
                actions_proxy.give(meeting, draft, by=signed_in(), now=now)
            else:
                actions_proxy.check(meeting, draft, now=now)
    except Refused as error:
        form.explain(error)
        return False
    return True


def holder_of(form: GiveForm) -> str:
    """Return the name of the Member chosen to vote."""
    return words(form.members[form.holder.data].name)


def _page(meeting: Meeting) -> ProxyPage:
    named = electorate.nomination_at(meeting, signed_in(), now=clock.now())
    ours = named.organisation if named else None
    found = proxies.of_organisation(meeting, ours.id) if ours else ()
    return ProxyPage(
        meeting=meeting,
        terms=proxies.terms(meeting),
        organisation=ours,
        given=[one for one in found if ours and one.giver_id == ours.id],
        held=[one for one in found if ours and one.holder_id == ours.id],
        may_give=rights.may_give(named),
        may_keep=policy.can_keep_proxies(viewer(), meeting),
    )


@bp.route("/proxies/<int:proxy_id>/take-back/", methods=["POST"])
@authorize(policy.can_take_back, loaders.proxy)
def take_back(proxy: Proxy) -> ResponseReturnValue:
    """Take a proxy back; ballots that were cast by it stay."""
    done = _("The proxy is taken back. Ballots that are in stay in.")
    pressed(lambda: actions_proxy.end(proxy, by=signed_in(), now=clock.now()), done)
    page = "proxy_manage.index" if policy.can_keep_proxies(viewer(), proxy.meeting) else ".mine"
    return redirect(url_for(page, slug=proxy.meeting.slug), 303)


@bp.route("/proxies/<int:proxy_id>/decline/", methods=["POST"])
@authorize(policy.can_decline, loaders.proxy)
def decline(proxy: Proxy) -> ResponseReturnValue:
    """Decline a proxy that one's organisation holds; ballots that were cast by it stay."""
    done = _("The proxy is declined, and both sides get a mail. Ballots that are in stay in.")
    pressed(lambda: actions_proxy.end(proxy, declined=True, by=signed_in(), now=clock.now()), done)
    return redirect(url_for(".mine", slug=proxy.meeting.slug), 303)
