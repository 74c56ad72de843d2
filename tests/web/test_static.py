"""Style sheets, scripts, fonts and drawings: one sheet, packed for who takes it, under a name that is its content."""

import gzip
import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.site import Site
from voting.web import static
from voting.web.headers import FOREVER
from voting.web.static import FOLDER, SHEETS, TYPES, release_of, served

PARTS = {part for parts in SHEETS.values() for part in parts}


@pytest.fixture
def backend() -> str:
    """One is enough: none of these files comes from a database."""
    return "sqlite"


def ask(site: Site, name: str, **headers: str) -> TestResponse:
    path = f"/static/{release_of(served(FOLDER))}/{name}"
    named = {header.replace("_", "-"): value for header, value in headers.items()}
    return site.app.test_client().get(path, headers=named, buffered=True)


@pytest.mark.parametrize("path", ["/privacy", "/", "/sign-in", "/no/such/page"])
def test_a_page_asks_for_one_style_sheet(site: Site, path: str) -> None:
    sheets = re.findall(r'rel="stylesheet" href="/static/[0-9a-f]+/([^"]+)"', site.app.test_client().get(path).text)
    assert sheets == ["css/site.css"]


def test_every_style_sheet_is_joined_and_every_other_file_served_as_it_is() -> None:
    files = served(FOLDER)
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.css")} == PARTS
    assert set(SHEETS) <= set(files)
    assert not PARTS & set(files)
    for name in set(files) - set(SHEETS):
        assert files[name] == (FOLDER / name).read_bytes()
    documents = {"README", "LICENSE", "LICENSE-familjen-grotesk"}
    assert [path for path in FOLDER.rglob("*.*") if path.suffix not in TYPES and path.stem not in documents] == []


def test_the_parts_stand_in_their_order(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.css").write_text(f".{name} {{ color: red; }}")
    sheets = {"one.css": ("b.css", "a.css")}
    assert served(tmp_path, sheets) == {"one.css": b".b { color: red; }\n.a { color: red; }\n"}
    assert release_of(served(tmp_path, sheets)) != release_of(served(tmp_path, {"one.css": ("a.css", "b.css")}))


@pytest.mark.parametrize(
    ("written", "joined"),
    [
        ('url("../../img/mark.svg")', 'url("../img/mark.svg")'),
        ("url(own.svg)", 'url("parts/own.svg")'),
        ("url('#drawn')", "url('#drawn')"),
        ("url(/favicon.svg)", "url(/favicon.svg)"),
    ],
)
def test_an_address_in_a_part_still_leads_to_its_file(tmp_path: Path, written: str, joined: str) -> None:
    (tmp_path / "css" / "parts").mkdir(parents=True)
    (tmp_path / "css" / "parts" / "a.css").write_text(f"a {{ background: {written}; }}")
    sheet = served(tmp_path, {"css/one.css": ("css/parts/a.css",)})["css/one.css"]
    assert sheet.decode() == f"a {{ background: {joined}; }}\n"


def test_every_address_in_the_sheets_leads_to_a_file(site: Site) -> None:
    for sheet in SHEETS:
        text = ask(site, sheet).text
        assert "@import" not in text  # it would have to stand first, and cost another round trip
        assert "@charset" not in text
        for address in re.findall(r'url\("(?!data:)([^"]+)"\)', text):
            found = (FOLDER / sheet).parent / address
            assert found.resolve().is_relative_to(FOLDER), address
            assert ask(site, found.resolve().relative_to(FOLDER).as_posix()).status_code == 200, address


@pytest.mark.parametrize("name", ["css/site.css", "css/staff.css", "js/app.js", "img/icon.svg"])
def test_text_is_packed_for_who_takes_it(site: Site, name: str) -> None:
    plain, packed = ask(site, name), ask(site, name, Accept_Encoding="br, gzip;q=0.5")
    refused = ask(site, name, Accept_Encoding="gzip;q=0, identity")
    assert (packed.headers["Content-Encoding"], packed.headers["Cache-Control"]) == ("gzip", FOREVER)
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert packed.headers["Content-Length"] == str(len(packed.data)) != str(len(plain.data))
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed, refused):
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers


def test_what_is_packed_already_is_left_alone(site: Site) -> None:
    font = ask(site, "fonts/familjen-grotesk-latin-wght.woff2", Accept_Encoding="gzip")
    assert (font.mimetype, font.headers["Cache-Control"]) == ("font/woff2", FOREVER)
    assert "Content-Encoding" not in font.headers
    assert "Vary" not in font.headers
    assert font.data == (FOLDER / "fonts" / "familjen-grotesk-latin-wght.woff2").read_bytes()


def test_all_processes_serve_the_same(site: Site) -> None:
    """Several processes answer one browser: name, bytes and tags come from the contents alone."""
    again = static.StaticFile("css/site.css", served(FOLDER)["css/site.css"], caching=FOREVER)
    answer = ask(site, "css/site.css", Accept_Encoding="gzip")
    assert answer.data == again.packed[0]
    assert answer.headers["ETag"] == again.packed[1]["ETag"]


def test_a_part_of_a_file_is_of_the_plain_one(site: Site) -> None:
    part = ask(site, "css/site.css", Accept_Encoding="gzip", Range="bytes=0-9")
    assert (part.status_code, part.data) == (206, ask(site, "css/site.css").data[:10])
    assert "Content-Encoding" not in part.headers


def test_a_style_sheet_that_is_named_wrongly_is_noticed(site: Site) -> None:
    name = site.app.jinja_env.globals["static"]
    assert callable(name)
    with pytest.raises(KeyError):
        name("css/none.css")


def test_notes_and_licences_are_not_pages_of_the_site(site: Site) -> None:
    assert ask(site, "fonts/README.md").status_code == 404
