"""Makes the agenda of a long meeting as files, in both languages, and takes the time."""

import time

from flask import Flask

ENDINGS = ("docx", "pdf")


def measure(app: Flask, meeting: str) -> dict[str, float]:
    """Return how many seconds the first file of each kind takes, the reading of its library included."""
    reader = app.test_client()
    return {ending: _seconds(reader.get, f"{meeting.rstrip('/')}/agenda.{ending}?languages=both") for ending in ENDINGS}


def _seconds(get, address: str) -> float:
    began = time.monotonic()
    answer = get(address)
    taken = time.monotonic() - began
    if answer.status_code != 200 or not answer.data:
        raise SystemExit(f"{address} answers {answer.status_code}.")
    return taken
