"""Forms of the house that the test of bad input does not reach, with the tests that do."""

#: Forms that only another state of the house shows; they have tests of their own.
ELSEWHERE = {"access.link", "access.set_up"}
ELSEWHERE |= {f"register_import.{name}" for name in ("apply", "columns", "decide", "drop", "forget", "sheet", "undo")}
ELSEWHERE |= {"privacy.accept", "privacy_mine.withdraw", "privacy_manage.erasure"}
ELSEWHERE |= {"privacy_manage.edit", "privacy_manage.discard", "people.remove_photo"}
ELSEWHERE |= {
    "outbox.release",
    "outbox.retry",
    "outbox.retry_all",
    "outbox.withhold",
    "poll_manage.extend",
    "poll_result.reopen",
    "poll_result.settle",
    "person.end_others",
}
#: Steps of polls in other states: tests/web/test_poll_run.py, test_poll_repeat.py and test_poll_schedule.py.
ELSEWHERE |= {f"poll_run.{name}" for name in ("pause", "release", "resume", "withdraw")}
ELSEWHERE |= {"poll_schedule.edit", "poll_schedule.cancel"}
ELSEWHERE |= {f"poll_repeat.{name}" for name in ("again", "library", "runoff")}
#: Polls about dates: tests/web/test_poll_dates.py.
ELSEWHERE |= {"poll_dates.settle"}
#: A file of polls that was chosen: tests/web/test_poll_import.py.
ELSEWHERE |= {f"poll_import.{name}" for name in ("show", "undo")}
#: Proxies, which a rule and an organisation lead to: tests/web/test_proxy.py.
ELSEWHERE |= {"poll_for.cast", "proxy.decline", "proxy.mine", "proxy.take_back", "proxy_manage.enter"}
#: Ballots that are in, and receipts of sealed polls: tests/web/test_ballot.py.
ELSEWHERE |= {"ballot.lock", "ballot.receipts", "ballot.unlock"}
#: The way out for mail, and refusing mails by link: tests/web/test_delivery.py and test_mails.py.
ELSEWHERE |= {"admin_delivery.server", "refusing.again", "refusing.show"}
#: Buttons of links in mails and of a change under way: tests/web/test_address_change.py.
ELSEWHERE |= {"address.new", "address.old", "address.stop", "address.undo", "address_manage.approve"}
#: Links that serve once: tests/web/test_joining.py.
ELSEWHERE |= {"joining.accept", "joining.confirm"}
#: Codes and passkeys: tests/web/test_confirm.py, test_second_step.py and test_signing_in.py.
ELSEWHERE |= {"confirm.mail", "confirm.show", "second.show", "passkey.options", "passkey.proof_options"}
ELSEWHERE |= {"factor.authenticator_remove", "factor.passkey_options", "factor.passkey_remove", "factor.passkey_show"}
ELSEWHERE |= {"factor.provider_unlink", "security.codes", "security.codes_file", "security.end"}
#: An answer that waits, under a link of somebody's own: tests/web/test_confirmation.py.
ELSEWHERE |= {"confirmation.confirm", "confirmation.show"}
ELSEWHERE |= {f"confirmation_changes.{name}" for name in ("approve", "approve_all", "refuse")}
#: A closed account, a factor that was lost: tests/web/test_admin.py and test_second_step.py.
ELSEWHERE |= {"admin.reopen", "admin_factors.show"}
#: Steps of meetings in other states, and what a chosen day leads to: tests/web/test_steps.py and test_series.py.
ELSEWHERE |= {"meeting_steps.confirm_dates", "meeting_steps.fix_dates", "meeting_steps.open_registration"}
ELSEWHERE |= {"series_plan.new"}
#: A step of the secretariat's own: tests/web/test_console.py.
ELSEWHERE |= {"console.remove", "console.tick"}
#: A mail to many that is there, words of its own: tests/web/test_mailing.py.
ELSEWHERE |= {f"mailing.{name}" for name in ("delete", "duplicate", "edit", "follow", "plan", "send", "stop", "test")}
ELSEWHERE |= {"mailing_words.forget", "mailing_words.forget_series"}
#: What is done with a question that is there: tests/web/test_question.py.
ELSEWHERE |= {f"question.{name}" for name in ("unvote", "vote", "withdraw")}
ELSEWHERE |= {
    f"question_manage.{name}"
    for name in ("answer", "answered_live", "assign", "decline", "hide", "merge", "part", "publish", "reopen", "reword")
}
#: What is done with a request for the floor that is there: tests/web/test_floor.py.
ELSEWHERE |= {f"floor.{name}" for name in ("back", "end", "give", "move", "open_", "withdraw")}
#: A deadline that can be removed: tests/web/test_deadline.py.
ELSEWHERE |= {"deadline.remove"}
#: The word that an address works again, where one is marked: tests/web/test_incoming.py.
ELSEWHERE |= {"incoming.clear", "incoming_hook.receive"}
#: Forms that only a search for somebody leads to: tests/web/test_on_behalf.py.
ELSEWHERE |= {"presenters.index", "registration_on_behalf.new"}
#: Forms that terms of registration, or colleagues, lead to: tests/web/test_registration_terms.py.
ELSEWHERE |= {"registration_colleague.new", "registration_decision.approve", "registration_decision.refuse"}
#: Buttons of a personal link that only some states show: tests/web/test_invitation.py.
ELSEWHERE |= {"place.begin", "place.details", "place.move"}
#: Somebody is replaced, which a place leads to: tests/web/test_substitutes.py.
ELSEWHERE |= {f"place_substitute.{name}" for name in ("end", "show")}
ELSEWHERE |= {f"registration_substitute.{name}" for name in ("end", "mine", "other")}
#: Forms that questions, answers and needs lead to: tests/web/test_registration_details.py.
ELSEWHERE |= {f"registration_questions.{name}" for name in ("again", "delete", "edit", "move", "withdraw")}
ELSEWHERE |= {"registration.details", "registration_needs.file", "registration_needs.index"}
#: What only who has a seat sees: tests/web/test_registration_breakouts.py, test_days.py.
ELSEWHERE |= {
    "place.choose_breakouts",
    "place.choose_days",
    "registration_days.choose",
    "registration_days_of.choose_for",
    "registration_breakouts.choose",
}
#: Letters of invitation, which terms and a place lead to: tests/web/test_visa.py.
ELSEWHERE |= {"visa.show", "visa.take_back", "visa_manage.issue"}
#: A merge that can be undone, a letter that was kept: tests/web/test_merging.py and test_nominations.py.
ELSEWHERE |= {"merging.show", "organisation_nominations.remove_letter"}
#: Lists under way, links in mails, other states: tests/web/test_attendance.py and test_participants.py.
ELSEWHERE |= {"attendance.say", "certificate.withdraw", "list_correction.show", "list_correction_manage.accept"}
ELSEWHERE |= {"list_correction_manage.decline", "participants.withdraw"}
ELSEWHERE |= {f"connection_list.{name}" for name in ("apply", "decide", "drop", "reopen", "rest", "sitting", "undo")}
#: A door that is open, and what its page sends: tests/web/test_door.py.
ELSEWHERE |= {"door.mark", "door.marks"}
