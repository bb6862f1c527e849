"""Verbs of ways in and of changes of address, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "access.asked": _l("Sign-in link asked for"),
    "access.link_issued": _l("Sign-in link issued"),
    "access.code_refused": _l("Wrong code typed"),
    "access.signed_in": _l("Signed in"),
    "access.signed_out": _l("Signed out"),
    "access.others_signed_out": _l("Signed out in other browsers"),
    "access.first_factor_shown": _l("Link or code of the mail used, second step asked"),
    "access.everywhere_signed_out": _l("Signed out in every browser"),
    "access.proof_asked": _l("Code asked for to confirm who is there"),
    "access.proved": _l("Confirmed who is there"),
    "access.authenticator_added": _l("Authenticator app set up"),
    "access.authenticator_removed": _l("Authenticator app removed"),
    "access.codes_made": _l("Recovery codes made"),
    "access.recovery_code_used": _l("Recovery code used"),
    "access.factor_refused": _l("Wrong code of a second step typed"),
    "access.factors_reset": _l("Second steps of an account taken away"),
    "access.passkey_asked": _l("Passkey asked for"),
    "access.passkey_added": _l("Passkey added"),
    "access.passkey_renamed": _l("Passkey renamed"),
    "access.passkey_removed": _l("Passkey removed"),
    "access.passkey_refused": _l("Passkey refused"),
    "access.sent_to_provider": _l("Sent to the provider of single sign-on"),
    "access.came_from_provider": _l("Came back from the provider of single sign-on"),
    "access.provider_linked": _l("Account at the provider of single sign-on linked"),
    "access.provider_unlinked": _l("Account at the provider of single sign-on unlinked"),
    "address.asked": _l("Change of one’s own address asked for"),
    "address.old_agreed": _l("Change of address agreed to from the old address"),
    "address.new_agreed": _l("Change of address agreed to from the new address"),
    "address.refused": _l("Change of address stopped from the old address"),
    "address.stopped": _l("Change of address taken back by the one who asked"),
    "address.approved": _l("Change of address agreed to in place of the old address"),
    "address.changed": _l("Address changed"),
    "address.undone": _l("Change of address undone from the old address"),
}
