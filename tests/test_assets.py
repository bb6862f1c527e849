"""Static files carry their content's hash in their names and are served for a year."""

import gzip
from pathlib import Path

from meetings import assets
from tests.conftest import Browser


def test_build_is_done_once_and_names_follow_the_content(tmp_path: Path) -> None:
    built = assets.build(tmp_path)
    again = assets.build(tmp_path)
    assert built == again
    public = built.names["css/hemicycle.css"]
    sheet = (built.folder / public).read_bytes()
    assert gzip.decompress((built.folder / f"{public}.gz").read_bytes()) == sheet
    font = next(name for key, name in built.names.items() if key.endswith(".woff2"))
    assert font.encode() in sheet


def test_page_names_files_that_are_served_for_a_year(client: Browser) -> None:
    page = client.get("/en/").text
    path = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    answer.close()
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
