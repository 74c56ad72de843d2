"""What the documents say is so: settings, commands, addresses, links, layers and tables."""

import os
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from tests.page import heading
from tests.site import Site
from voting.config import PREFIX, ROOT, SETTINGS
from voting.contests.queries import list_contests
from voting.database import Base
from voting.demo.service import ADMIN, FILE, JUROR

README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / "docs" / "operators.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r'\]\((?!https?:|mailto:|#)([^)#\s]+)|(?:src|href)="(?!https?:|#)([^"#]+)"')
HERE = "http://127.0.0.1:8000"


def commands(document: str) -> list[str]:
    """Every line of the code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", document, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_settings_table_is_the_one_in_force() -> None:
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| (.*?) \| (.*?) \|$", README, flags=re.MULTILINE)
    said = [
        (PREFIX + setting.name, f"`{setting.default}`" if setting.default else "empty", setting.meaning)
        for setting in SETTINGS
    ]
    assert rows == said


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_link_leads_to_a_file(path: Path) -> None:
    targets = [text or image for text, image in LINK.findall(path.read_text())]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_commands_of_the_readme_exist(site: Site) -> None:
    words = [line.split() for line in commands(README)]
    assert words == [["./run"], ["./test"], [".venv/bin/flask", "contest", "import", "my-award.yaml"]]
    assert all(os.access(ROOT / name, os.X_OK) for name in ("run", "test"))
    done = site.app.test_cli_runner().invoke(args=["contest", "import", str(FILE)])
    assert done.output == "Imported arets-omfamning 2026 as a draft with 6 nominees.\n"
    with site.app.app_context():
        assert [found.contest.award.slug for found in list_contests()] == ["arets-omfamning"]


def test_invitation_of_the_readme_is_sent(site: Site) -> None:
    (command,) = re.findall(r"`flask (account [^`]+)`", README)
    done = site.app.test_cli_runner().invoke(args=command.split())
    assert done.output == "Invited as admin. The invitation holds for 14 days.\n"


def test_commands_of_the_operators_guide_exist(site: Site) -> None:
    lines = [shlex.split(line)[2:] for line in commands(GUIDE) if line.startswith("vote flask ")]
    assert len(lines) > 40
    for group, name, *words in lines:
        within = site.app.cli.commands[group]
        command = within.commands[name] if isinstance(within, click.Group) else within
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, (group, name)


def test_addresses_of_the_tour_answer(site: Site) -> None:
    site.make_vote()
    paths = list(dict.fromkeys(re.findall(rf"<{HERE}(/[^>]*)>", README)))
    headings = [heading(site.browser().get(path)) for path in paths]
    assert dict(zip(paths, headings, strict=True)) == {
        "/": "Vem ska få Testpriset?",
        "/en/": "Who should receive the Test Award?",
        "/jury/": "Logga in",
        "/admin/": "Logga in",
        "/styleguide": "Stilguide",
    }


def test_people_of_the_tour_are_those_of_the_demo() -> None:
    assert set(re.findall(r"`(\S+@demo\.example)`", README)) == {ADMIN, JUROR, "you@demo.example"}


def test_layers_of_the_architecture_are_those_of_the_contract() -> None:
    (drawn,) = re.findall(r"^```\n(app →.*?)\ninside a package:", ARCHITECTURE, flags=re.DOTALL | re.MULTILINE)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "packages"]
    # The worker and the index of tables stand beside the application; the drawing shows what is in packages.
    known = [set(layer.split(" | ")) - {"worker", "models"} for layer in layers]
    assert [set(layer.split(" | ")) for layer in re.split(r"\s+→ ", drawn)] == [layer for layer in known if layer]


def test_tables_of_the_architecture_are_those_in_the_database() -> None:
    (drawn,) = re.findall(r"^## Data\n(.*?)(?=^## |\Z)", ARCHITECTURE, flags=re.DOTALL | re.MULTILINE)
    named = [
        name for row in re.findall(r"^\| (`.*?) \|", drawn, flags=re.MULTILINE) for name in re.findall(r"\w+", row)
    ]
    assert sorted(named) == sorted(Base.metadata.tables)
