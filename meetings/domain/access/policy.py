"""Who may look after ways in."""

from meetings.models.access import Passkey, WebSession
from meetings.models.identity import Identity
from meetings.models.person import Person


def can_prove(viewer: Person | None) -> bool:
    """Anyone signed in may prove once more who they are."""
    return viewer is not None


def can_keep_factors(viewer: Person | None) -> bool:
    """Anyone signed in looks after their own second factors."""
    return viewer is not None


def can_end(viewer: Person | None, session: WebSession) -> bool:
    """People sign out their own browsers, wherever these are."""
    return viewer is not None and session.person_id == viewer.id


def can_remove(viewer: Person | None, passkey: Passkey) -> bool:
    """People name and remove their own passkeys."""
    return viewer is not None and passkey.person_id == viewer.id


def can_unlink(viewer: Person | None, identity: Identity) -> bool:
    """People decide by which accounts elsewhere they are recognised."""
    return viewer is not None and identity.person_id == viewer.id
