"""What tests of privacy share."""

from collections.abc import Iterator

import pytest
from flask import current_app

from meetings.domain.privacy import marks
from tests.make import Make


@pytest.fixture
def storage(make: Make) -> Iterator[marks.Shelf]:
    shelf = current_app.extensions["storage"]
    shelf.delete(marks.KEY)
    for path in (shelf.folder / "photos").glob("*"):
        path.unlink()
    yield shelf
    shelf.delete(marks.KEY)
