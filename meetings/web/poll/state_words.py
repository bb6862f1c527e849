"""Why there is no result for a reader, and what those who run the meeting have to know about one that there is."""

from flask_babel import gettext as _

from meetings.models.poll import Poll, PollState, ResultsTo, ResultsWhen, Secrecy


def why_hidden(poll: Poll) -> str:
    """Say why a reader who may see *poll* sees no result of it."""
    if poll.state is PollState.WITHDRAWN:
        return str(_("The poll was withdrawn. Its ballots count for nothing."))
    if poll.key_lost:
        return str(_("The ballots cannot be opened, since their key is lost. There is no result."))
    if poll.state is not PollState.CLOSED:
        return str(_("The result is shown when the poll is closed."))
    if poll.released_at is None and poll.held:
        return str(_("The result is held: it could tell what somebody answered. Those who run the meeting decide."))
    if poll.released_at is None and poll.results_when is ResultsWhen.ON_RELEASE:
        return str(_("The poll is closed. The result is shown when the secretariat releases it."))
    if poll.results_to is ResultsTo.ENTITLED:
        return str(_("The result is shown to those who were entitled to vote."))
    return str(_("The result is shown to those who run the meeting."))


def not_yet_public(poll: Poll) -> str:
    """Say to those who run the meeting why others do not see the result yet; nothing when they do."""
    if poll.released_at is not None or poll.state is not PollState.CLOSED:
        return ""
    if poll.held:
        return str(_("Only those who run the meeting see this: few answered, or all alike, so it tells who said what."))
    if poll.results_when is ResultsWhen.ON_RELEASE:
        return str(_("Only those who run the meeting see this until the result is released."))
    return ""


def of_level(poll: Poll) -> str:
    """Say what the level of *poll* keeps back; nothing for a named one."""
    said = {
        Secrecy.SECRET: _("The ballots were secret: only totals are counted, by no region and no sitting."),
        Secrecy.CONFIDENTIAL: _("The ballots were confidential: small groups are merged or left out."),
        Secrecy.NAMED: "",
    }
    return str(said[poll.secrecy])
