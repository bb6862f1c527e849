"""What people are told of the three levels before they vote: who can know what, without promising more."""

from flask_babel import gettext as _

from meetings.models.poll import Poll, Secrecy, Unit


def before(secrecy: Secrecy) -> str:
    """Return in one sentence who can know what was answered."""
    if secrecy is Secrecy.NAMED:
        return str(
            _(
                "Named: whoever is signed in and may see the result sees who answered what and who cast the ballot, and"
                " the record keeps it."
            )
        )
    if secrecy is Secrecy.CONFIDENTIAL:
        return str(
            _(
                "Confidential: nobody sees in Hemicycle what you answered; while the poll is open only somebody who"
                " holds both the database and the secret of the application could find out, and after counting nobody"
                " can."
            )
        )
    return str(
        _(
            "Secret: nobody sees in Hemicycle what you answered; before counting only somebody who watches the running"
            " server, or holds both the database and the key of this poll, could find out, and afterwards nobody can."
        )
    )


def limits(secrecy: Secrecy) -> str:
    """Return what no level that promises not to tell can hide; nothing where nothing is promised."""
    if secrecy is Secrecy.NAMED:
        return ""
    return str(_("What no poll can hide: where all answer alike, or very few answer, the result tells what each said."))


def known(poll: Poll) -> str:
    """Return who sees that a ballot was cast, and by whom."""
    if poll.secrecy is Secrecy.NAMED:
        return ""
    if poll.secrecy is Secrecy.SECRET:
        return str(_("That a ballot was cast is seen by those who share it, and by all after closing; not by whom."))
    if poll.unit is Unit.PERSON:
        return str(_("That you have voted is seen by others after closing."))
    return str(
        _(
            "Your colleagues see that the ballot was cast and by whom; no mail tells them. After closing all see who"
            " voted."
        )
    )


def change(poll: Poll) -> str:
    """Return whether a ballot can be replaced; of the time the page speaks."""
    if poll.secrecy is Secrecy.SECRET:
        return str(_("The first ballot is final: nobody can change it, you neither."))
    return "" if poll.changeable else str(_("In this poll a ballot cannot be replaced."))
