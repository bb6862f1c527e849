"""The root of all refusals."""


class Refused(Exception):
    """A rule of the house says no; subclasses name the state and carry what the words need."""
