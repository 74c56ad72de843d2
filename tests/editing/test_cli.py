"""The commands do what the pages do, and tell programs and shells how it went."""

import json

import pytest

from tests.site import Site
from tests.tables import contents
from voting.contests.rules import Phase

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def run(site: Site, *args: str) -> tuple[int, str]:
    done = site.app.test_cli_runner().invoke(args=list(args))
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_an_award_and_its_years_are_made_shown_and_edited(site: Site) -> None:
    made = run(site, "award", "new", "arets-pris", "name.sv=Årets pris", "name.en=Award", "--json")
    assert made == (0, '{"award": "arets-pris"}\n')
    assert run(site, "award", "edit", "arets-pris", "organiser=Föreningen")[0] == 0
    shown = json.loads(run(site, "award", "show", "arets-pris", "--json")[1])
    assert (shown["name.sv"], shown["name.en"], shown["organiser"]) == ("Årets pris", "Award", "Föreningen")
    dates = ("opens_at=2027-05-03 08:00", "closes_at=2027-05-14 20:00")
    assert run(site, "contest", "new", "arets-pris", "2027", "question.sv=Vem 2027?", *dates)[0] == 0
    assert run(site, "contest", "edit", "arets-pris", "2027", "voters=domains", "voter_domains=demo.example")[0] == 0
    assert run(site, "contest", "copy", "arets-pris", "2027", "2028")[0] == 0
    copied = json.loads(run(site, "contest", "show", "arets-pris", "2028", "--json")[1])
    assert (copied["question.sv"], copied["voter_domains"], copied["opens_at"]) == (
        "Vem 2028?",
        ["demo.example"],
        "2028-05-01T06:00:00+00:00",
    )
    assert "There must be at least two nominees." in copied["missing"]
    assert json.loads(run(site, "award", "list", "--json")[1])[0]["years"] == [2028, 2027]


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["award", "new", "admin", "name.sv=A"], 1, "slug: The site itself uses that address."),
        (["award", "new", "a-rehearsal", "name.sv=A"], 1, "slug: Addresses that end in -rehearsal are for rehearsals."),
        (["award", "new", "testpriset", "name.sv=A"], 1, "slug: Another award has that address"),
        (["award", "new", "nytt"], 1, "name.sv: Write the award's name"),
        (["award", "new"], 2, "Missing argument"),
        (["award", "show", "inget"], 1, "There is no award inget. Write one that `flask award list` shows."),
        (["award", "edit", "inget"], 1, "There is no award inget."),
        (["contest", "new", "inget", "2026"], 1, "There is no award inget."),
        (["contest", "new", "testpriset", "1999"], 1, "year: Write a year from "),
        (
            ["contest", "show", "inget", "2026"],
            1,
            "There is no contest inget 2026. Write one that `flask contest list`",
        ),
        (["contest", "show", "testpriset", "2031"], 1, "There is no contest testpriset 2031."),
        (["contest", "copy", "testpriset", "2031", "2032"], 1, "There is no contest testpriset 2031."),
        (
            ["nominee", "edit", "testpriset", "2026", "ingen", "place=x"],
            1,
            "There is no nominee ingen in that contest.",
        ),
        (["nominee", "move", "testpriset", "2026", "ingen", "1"], 1, "There is no nominee ingen in that contest."),
        (["award", "edit", "testpriset", "slug=annan"], 2, "slug is not a field here"),
        (["contest", "new", "testpriset", "2026"], 1, "year: This award has a vote for that year"),
        (["contest", "new", "testpriset", "99999"], 1, "year: Write a year from "),
        (["contest", "new", "testpriset", "soon"], 2, "is not a valid integer"),
        (["contest", "copy", "testpriset", "1999", "2027"], 1, "Error"),
        (["contest", "edit", "testpriset", "2026", "batch=0"], 1, "batch: Write a whole number from 1 to 100."),
        (["contest", "edit", "testpriset", "2026", "opens_at=2027-03-28 02:30"], 1, "opens_at: That time does not"),
        (["contest", "edit", "testpriset", "2026", "closes_at=2020-01-01 08:00"], 1, "closes_at: Voting must close"),
        (["contest", "edit", "testpriset", "2026", "batch"], 2, "Write FIELD=VALUE"),
        (["contest", "edit", "testpriset", "2026", "state=open"], 2, "state is not a field here"),
    ],
)
def test_a_refusal_names_the_field_and_stores_nothing(site: Site, args: list[str], status: int, says: str) -> None:
    site.make_vote(Phase.DRAFT)
    before = contents(site)
    code, told = run(site, *args)
    assert (code, says in told) == (status, True), told
    assert contents(site) == before


def test_an_announced_text_is_corrected_with_a_reason(site: Site) -> None:
    site.make_vote(Phase.OPEN)
    refused = run(site, "contest", "edit", "testpriset", "2026", "lead.sv=Ny")
    assert (refused[0], refused[1].startswith("Error: reason: The vote has been announced.")) == (1, True)
    assert run(site, "contest", "edit", "testpriset", "2026", "batch=5", "--reason", "x")[0] == 2
    assert run(site, "contest", "edit", "testpriset", "2026", "lead.sv=Ny", "--reason", "A typo")[0] == 0
    assert json.loads(run(site, "contest", "show", "testpriset", "2026", "--json")[1])["lead.sv"] == "Ny"


@pytest.mark.parametrize("command", ["award new", "award edit", "contest new", "contest copy", "contest edit"])
def test_the_help_says_how(site: Site, command: str) -> None:
    code, told = run(site, *command.split(), "--help")
    assert (code, "FIELD" in told) == (0, True)
