"""One unit of work on rows and files together: what is rolled back leaves no file, what is undone keeps its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from meetings.extensions import transaction
from meetings.storage import Storage


class Filing:
    """Puts files into a storage at once, and forgets them only when the unit of work is done."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._put: list[str] = []
        self._leaving: list[str] = []

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*, and return its size in bytes."""
        self._put.append(key)
        return self._storage.put(key, data)

    def delete(self, key: str) -> None:
        """Forget what *key* holds once the unit of work is done."""
        self._leaving.append(key)

    def undo(self) -> None:
        """Forget the files that were put."""
        for key in self._put:
            self._storage.delete(key)

    def finish(self) -> None:
        """Forget the files whose rows are gone."""
        for key in self._leaving:
            self._storage.delete(key)


@contextmanager
def filing(storage: Storage) -> Iterator[Filing]:
    """Commit the rows and the files of the block, or none of them if it raises.

    A crash between the two leaves at worst a file that no row names, never a row without its file.
    """
    files = Filing(storage)
    try:
        with transaction():
            yield files
    except BaseException:
        files.undo()
        raise
    files.finish()
