"""Names of people whose account was erased."""

from meetings.core import former, text


def test_former_name_is_spoken_in_the_readers_language() -> None:
    name = former.written("Former delegate of Kenya", "Ex-membre de la délégation (Kenya)")
    assert former.spoken(name, "en") == "Former delegate of Kenya"
    assert former.spoken(name, "fr") == "Ex-membre de la délégation (Kenya)"


def test_other_names_stay_as_they_are() -> None:
    assert former.spoken("Wanjiru Kamande", "fr") == "Wanjiru Kamande"
    assert former.spoken("", "fr") == ""


def test_nobody_can_type_the_mark() -> None:
    assert former.MARK not in text.clean(former.written("King", "Roi"))


def test_both_languages_fit_into_the_column() -> None:
    name = former.shortened("x" * 500)
    assert len(former.written(f"Former delegate of {name}", f"Ex-membre de la délégation ({name})")) <= 200
    assert former.shortened("Kenya") == "Kenya"
