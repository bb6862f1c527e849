"""What follows when a second factor comes or goes."""

from datetime import datetime

from sqlalchemy import delete

from meetings.domain.access import actions, actions_proof, factors
from meetings.domain.access.telling import Change, tell
from meetings.models.access import Factor, RecoveryCode, WebSession
from meetings.models.database import current


def changed(session: WebSession, change: Change, shown: Factor | None, *, now: datetime) -> None:
    """Note that the person of *session* proved who they are, by the new factor *shown* if there is one.

    All their other browsers are signed out, recovery codes without a factor are of no use, and they are told.
    """
    current().flush()
    actions_proof.prove(session, shown, now=now)
    actions.end_others(session, now=now)
    if not factors.holdings(session.person).any:
        current().execute(delete(RecoveryCode).where(RecoveryCode.person_id == session.person_id))
    tell(session.person, change, now=now)
