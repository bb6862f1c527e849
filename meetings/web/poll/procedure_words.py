"""What silence means, how a poll between meetings is held, and what came of a silence procedure."""

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core.counting.majority import Verdict
from meetings.domain.poll.outcomes import Outcome
from meetings.models.poll import Poll, Procedure


def silence(poll: Poll) -> str:
    """Say in one sentence what silence means in *poll*."""
    return str(
        ngettext(
            "The proposal is adopted unless an administration objects by the deadline: whoever says nothing agrees.",
            "The proposal is adopted unless %(num)d administrations object by the deadline: whoever says nothing"
            " agrees.",
            poll.stops_at,
        )
    )


def written(poll: Poll) -> list[str]:
    """Say how *poll* is held and when reminders leave; nothing of one in the meeting."""
    if poll.procedure is Procedure.MEETING:
        return []
    found = [str(_("Written procedure: those entitled are asked by mail and answer until the deadline."))]
    if poll.reminders:
        days = ", ".join(map(str, poll.reminders))
        found.append(str(_("Days before the deadline on which the silent are reminded: %(days)s.", days=days)))
    return found


def decided(poll: Poll, said: Outcome) -> str:
    """Say what a silence procedure came to."""
    number = said.objections
    if not number:
        return str(_("Adopted: nobody objected."))
    objected = ngettext("%(num)d administration objected", "%(num)d administrations objected", number)
    if said.verdict is Verdict.ADOPTED:
        needed = _("%(num)d would have stopped it", num=poll.stops_at)
        return str(_("Adopted: %(objected)s, %(needed)s.", objected=objected, needed=needed))
    return str(_("Not adopted: %(objected)s.", objected=objected))
