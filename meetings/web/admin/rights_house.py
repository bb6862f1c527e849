"""Who has which right over the register, people, accounts and the house, and why.

A test holds each line against the policy itself.
"""

from flask_babel import lazy_gettext as _l

from meetings.web.admin.rights_meetings import HOUSE, MEETINGS, OWN, PEOPLE, Right
from meetings.web.admin.standing import SIGNED_IN, Standing, Who

_S = Standing
_RUN = frozenset({_S.SECRETARIAT, _S.ADMINISTRATOR})
ADMINISTRATORS = Who(frozenset({_S.ADMINISTRATOR}))
AUDITING = Who(frozenset({_S.ADMINISTRATOR, _S.AUDITOR}))
ENTERING = Who(_RUN | {_S.AUDITOR})
HEADS = Who(_RUN, frozenset({_S.HEAD}))
NAMED = Who(_RUN, frozenset({_S.HEAD, _S.NCP, _S.ALTERNATE, _S.OBSERVER}))
#: As each person decides for themself.
PEOPLE_SOME = Who(_RUN, SIGNED_IN - _RUN)

HOUSEHOLD: dict[str, Right] = {
    "access.can_prove": Right(_l("Anyone signed in may prove once more who they are."), PEOPLE),
    "access.can_keep_factors": Right(_l("Anyone signed in looks after their own second factors."), PEOPLE),
    "access.can_end": Right(_l("People sign out their own browsers, wherever these are."), OWN),
    "access.can_remove": Right(_l("People name and remove their own passkeys."), OWN),
    "access.can_unlink": Right(_l("People decide by which accounts elsewhere they are recognised."), OWN),
    "confirmation.can_list": Right(_l("The secretariat asks whether the register is still correct."), HOUSE),
    "confirmation.can_run": Right(
        _l("The secretariat prepares, sends and ends campaigns, and reads the answers."), HOUSE
    ),
    "confirmation.can_decide": Right(
        _l("The secretariat decides what becomes of a change that an organisation named."), HOUSE
    ),
    "incoming.can_list": Right(_l("The secretariat sees what came back by mail."), HOUSE),
    "incoming.can_clear": Right(_l("The secretariat says that the address of somebody works again."), HOUSE),
    "joining.can_list": Right(
        _l("The secretariat sees all invitations and requests, a head those of the own organisation."), HEADS
    ),
    "joining.can_invite": Right(
        _l("The secretariat invites people for any organisation, a head for the own one."), HEADS
    ),
    "joining.can_keep": Right(
        _l("Whoever may invite for an organisation sends its invitations again and withdraws them."), HEADS
    ),
    "joining.can_decide": Right(_l("The head of the organisation or the secretariat decides who gets access."), HEADS),
    "merging.can_merge": Right(_l("The secretariat looks for people who are known twice."), HOUSE),
    "merging.can_compare": Right(_l("The secretariat compares two records, and merges them."), HOUSE),
    "merging.can_undo": Right(_l("The secretariat undoes a merge."), HOUSE),
    "organisation.can_read": Right(_l("The register is for people who are signed in."), PEOPLE),
    "organisation.can_change": Right(_l("The secretariat keeps the register."), HOUSE),
    "organisation.can_keep": Right(_l("The secretariat keeps the kinds and the regions."), HOUSE),
    "organisation.can_read_all": Right(
        _l(
            "The whole register is for people who are signed in, unless the kind of their organisation"
            " keeps it from them."
        ),
        PEOPLE,
    ),
    "organisation.can_import": Right(_l("The secretariat brings files into the register, and undoes that."), HOUSE),
    "organisation.can_read_representation": Right(
        _l("Who represented whom at a meeting is for those who read the whole register."), PEOPLE
    ),
    "organisation.can_see": Right(
        _l("Whom an organisation has named is for those who read the register, and for its own people."), PEOPLE
    ),
    "organisation.can_edit": Right(_l("The secretariat keeps what is said of an organisation."), HOUSE),
    "organisation.can_nominate": Right(
        _l("The secretariat records nominations; a head names contact points and alternates of the own organisation."),
        HEADS,
    ),
    "organisation.can_end": Right(
        _l("The secretariat ends nominations; a head those of the own organisation, among heads only their own."), HEADS
    ),
    "organisation.can_correct": Right(_l("The secretariat corrects nominations and takes them back."), HOUSE),
    "organisation.can_see_nomination": Right(
        _l(
            "A nomination, with its letter and who recorded it, is for the secretariat and the"
            " organisation’s own people."
        ),
        NAMED,
    ),
    "organisation.can_keep_letter": Right(
        _l("The letter is kept by the secretariat and by the head of the organisation."), HEADS
    ),
    "organisation.can_see_addresses": Right(
        _l("E-mail addresses are for the secretariat and for colleagues, the ids of people named now."), NAMED
    ),
    "outbox.can_read": Right(_l("The secretariat reads what left the house."), HOUSE),
    "person.can_have_an_account_page": Right(_l("Anyone signed in looks after their own account."), PEOPLE),
    "person.can_see": Right(
        _l("People are seen by those who are signed in; a closed account by the secretariat, an erased one by nobody."),
        PEOPLE_SOME,
    ),
    "person.can_see_address": Right(
        _l("The person decides who sees their address; colleagues are the ids of those named beside them."), PEOPLE_SOME
    ),
    "person.can_see_phone": Right(
        _l("The person decides who sees their telephone number; colleagues as for the address."), PEOPLE_SOME
    ),
    "person.can_see_photo": Right(
        _l("The person decides who sees their photo; colleagues as for the address."), PEOPLE_SOME
    ),
    "privacy.can_write_notices": Right(_l("The secretariat writes what the house says about personal data."), HOUSE),
    "privacy.can_decide": Right(
        _l("Administrators decide how long things are kept, and about requests to be forgotten."), ADMINISTRATORS
    ),
    "privacy.can_accept": Right(_l("Anyone signed in accepts the notice for themself."), PEOPLE),
    "privacy.can_download": Right(_l("Anyone signed in gets what is held about them."), PEOPLE),
    "privacy.can_ask_to_be_forgotten": Right(_l("Anyone signed in asks for their own account to be erased."), PEOPLE),
    "role.can_enter": Right(
        _l("The secretariat and auditors have a page that leads to what they look after."), ENTERING
    ),
    "role.can_administer": Right(
        _l("Administrators look after people, their roles and their accounts."), ADMINISTRATORS
    ),
    "role.can_look_after": Right(_l("Administrators look after every account."), ADMINISTRATORS),
    "role.can_end": Right(_l("Administrators end the roles that were given."), ADMINISTRATORS),
    "role.can_audit": Right(_l("Administrators and auditors read the audit trail."), AUDITING),
}
#: Every right that a policy speaks of, as “feature.can_do”.
RIGHTS: dict[str, Right] = MEETINGS | HOUSEHOLD
