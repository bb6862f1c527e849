"""Who may see and change people."""

from meetings.models.person import Person


def can_have_an_account_page(viewer: Person | None) -> bool:
    """Anyone signed in looks after their own account."""
    return viewer is not None
