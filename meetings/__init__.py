"""Hemicycle: plenary meetings of an international body, in English and French."""

import zoneinfo

# One time-zone database for the whole program: the package's, not the machine's (they differ in age).
zoneinfo.reset_tzpath(to=[])
