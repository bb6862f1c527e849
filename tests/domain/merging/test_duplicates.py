"""Who is proposed as known twice, why, and how sure one can be."""

import time

import pytest

from meetings.domain.merging.duplicates import Known, Likelihood, Reason, find

KENYA, UGANDA = frozenset({1}), frozenset({2})


def alike(one: tuple, other: tuple):
    """Return what is found of two people: name, address, organisations."""
    found = find([Known(1, *one), Known(2, *other)])
    return (set(found[0].reasons), found[0].likelihood) if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("A B", "w.kamande@x.org"), ("C D", "wkamande@x.org")),
        (("A B", "w.kamande@x.org"), ("C D", "w.kamande+ncp@x.org")),
    ],
)
def test_dots_and_plus_tags_are_nearly_certain(one, other):
    assert alike(one, other) == ({Reason.ADDRESS_ALIKE}, Likelihood.NEARLY_CERTAIN)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Wanjiru Kamande", "Wanjiru Kamande", Reason.SAME_NAME),
        ("Élodie Mbappé", "Elodie MBAPPE", Reason.NAME_ALIKE),
        ("Wanjiru Kamande", "Kamande, Wanjiru", Reason.NAME_ALIKE),
        ("Jean-Luc N’Guessan", "N'Guessan Jean Luc", Reason.NAME_ALIKE),
    ],
)
def test_names_within_an_organisation_are_likely(one, other, reason):
    found = alike((one, "a@x.org", KENYA), (other, "b@x.org", KENYA))
    assert found == ({reason, Reason.SAME_ORGANISATION}, Likelihood.LIKELY)


def test_one_person_whose_name_repeats_itself_is_no_pair():
    assert find([Known(1, "Boutros Boutros Ghali", "b@x.org", KENYA)]) == []
    assert alike(("Mari Mari", "a@x.org", KENYA), ("Mari Mari", "b@x.org", KENYA)) is not None


def test_one_name_in_two_organisations_is_possible():
    found = alike(("Jo Lee", "a@x.org", KENYA), ("Jo Lee", "b@y.org", UGANDA))
    assert found == ({Reason.SAME_NAME, Reason.TWO_ORGANISATIONS}, Likelihood.POSSIBLE)


def test_name_that_many_bear_says_nothing_across_organisations():
    many = [Known(n, "Mohammed Ali", f"m{n}@x.org", frozenset({n})) for n in range(1, 9)]
    assert find(many) == []
    assert len(find([*many, Known(9, "Ali Mohammed", "z@x.org", frozenset({1}))])) == 1


@pytest.mark.parametrize(
    ("one", "other", "orgs", "found"),
    [
        ("w.kamande@customs.go.ke", "wkamande@kra.go.ke", (KENYA, KENYA), True),
        ("w.kamande@kra.go.ke", "w.kamande@mail.kra.go.ke", ((), ()), True),
        ("ncp@kra.go.ke", "ncp@kebs.go.ke", (KENYA, UGANDA), False),
        ("ncp@customs.ke", "ncp@customs.ug", (KENYA, UGANDA), False),
    ],
)
def test_mailbox_in_two_domains_of_one_administration(one, other, orgs, found):
    answer = alike(("A B", one, frozenset(orgs[0])), ("C D", other, frozenset(orgs[1])))
    assert (answer is not None) is found
    assert not found or Reason.DOMAINS_ALIKE in answer[0]


def test_first_letters_count_within_an_organisation_only():
    one, other = ("Wanjiru Kamande", "a@x.org"), ("W. Kamande", "b@x.org")
    assert alike((*one, KENYA), (*other, KENYA)) == ({Reason.INITIALS, Reason.SAME_ORGANISATION}, Likelihood.POSSIBLE)
    assert alike((*one, KENYA), (*other, UGANDA)) is None
    assert alike(("Anne Kamande", "a@x.org", KENYA), (*other, KENYA)) is None


def test_name_and_address_together_are_nearly_certain():
    found = alike(("Jo Lee", "jo@a.x.org", KENYA), ("Lee Jo", "jo@b.x.org", KENYA))
    assert found[1] is Likelihood.NEARLY_CERTAIN


def test_people_who_are_apart_are_not_proposed():
    people = [Known(1, "Jo Lee", "jo@x.org"), Known(2, "Jo Lee", "j.o@x.org")]
    assert find(people)
    assert find(people, apart=frozenset({(1, 2)})) == []


def test_writing_of_other_scripts_and_empty_names_does_no_harm():
    people = [Known(1, "محمد علي", "a@x.org", KENYA), Known(2, "محمد علي", "b@x.org", KENYA), Known(3, "-", "c@x.org")]
    (pair,) = find([*people, Known(4, "…", "d@x.org")])
    assert (pair.one_id, pair.other_id) == (1, 2)


def test_five_thousand_people_take_less_than_a_second():
    people = [
        Known(n, f"Given{n % 700} Family{n % 900}", f"g.f{n}@customs.x{n % 180}.org", frozenset({n % 180}))
        for n in range(5_000)
    ]
    twins = [Known(10_000 + n, f"Family{n} Given{n}", f"gf{n}@customs.x{n % 180}.org") for n in range(100)]
    began = time.process_time()
    found = find([*people, *twins])
    assert time.process_time() - began < 1
    assert sum(pair.other_id >= 10_000 for pair in found) >= 100
