"""An admin's way: in by a command, and then by pages alone, from a file to the published result and its record."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.clock import DatabaseClock
from tests.factories import contest_yaml
from tests.page import form_on, heading, main_text, table_on
from tests.site import Browser, Site, Vote
from tests.words import said

VOTE = Vote(None, "testpriset", 2026)
PATH = VOTE.path
WORDS = {
    "announce": {"sv": "utlys", "en": "announce"},
    "withdraw": {"sv": "återkalla", "en": "withdraw"},
    "close": {"sv": "stäng", "en": "close"},
    "certify": {"sv": "fastställ", "en": "certify"},
    "publish": {"sv": "publicera", "en": "publish"},
}


def run(site: Site, *words: str | Path) -> str:
    done = site.app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def invited(site: Site, lang: str) -> Browser:
    """The first admin: invited and told by commands, signed in by a page."""
    assert "admin" in run(site, "account", "invite", "boss@demo.example", "--role", "admin", "--language", lang)
    assert "boss@demo.example  admin (invited)" in run(site, "account", "list")
    assert run(site, "mail", "queue").split() == ["1", "waiting", "0", "sent", "0", "failed"]
    assert run(site, "mail", "deliver") == "1 sent\n"
    assert run(site, "mail", "queue").split() == ["0", "waiting", "1", "sent", "0", "failed"]
    assert "boss@demo.example" in site.browser().get("/demo/outbox").text
    admin = site.voter("boss@demo.example", lang)
    assert "boss@demo.example  admin\n" in run(site, "account", "list")
    return admin


def load(site: Site, folder: Path) -> None:
    with (folder / "picture.webp").open("wb") as out:
        Image.new("RGB", (400, 300), "#336699").save(out, "WEBP")
    text = contest_yaml(opens_at="now + 1 day", closes_at="now + 2 days")
    (folder / "contest.yaml").write_text(text, encoding="utf-8")
    run(site, "contest", "import", folder / "contest.yaml")


def act(admin: Browser, action: str, lang: str) -> None:
    """From the contest's page by its link to the act's page, and through it."""
    admin.get(f"/admin{PATH}")
    assert f'{PATH}/{action}"' in admin.page.text, f"no link to {action}"
    admin.get(f"/admin{PATH}/{action}")
    admin.submit(word=WORDS[action][lang], reason=f"reason to {action}")
    assert admin.page.status_code == 200
    assert admin.page.request.path.endswith(f"/admin{PATH}")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_contest_from_the_file_to_the_published_result(site: Site, tmp_path: Path, lang: str) -> None:
    clock, visitor = DatabaseClock(site), site.browser(lang)
    admin = invited(site, lang)
    load(site, tmp_path)
    assert visitor.get(PATH).status_code == 404

    act(admin, "announce", lang)
    assert visitor.get(PATH).status_code == 200
    act(admin, "withdraw", lang)
    assert visitor.get(PATH).status_code == 404
    act(admin, "announce", lang)
    assert visitor.get(f"{PATH}/ballot").status_code == 409

    clock.move(timedelta(days=1, hours=1))
    admin.get(f"/admin{PATH}/extend")
    shown = datetime.fromisoformat(form_on(admin.page)[1]["closes_at"])
    admin.submit(closes_at=(shown + timedelta(days=1)).isoformat(timespec="minutes"), reason="The storm")
    assert "The storm" in main_text(visitor.get(PATH))

    for at, nominee in enumerate(("nominee-2", "nominee-2", "nominee-3")):
        site.voter(f"voter-{at}@demo.example", lang).vote(VOTE, nominee)
    assert not {"66,7", "66.7%"} & set(main_text(admin.get(f"/admin{PATH}")).split())

    act(admin, "close", lang)
    assert visitor.get(f"{PATH}/ballot").status_code == 409
    act(admin, "certify", lang)
    assert [row[2] for row in table_on(admin.page)] == ["2", "1", "0"]
    assert "<table" not in visitor.get(f"{PATH}/results").text
    act(admin, "publish", lang)
    assert [row[2] for row in table_on(visitor.get(f"{PATH}/results"))] == ["2", "1", "0"]
    assert said(site, "Nothing. The vote is finished.", lang) in main_text(admin.page)

    admin.get("/admin/audit")
    done = ["Result published", "Result certified", "Voting closed", "Closing time moved"]
    done += ["Announced", "Announcement withdrawn", "Announced", "Imported from a file"]
    log = [row for row in table_on(admin.page) if "2026" in row[2]]
    name = {"sv": "Testpriset 2026", "en": "The Test Award 2026"}[lang]
    assert [row[2] for row in log] == [said(site, words, lang) + name for words in done]
    assert [row[1] for row in log] == ["boss@demo.example"] * 7 + [said(site, "the system", lang)]
    assert heading(admin.page) == said(site, "Audit log", lang)
