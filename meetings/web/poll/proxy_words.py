"""Proxies in words: the rule of a meeting, what a proxy is for, and what became of it."""

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from meetings.core.bilingual import Bilingual
from meetings.domain.poll.proxy_rules import Terms
from meetings.i18n import words
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy


def rule_in(poll: Poll, terms: Terms) -> list[str]:
    """Return what *terms* mean in *poll*; nothing where there are no proxies at all."""
    if not terms.allowed:
        return []
    if poll.unit is Unit.PERSON:
        return [str(_("Each person has a ballot of their own here, so nobody votes by proxy."))]
    return said(terms)


def said(terms: Terms) -> list[str]:
    """Return *terms* sentence by sentence."""
    if not terms.allowed:
        return [str(_("At this meeting nobody votes by proxy."))]
    most = ngettext(
        "A Member may let another Member vote for it; each holds %(num)d proxy at most.",
        "A Member may let another Member vote for it; each holds %(num)d proxies at most.",
        terms.most,
    )
    if terms.own_vote:
        own = _(
            "Whoever gave a proxy may still vote: the last ballot before the poll closes counts, of a secret poll the"
            " first."
        )
    else:
        own = _("Whoever gave a proxy does not vote, unless they take it back before.")
    if terms.present:
        here = _("Whoever gave a proxy counts as present while somebody of its holder is.")
    else:
        here = _("A proxy makes nobody present: where those present vote, somebody of one’s own has to be there.")
    later = _("A proxy given or taken back while a poll is open holds for ballots cast from then on.")
    return [str(most), str(own), str(here), str(later)]


def scope(proxy: Proxy) -> Bilingual | None:
    """Return the question of the only poll that *proxy* is for; nothing where it is for all."""
    return proxy.poll.question if proxy.poll else None


def scope_words(proxy: Proxy) -> str:
    """Return which ballots *proxy* is for."""
    one = scope(proxy)
    return words(one) if one else str(_("All polls of the meeting"))


def state_words(proxy: Proxy) -> str:
    """Return what became of *proxy*, without the time."""
    if proxy.ended_at is None:
        return str(_("in force"))
    return str(pgettext("proxy", "declined") if proxy.declined else pgettext("proxy", "taken back"))
