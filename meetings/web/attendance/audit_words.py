"""Verbs of attendance, lists of participants and certificates, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "attendance.decided": _l("Attendance set by the secretariat: %(presence)s"),
    "attendance.retracted": _l("The secretariat’s word about an attendance taken back"),
    "attendance.attested": _l("Said to have been there"),
    "attendance.unsaid": _l("Own word to have been there taken back"),
    "attendance.admitted": _l("Let in at the door"),
    "attendance.list_brought": _l("List of connections brought in"),
    "attendance.list_sitting_chosen": _l("Sitting of a list of connections chosen"),
    "attendance.rows_decided": _l("Rows of a list of connections settled (%(rows)s)"),
    "attendance.row_reopened": _l("Row of a list of connections opened again"),
    "attendance.list_asked": _l("List of connections ordered to be taken over"),
    "attendance.list_applied": _l("List of connections taken over, %(people)s people"),
    "attendance.list_undo_asked": _l("List of connections ordered to be taken back"),
    "attendance.list_undone": _l("List of connections taken back, %(people)s people"),
    "attendance.list_dropped": _l("List of connections deleted"),
    "participants.published": _l("List of participants published: %(which)s"),
    "participants.withdrawn": _l("Published list of participants taken back"),
    "participants.correction_proposed": _l("Correction of the list of participants proposed"),
    "participants.correction_accepted": _l("Correction of the list of participants accepted"),
    "participants.correction_declined": _l("Correction of the list of participants declined"),
    "certificate.threshold_set": _l("Threshold of certificates set to %(threshold)s"),
    "certificate.issued": _l("Certificate of attendance issued"),
    "certificate.withdrawn": _l("Certificate of attendance withdrawn"),
}
