"""FLOOR 1: the tables. A child knows its parent, never the other way round."""

from meetings.models import (
    access,
    agenda,
    audit,
    document,
    meeting,
    organisation,
    outbox,
    outcome,
    person,
    poll,
    record,
    registration,
)

#: Every module with tables; a test checks that the list is complete.
MODULES = (
    audit,
    outbox,
    person,
    access,
    organisation,
    meeting,
    agenda,
    document,
    registration,
    poll,
    outcome,
    record,
)
