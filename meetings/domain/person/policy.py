"""Who may see and change people."""

from collections.abc import Collection

from meetings.models.person import Person, Seen


def can_have_an_account_page(viewer: Person | None) -> bool:
    """Anyone signed in looks after their own account."""
    return viewer is not None


def can_see(viewer: Person | None, person: Person) -> bool:
    """People are seen by those who are signed in; a closed account by the secretariat, an erased one by nobody."""
    if viewer is None or person.erased_at is not None:
        return False
    return person.disabled_at is None or viewer.runs_the_house


def can_see_address(viewer: Person | None, person: Person, colleagues: Collection[int] = ()) -> bool:
    """The person decides who sees their address; *colleagues* are the ids of those named beside them."""
    return _is_shown(person.address_seen_by, viewer, person, colleagues)


def can_see_phone(viewer: Person | None, person: Person, colleagues: Collection[int] = ()) -> bool:
    """The person decides who sees their telephone number; *colleagues* as for the address."""
    return _is_shown(person.phone_seen_by, viewer, person, colleagues)


def can_see_photo(viewer: Person | None, person: Person, colleagues: Collection[int] = ()) -> bool:
    """The person decides who sees their photo; *colleagues* as for the address."""
    return _is_shown(person.photo_seen_by, viewer, person, colleagues)


def _is_shown(by: Seen, viewer: Person | None, person: Person, colleagues: Collection[int]) -> bool:
    """Show people what is their own, the secretariat everything, colleagues and others what the person decided."""
    if viewer is None or person.erased_at is not None:
        return False
    if viewer.id == person.id or viewer.runs_the_house or by is Seen.EVERYONE:
        return True
    return by is Seen.ORGANISATION and viewer.id in colleagues
