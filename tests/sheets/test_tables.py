"""Nominees go out as a table and come in again: exactly, whatever wrote the file, and never half."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import update

from tests.nominating.forms import post_file
from tests.page import main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominating.queries import told_of
from voting.nominating.rules import Told
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.sheets import queries, rules
from voting.sheets.rules import BadTable
from voting.text import LocalText
from voting.transaction import transaction

TABLE = "/admin/testpriset/2026/nominee-table"
STORE = TABLE + "/store"
HEAD = "adress;namn svenska;namn engelska;rad svenska"
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NASTY = [
    "=1+1",
    "'=1+1",
    "+46",
    "-1",
    "@x",
    "''",
    "'hej",
    "a;b",
    'citat "x"',
    "rad 1\nrad 2",
    "å|ä\\ö",
    "🎉",
    "x\u2028y",
]


@pytest.fixture
def draft(site: Site) -> Vote:
    site.make_vote(award="annat-pris")
    return site.make_vote(Phase.DRAFT)


@pytest.fixture
def admin(site: Site, draft: Vote) -> Browser:
    return site.staff(Role.ADMIN, "sv")


def told(site: Site, vote: Vote) -> dict[str, Told]:
    with site.app.app_context():
        found = {nominee.slug: told_of(nominee) for nominee in list_nominees(vote.id)}
        db.session.remove()
        return found


def give(site: Site, admin: Browser, content: bytes | str) -> int:
    raw = content if isinstance(content, bytes) else content.encode()
    token = admin.token()
    return post_file(admin, TABLE, {"csrf_token": token, "table": (raw, "tabell.csv")})


def store(admin: Browser) -> int:
    """Press the button of the preview."""
    return admin.submit(STORE, follow=False).status_code


def run(site: Site, *words: Any) -> Result:
    return site.app.test_cli_runner().invoke(args=["nominee", *map(str, words)])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_table_that_went_out_comes_in_as_the_same(site: Site, draft: Vote, admin: Browser, lang: str) -> None:
    with site.app.app_context(), transaction():
        for number, nasty in enumerate(NASTY):
            people = [{"name": nasty, "role": {"sv": nasty, "en": nasty}}]
            texts = {"line": LocalText(nasty, "x"), "text": LocalText("", nasty), "name": LocalText(nasty, nasty)}
            row = Nominee(contest_id=draft.id, slug=f"nasty-{number}", kind="group", people_data=people, invented=False)
            row.place, row.organisation, row.position = nasty, "", number + 3
            row.citation = row.alt = LocalText("a", "b")
            for name, text in texts.items():
                setattr(row, name, text)
            db.session.add(row)
    before = told(site, draft)
    prefix = "/en" if lang == "en" else ""
    raw = admin.client.get(f"{prefix}/admin/testpriset/2026/nominees.csv").data
    assert raw.startswith(b"\xef\xbb\xbf" + (b"address;" if lang == "en" else b"adress;"))
    assert b"\r\n" in raw
    assert b";=1+1" not in raw
    with site.app.app_context():
        plan = queries.read(queries.decode(raw), draft.id)
        assert (plan.added, plan.changed, len(plan.unchanged)) == ([], [], len(before))
        with transaction():
            db.session.execute(update(Nominee).where(Nominee.contest_id == draft.id).values(place="", people_data=[]))
    assert give(site, admin, raw) == 200
    assert store(admin) == 303
    assert told(site, draft) == before


def test_nothing_is_stored_before_the_preview_is_agreed_to(site: Site, draft: Vote, admin: Browser) -> None:
    before = contents(site)
    text = f"{HEAD}\nnominee-1;Nominerad 1;Nominee 1;Ny rad\n;Åsa Öst;;=1+1\nnominee-2;Nominerad 2;Nominee 2;Rad 2\n"
    assert give(site, admin, text) == 200
    page = main_text(admin.page)
    assert "1 ny, 1 ändrad, 1 oförändrad." in page
    assert "asa-ost" in page
    assert "De förblir som de är: Nominerad 3." in page
    assert contents(site) == before
    assert store(admin) == 303
    after = told(site, draft)
    assert list(after) == ["nominee-1", "nominee-2", "nominee-3", "asa-ost"]
    assert after["nominee-1"].line == LocalText("Ny rad", "Line 1")
    assert after["asa-ost"].line.sv == "=1+1"
    assert give(site, admin, text) == 200
    assert "0 nya, 0 ändrade, 3 oförändrade." in main_text(admin.page)


def test_a_preview_that_is_no_longer_true_is_shown_again(site: Site, draft: Vote, admin: Browser) -> None:
    assert give(site, admin, f"{HEAD}\nnominee-1;A;B;C\n") == 200
    form = admin.page
    with site.app.app_context(), transaction():
        db.session.execute(update(Nominee).where(Nominee.contest_id == draft.id).values(place="Annanstans"))
    before = contents(site)
    admin.page = form
    assert store(admin) == 409
    assert "Någon annan har ändrat de nominerade" in main_text(admin.page)
    assert contents(site) == before
    assert store(admin) == 303
    assert told(site, draft)["nominee-1"].name == LocalText("A", "B")


@only_sqlite
@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffadress,namn svenska\nnominee-1,Å".encode(),
        "Adress\tNamn (svenska)\r\nnominee-1\tÅ".encode("utf-16"),
        "ADDRESS;name_swedish\rnominee-1;Å\r".encode("cp1252"),
        'address;"name, Swedish"\n\n;\n"nominee-1";"Å"\n'.encode(),
    ],
)
def test_what_spreadsheets_write_is_recognised(site: Site, draft: Vote, raw: bytes) -> None:
    with site.app.app_context():
        (row,) = queries.read(queries.decode(raw), draft.id).rows
        assert (row.slug, row.changed) == ("nominee-1", {"name.sv": ("Nominerad 1", "Å")})


@only_sqlite
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 a spreadsheet", "Filen är inte text."),
        (b"\x81\x8d\x00", "Filen är inte text."),
        (b"x" * (4 * 1024 * 1024 + 1), "Filen är större än 4 MB."),
        ("namn svenska;ålder\nAda;7", "Rad 1: Det finns ingen kolumn som heter ”ålder”"),
        ("namn svenska;name Swedish\nAda;7", "Kolumnen ”namn svenska” finns två gånger."),
        ("plats\nLund", "Kolumnen ”namn svenska” saknas"),
        ("", "Kolumnen ”namn svenska” saknas"),
        (HEAD, "Det finns ingen i tabellen."),
        (f"{HEAD}\nnominee-1;A;B;C;D", "Rad 2 (A): raden har fler celler än det finns kolumner."),
        (f"{HEAD}\n\nInte Bra;A;B;C", "Rad 3 (A): adressen ”Inte Bra”"),
        (f"{HEAD}\nx;A;B;C\nx;A;B;C", "Rad 3 (A): adressen ”x” finns också på en tidigare rad."),
        (f"{HEAD}\nx;A;B;{'z' * 121}", "Rad 2 (A): rad svenska: den är 121 tecken lång; högst 120 får plats."),
        (f"{HEAD}\nx;;;C", "Rad 2: namn svenska: det finns inget namn"),
        (f"{HEAD}\nx;A\x07;B;C", "tecken som inte kan sparas"),
        ("adress;typ\nnominee-1;robot", "Rad 2 (Nominerad 1): det finns ingen typ som heter ”robot”."),
        ("adress;personer\nnominee-1;Ada | lärare", "Rad 2 (Nominerad 1): personerna går inte att läsa"),
        (HEAD + "\n" + "".join(f"n-{number};A;B;C\n" for number in range(10_000)), "fler än 500 rader"),
    ],
)
def test_a_mistake_is_named_with_its_row_and_nothing_is_stored(
    site: Site, draft: Vote, admin: Browser, content: bytes | str, says: str
) -> None:
    before = contents(site)
    assert give(site, admin, content) == 422
    assert says in main_text(admin.page)
    assert "<title>Fel: " in admin.page.text
    assert admin.page.text.count('class="ds-error-summary"') == 1
    assert contents(site) == before


@only_sqlite
def test_every_mistake_is_told_at_once(site: Site, draft: Vote) -> None:
    with site.app.app_context(), pytest.raises(BadTable) as refused:
        queries.read(f"{HEAD}\nA B;x;y;z\n;;;\nok;;;z\nlong;a;b;{'x' * 200}", draft.id)
    assert [row for row, *_ in refused.value.problems] == [2, 4, 5]


@only_sqlite
def test_an_announced_vote_takes_no_table(site: Site) -> None:
    site.make_vote()
    admin = site.staff(Role.ADMIN, "sv")
    token = admin.token()
    before = contents(site)
    for path, fields in ((TABLE, {"table": (BytesIO(HEAD.encode()), "t.csv")}), (STORE, {"text": HEAD + "\nx;a;b;c"})):
        assert admin.post(path, {"csrf_token": token} | fields).status_code == 409
    assert contents(site) == before
    assert admin.client.get("/admin/testpriset/2026/nominees.csv").status_code == 200


@only_sqlite
def test_a_formula_is_guarded_and_taken_back(site: Site) -> None:
    for text in NASTY:
        guarded = rules.guard(text)
        assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert rules.unguard(guarded) == text


@only_sqlite
def test_the_command_line_does_the_same(site: Site, draft: Vote, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    assert run(site, "export", "testpriset", 2026, file).exit_code == 0
    before = contents(site)
    assert run(site, "import", "testpriset", 2026, file).output.splitlines()[2:4] == [
        "unchanged: nominee-1, nominee-2, nominee-3",
        "left: –",
    ]
    file.write_text(f"{HEAD}\n;Ny;New;Rad\n", encoding="cp1252")
    assert json.loads(run(site, "import", "testpriset", 2026, file, "--json").output) == {
        "stored": False, "added": ["ny"], "changed": [], "unchanged": [],
        "left": ["nominee-1", "nominee-2", "nominee-3"],
    }  # fmt: skip
    assert contents(site) == before
    assert run(site, "import", "testpriset", 2026, file, "--yes").exit_code == 0
    assert run(site, "edit", "testpriset", 2026, "ny", "place=Lund", "slug=nyast").output == "nyast\n"
    assert run(site, "move", "testpriset", 2026, "nyast", 1).output == "nyast has place 1.\n"
    assert run(site, "add", "testpriset", 2026, "name.sv=Bo", "people=Ada | a | b").output == "bo\n"
    assert run(site, "withdraw", "testpriset", 2026, "nominee-2", "--reason", "nej").exit_code == 0
    listed = json.loads(run(site, "list", "testpriset", 2026, "--json").output)
    assert [row["slug"] for row in listed] == ["nyast", "nominee-1", "nominee-3", "bo"]
    assert listed[0]["missing"][0] == "the line in English"
    for words, code in (
        (("add", "testpriset", 2026, "nonsense=1"), 2),
        (("add", "testpriset", 2026, "name.sv=" + "x" * 121), 1),
        (("add", "testpriset", 2026, "name.sv=A", "slug=Å"), 1),
        (("edit", "testpriset", 2026, "stranger"), 1),
        (("list", "testpriset", 2030), 1),
        (("withdraw", "testpriset", 2026, "bo"), 2),
    ):
        assert run(site, *words).exit_code == code, words
    file.write_text("namn svenska;x\nAda;1")
    result = run(site, "import", "testpriset", 2026, file, "--yes")
    assert (result.exit_code, result.output) == (
        1,
        "Error: row 1: There is no column called “x” in a table of nominees.\n",
    )
