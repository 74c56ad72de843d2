"""A rehearsal goes the whole way of a real vote, says what it is, and can be thrown away. Nothing else can."""

import json
import uuid
from pathlib import Path

import pytest

from tests.acts import act, cast, cast_votes
from tests.bundles import bundle_of, key_of, verify
from tests.canvass.reviews import alike, ballots_of, void
from tests.factories import contest_file, contest_yaml, picture
from tests.ledgers import entries_of
from tests.page import main_text
from tests.site import Site, Vote
from tests.tables import contents
from voting.audit.rules import AUDIT_LOG
from voting.contests.rules import Action
from voting.importing import service as importing
from voting.importing.rules import as_rehearsal
from voting.results import service as results
from voting.results.rules import NoRehearsal
from voting.transaction import transaction

AWARD = "testpriset-rehearsal"


def rehearsed(site: Site) -> Vote:
    """A draft, and on from there."""
    file = as_rehearsal(contest_file())
    with site.app.app_context(), transaction():
        pictures = importing.Pictures({entry.slug: picture() for entry in file.nominees})
        contest_id = importing.import_contest(file=file, pictures=pictures, actor=None)
    vote = Vote(contest_id, AWARD, 2026)
    act(site, vote, Action.ANNOUNCE)
    return vote


def discard(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        results.discard(contest_id=vote.id, actor=None)


def test_a_rehearsal_goes_the_whole_way_and_leaves_nothing_but_a_line_in_the_audit_log(
    site: Site, tmp_path: Path
) -> None:
    real = site.make_vote()
    cast_votes(site, real, nominee_1=2)
    before = contents(site)
    keys = {path.name for path in Path(site.environ["VOTING_KEY_DIR"]).glob("contests/*")}

    vote = rehearsed(site)
    assert entries_of(site, vote)[0]["rehearsal"] is True
    cast_votes(site, vote, nominee_2=300)
    tested = alike(site, vote, 2)
    act(site, vote, Action.CLOSE)
    void(site, vote, ballots_of(site, vote, tested))
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    bundle = bundle_of(site, vote, tmp_path)
    assert "REHEARSAL" in verify(bundle, "--key", key_of(site, vote)).stdout
    assert json.loads((bundle / "result.json").read_bytes())["award"] == AWARD

    discard(site, vote)
    after = contents(site)
    for table in after:
        if table not in ("audit_event", "audit_seal", "rate_counter"):
            assert [row for row in after[table] if AUDIT_LOG not in row] == before[table], table
    assert {path.name for path in Path(site.environ["VOTING_KEY_DIR"]).glob("contests/*")} == keys | {
        f"{AUDIT_LOG}.sign"
    }
    assert site.browser().get(vote.path).status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_open_one_can_be_thrown_away_and_rehearsed_again(site: Site) -> None:
    first = rehearsed(site)
    cast(site, first)
    discard(site, first)
    second = rehearsed(site)
    cast_votes(site, second, nominee_1=1)
    assert key_of(site, second)
    assert second.id != first.id


def test_a_real_vote_cannot_be_thrown_away(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=1)
    before = contents(site)
    with pytest.raises(NoRehearsal):
        discard(site, vote)
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_says_what_it_is_and_the_start_page_does_not_lead_there(site: Site) -> None:
    site.make_vote()
    vote = rehearsed(site)
    assert "This is a rehearsal." in main_text(site.browser("en").get(vote.path))
    assert AWARD not in site.browser().get("/").text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_from_the_command_line(site: Site, tmp_path: Path) -> None:
    (tmp_path / "vote.yaml").write_text(contest_yaml().replace("picture.webp", "picture.png"))
    (tmp_path / "picture.png").write_bytes(next(iter(picture().files.values())))
    run = site.app.test_cli_runner()
    made = run.invoke(args=["contest", "import", "--rehearsal", str(tmp_path / "vote.yaml")])
    assert (made.exit_code, AWARD in made.output) == (0, True), made.output
    gone = run.invoke(args=["rehearsal", "discard", AWARD, "2026"])
    assert (gone.exit_code, gone.output) == (0, f"Thrown away: {AWARD} 2026.\n")
    assert run.invoke(args=["rehearsal", "discard", AWARD, "2026"]).exit_code == 1
