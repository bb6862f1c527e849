"""Every address of the site that can be read, taken from its URL map, with something of the demonstration in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.routing import Map, Rule

from tests.journeys.site import Site

ANYBODY, KENYA, SECRETARIAT = "", "ncp.ke@hemicycle.example", "secretariat@hemicycle.example"
NEXT, LAST, WORKSHOP = "ncp-plenary-8", "ncp-plenary-7", "regional-workshop-2"
HELD = "regional-workshop-1"
#: The demonstration begins today.
YEAR = datetime.now(UTC).year
#: Pages that cannot be visited by their address alone; the story looks at each of them.
ELSEWHERE = {
    "access.set_up": "gone for good once there is an administrator",
    **dict.fromkeys(
        (f"register_import.{page}" for page in ("show", "progress", "columns", "undo", "file", "problems")),
        "there only once a file was chosen",
    ),
    **dict.fromkeys(("address.old", "address.new", "address.undo"), "their addresses are in mails"),
    **dict.fromkeys(
        ("confirmation.show", "confirmation.done", "joining.confirm", "joining.accept"),
        "their addresses are in mails; the journey of a campaign looks at them",
    ),
    "confirmation_changes.refuse": "there only while a change waits",
    "address_manage.approve": "there only while a change of address waits",
    **dict.fromkeys(
        ("ballot.receipts", "ballot.receipts_txt"), "there only for sealed polls; the journey of polls looks"
    ),
    "room.board": "the part of a page that renews itself, no page",
    "short.poll": "it only leads elsewhere",
    "poll_for.show": "for whoever holds a proxy; its test and the page of a poll look at the same parts",
    **dict.fromkeys(("sso.start", "sso_back.back"), "there only where a provider of single sign-on is set"),
    **dict.fromkeys(
        ("agenda_proposals.new", "agenda_proposals.edit"),
        "for those who speak for a Member; the journey of an agenda looks at them",
    ),
    "calendar.personal": "its address is secret",
    "attendance_manage.guest": "nobody came to a meeting of the demonstration without being known",
    "connection_list.progress": "for the module that looks again by itself, no page",
    "connection_list.undo": "there only once a list was taken over; the journey of attendance looks at it",
    **dict.fromkeys(
        ("question.board", "floor.listed", "poll_present.part", "poll_result.part"),
        "parts of pages, for the module that renews them",
    ),
    "list_correction.show": "its address is in mails; the journey of attendance looks at it",
    **{
        f"mails.{page}": "its reader's alone; the journey of delivery looks at one"
        for page in ("show", "html", "calendar")
    },
    "refusing.show": "its address is in mails; the journey of delivery looks at it",
    **dict.fromkeys(("poll_import.show", "poll_import.undo"), "there only once a file of polls was chosen"),
    "poll_picture.show": "there only for an option with a picture",
    "people.picture": "there only once somebody has a photo",
    "meeting_steps.fix_dates": "there only while a meeting is postponed; the journey of planning looks at it",
    "privacy.accept": "leads on for who has accepted; the journey of privacy looks at it",
    "privacy_manage.edit": "there only while a notice is written",
    "privacy_manage.erasure": "there only once somebody asked to be forgotten; the journey of privacy looks at it",
    "factor.passkey_show": "there only for somebody who has a passkey",
    "health.door": "leads to the first page",
    "merging.show": "there only once two records were merged",
    **dict.fromkeys(
        ("place.show", "place.details", "place.decline", "place_substitute.show"),
        "their addresses are in mails; the journeys of registering and of substitutes look at them",
    ),
    **dict.fromkeys(
        ("place.choose_breakouts", "place.choose_days"),
        "their addresses are in mails; the same forms stand on pages for who is signed in",
    ),
    "registration_manage.answer_file": "a file, there only once somebody gave one as an answer",
    **dict.fromkeys(("visa.pdf", "visa.docx"), "there only for whose letter is signed"),
    "organisation_nominations.letter": "a file, there only once a letter is stored",
}
#: What else than the usual things to put into an address, and questions to ask.
PREPARED, CLOSED = {"poll_id": "prepared"}, {"poll_id": "closed"}
DATED = {"poll_id": "dated"}
OTHER_THINGS: dict[str, tuple[dict[str, Any], ...]] = {
    "agenda.edit": ({}, {"slug": LAST}),
    "agenda_issue.new": ({}, {"slug": LAST}),
    "agenda_versions.show": ({}, {"slug": LAST}, {"slug": WORKSHOP}),
    "meeting.show": ({}, {"slug": LAST}, {"slug": WORKSHOP}),
    "calendar.month": ({}, {"year": YEAR + 1}, {"year": YEAR + 1, "month": 3, "series": "ncp-plenary"}),
    "calendar.year": ({}, {"year": YEAR + 1}),
    "calendar.times": ({}, {"city": "Asia/Tokyo"}),
    "deadline.edit": ({"kind": "documents"}, {"slug": LAST, "kind": "registration"}),
    "deadline.index": ({}, {"slug": LAST}),
    "floor.index": ({}, {"slug": LAST}),
    "question.index": ({}, {"order": "time"}),
    "console.show": ({}, {"slug": LAST}, {"slug": WORKSHOP}),
    "console.edit": ({"key": "reminder"}, {"key": "own-2"}),
    "programme.index": ({}, {"slug": WORKSHOP}),
    "programme.edit": ({"slug": WORKSHOP, "session_id": "group"},),
    "series_plan.new": ({}, {"on": "2027-09-14"}),
    "meeting_steps.adopt_record": ({"slug": LAST},),
    "record.show": ({}, {"slug": LAST}, {"slug": LAST, "languages": "fr"}),
    "record_manage.edit": ({}, {"slug": LAST}),
    "document_manage.index": ({}, {"slug": LAST}),
    "registration_manage.index": ({}, {"slug": LAST}),
    "registration_breakouts.choose": ({"slug": WORKSHOP},),
    "registration_days.choose": ({"slug": WORKSHOP},),
    "registration_decision.show": ({"registration_id": "requested"},),
    "registration_decision.refuse": ({"registration_id": "requested"},),
    "registration_needs.index": ({}, {"slug": WORKSHOP}),
    "registration_on_behalf.new": ({}, {"q": "ana"}),
    "admin.people": ({}, {"role": "secretariat"}, {"words": "xyzzy"}),
    "admin_rights.person": ({}, {"thing": "meeting:ncp-plenary-8"}, {"thing": "organisation:ke"}),
    "admin_audit.index": ({}, {"thing": "person:999999"}),
    "archive.index": ({}, {"words": "secretariat", "region": "ESA"}, {"words": "xyzzy"}),
    "organisation.index": ({}, {"state": "vacant"}, {"words": "xyzzy"}),
    "outcome.index": ({}, {"state": "all"}, {"overdue": "1"}),
    "parity.show": ({}, {"state": "all"}, {"slug": LAST, "kind": "record", "state": "all"}),
    "poll.show": ({}, PREPARED, CLOSED, DATED),
    "poll.index": ({}, {"slug": LAST}),
    "poll.results": (CLOSED, DATED),
    "poll_dates.settle": (DATED,),
    "poll_present.show": ({}, CLOSED),
    "poll.results_csv": (CLOSED,),
    "poll.results_xlsx": (CLOSED,),
    **{f"poll_files.results_{ending}": (CLOSED,) for ending in ("docx", "pdf", "png", "svg")},
    "poll_manage.edit": (PREPARED,),
    "poll_manage.open": (PREPARED,),
    "poll_manage.discard": (PREPARED,),
    "poll_schedule.edit": (PREPARED,),
    "poll_manage.new": ({}, {"preset": "yes-no"}, {"preset": "dates"}),
    "organisation_representation.meeting": ({"slug": LAST},),
    "record.docx": ({"slug": LAST},),
    "attendance.mine": ({}, {"slug": LAST}),
    "attendance_manage.index": ({}, {"slug": LAST}, {"slug": LAST, "known": "absent"}),
    "attendance_manage.person": ({"slug": LAST},),
    **{f"connection_list.{page}": ({"slug": HELD},) for page in ("show", "file")},
    "connection_list.index": ({}, {"slug": HELD}),
    "certificate.index": ({}, {"slug": LAST}),
    "door.index": ({}, {"q": "kenya"}, {"slug": LAST, "q": "xyzzy"}),
    "door.listed": ({"session": "session_id"},),
    "list_correction_manage.index": ({}, {"slug": LAST}),
    "participants.index": ({}, {"slug": LAST}, {"slug": LAST, "stage": "provisional"}),
    "participants.publish": ({}, {"slug": LAST, "stage": "provisional"}),
    **{f"participants.{ending}": ({"slug": LAST},) for ending in ("docx", "pdf", "xlsx")},
    "verify.show": ({"code": "certificate"},),
    "outbox.index": ({}, {"state": "kept", "words": "an"}, {"words": "xyzzy"}),
    "joining_manage.decide": ({"request_id": "asked"},),
}
#: One thing of each sort; those of a meeting belong to the next plenary where it has them.
THINGS = {
    "item_id": "SELECT min(id) FROM agenda_item WHERE meeting_id = :next",
    "document_id": "SELECT min(document_id) FROM document_version v JOIN document d ON d.id = v.document_id"
    " WHERE meeting_id = :next",
    "version_id": "SELECT min(v.id) FROM document_version v JOIN document d ON d.id = v.document_id"
    " WHERE meeting_id = :next",
    "filename": "SELECT filename FROM document_version v JOIN document d ON d.id = v.document_id"
    " WHERE meeting_id = :next ORDER BY v.id LIMIT 1",
    "paragraph_id": "SELECT min(p.id) FROM paragraph p JOIN record r ON r.id = p.record_id WHERE meeting_id = :next",
    "decision_id": "SELECT min(id) FROM decision WHERE meeting_id = :last",
    "action_id": "SELECT min(id) FROM action WHERE meeting_id = :last",
    "poll_id": "SELECT min(id) FROM poll WHERE state = 'open'",
    "prepared": "SELECT min(id) FROM poll WHERE state = 'prepared'",
    "closed": "SELECT max(id) FROM poll WHERE state = 'closed' AND kind <> 'dates'",
    "dated": "SELECT max(id) FROM poll WHERE kind = 'dates'",
    "option_id": "SELECT max(option_id) FROM poll_date",
    "kind_id": "SELECT min(id) FROM organisation_kind",
    "region_id": "SELECT min(id) FROM region",
    "nomination_id": "SELECT min(n.id) FROM nomination n JOIN organisation o ON o.id = n.organisation_id"
    " WHERE o.code = 'KE'",
    "one_id": "SELECT id FROM person WHERE email = 'ncp2.ci@hemicycle.example'",
    "other_id": "SELECT id FROM person WHERE email LIKE 'ncp2.ci+%'",
    "person_id": "SELECT id FROM person WHERE email = 'ncp.ke@hemicycle.example'",
    "version_number": "SELECT max(version) FROM privacy_notice WHERE published_at IS NOT NULL",
    "number": "SELECT min(id) FROM mail WHERE calendar IS NOT NULL AND kind = 'registration.moved'",
    "campaign_id": "SELECT min(id) FROM campaign",
    "grant_id": "SELECT min(id) FROM role_grant WHERE ended_at IS NULL",
    "file_id": "SELECT min(f.id) FROM translation_file f WHERE meeting_id = :next",
    "registration_id": "SELECT min(id) FROM registration WHERE meeting_id = :next AND place = 'confirmed'",
    "requested": "SELECT min(id) FROM registration WHERE meeting_id = :next AND place = 'requested'",
    "question_id": "SELECT min(id) FROM registration_question WHERE meeting_id = :next",
    "letter_id": "SELECT min(id) FROM invitation_letter WHERE meeting_id = :next AND issued_at IS NOT NULL",
    "session_id": "SELECT min(id) FROM session WHERE meeting_id = :next",
    "group": "SELECT min(id) FROM session WHERE parent_id IS NOT NULL",
    "proposal_id": "SELECT min(id) FROM agenda_proposal WHERE meeting_id = :next AND state = 'waiting'",
    "list_id": "SELECT max(id) FROM connection_list",
    "certificate_id": "SELECT min(c.id) FROM certificate c JOIN person p ON p.id = c.person_id"
    " WHERE p.email = 'ncp.ke@hemicycle.example'",
    "mailing_id": "SELECT min(id) FROM mailing WHERE meeting_id = :next AND state IN ('draft', 'planned')",
    "certificate": "SELECT min(code) FROM certificate",
    "asked_id": "SELECT min(id) FROM question WHERE meeting_id = :next AND state = 'open'",
    "asked": "SELECT min(id) FROM access_request WHERE state = 'waiting'",
}


@dataclass(frozen=True)
class Stop:
    """One address of the tour."""

    endpoint: str
    path: str
    is_page: bool


def things(site: Site) -> dict[str, Any]:
    """Return what stands in addresses: one thing of each sort that *site* holds."""
    number = (
        "(SELECT m.id FROM meeting m JOIN series s ON s.id = m.series_id WHERE s.slug = 'ncp-plenary' AND number = "
    )
    statements = {
        name: statement.replace(":next", f"{number}8)").replace(":last", f"{number}7)")
        for name, statement in THINGS.items()
    }
    found = {name: site.value(statement) for name, statement in statements.items()}
    missing = [name for name, value in found.items() if value is None]
    assert not missing, f"the demonstration holds nothing for {missing}"
    return {
        **found,
        "slug": NEXT,
        "series_slug": "ncp-plenary",
        "code": "ke",
        "token": "a-token-of-nobody",
        "year": YEAR,
        "month": 1,
        "mail_kind": "reminder",
    }


def stops(url_map: Map, site: Site, language: str) -> list[Stop]:
    """Return every address that can be read, in *language*; one that nothing fits fails."""
    known, adapter = things(site), url_map.bind("localhost")
    found = []
    for rule in _readable(url_map):
        for asked in OTHER_THINGS.get(rule.endpoint, ({},)):
            wanted = {key: known.get(value, value) for key, value in asked.items()}
            values = {name: known[name] for name in rule.arguments - {"lang"} - set(wanted)} | wanted
            path = adapter.build(rule.endpoint, values | ({"lang": language} if "lang" in rule.arguments else {}))
            found.append(Stop(rule.endpoint, path, _is_page(rule)))
    return found


def _readable(url_map: Map) -> Iterator[Rule]:
    for rule in sorted(url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and rule.endpoint not in ELSEWHERE:
            yield rule


def _is_page(rule: Rule) -> bool:
    """Say whether *rule* leads to a page, and not to a file or to figures for machines."""
    return rule.rule.endswith("/")
