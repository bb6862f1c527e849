"""Large libraries are read when they are first needed, and are then themselves."""

import colorsys
import subprocess
import sys

import pytest

from meetings.core.later import Later

#: What a web server does not need until somebody asks for the one page that does.
HEAVY = (
    *("webauthn", "cryptography", "PIL.Image", "segno", "rapidfuzz", "css_inline", "puremagic"),
    *("docx", "xlsxwriter", "python_calamine", "typst", "obstore"),
)


def test_later_is_the_module() -> None:
    assert Later("colorsys").rgb_to_hls is colorsys.rgb_to_hls


def test_later_knows_no_more_names_than_the_module() -> None:
    with pytest.raises(AttributeError):
        _ = Later("colorsys").nothing_of_that_name


def test_later_reads_nothing_before_it_is_asked() -> None:
    program = (
        "import sys; from meetings.core.later import Later; later = Later('colorsys');"
        " print('colorsys' in sys.modules); later.rgb_to_hls; print('colorsys' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_start_reads_no_heavy_library() -> None:
    program = "import sys; import meetings.application; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())
