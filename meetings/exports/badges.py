"""Badges for a meeting as a PDF file: eight on a sheet of A4, to be cut out."""

from datetime import datetime

from meetings.core.bilingual import LANGUAGES
from meetings.exports import pdf
from meetings.exports.registration_values import BadgeSheet


def badges_pdf(sheet: BadgeSheet, *, modified: datetime) -> bytes:
    """Return *sheet* as a PDF file; organisation and role stand in both languages."""
    # The printer of PDF files knows whole seconds only.
    return pdf.pdf("badges", sheet, languages=LANGUAGES, modified=modified.replace(microsecond=0))
