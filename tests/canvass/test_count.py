"""Voided ballots and the result: left out when it is certified, told in numbers, and accepted by the verifier."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.acts import act
from tests.bundles import bundle_of, verify
from tests.canvass.reviews import ANNA, BERT, REASON, alike, approve, ballots_of, close, propose_back, void, voided
from tests.page import main_text
from tests.site import Site, Vote
from tests.words import said
from voting.ballots.models import Ballot, Signal
from voting.canvass.models import ProposedBallot
from voting.contests.rules import Action
from voting.contests.words import VOID_WORDS
from voting.extensions import db
from voting.results import queries, service
from voting.results.models import Opening
from voting.transaction import transaction


@pytest.fixture
def vote(site: Site) -> Vote:
    """Five votes against three; of the five, three are voided and one of these is restored."""
    vote = site.make_vote(batch="3")
    receipts = alike(site, vote, 5, "nominee-1")
    alike(site, vote, 3, "nominee-2")
    close(site, vote)
    ballots = ballots_of(site, vote, receipts)
    void(site, vote, ballots[:3])
    approve(site, vote, propose_back(site, vote, ballots[:1]))
    return vote


def certify_jointly(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        service.certify(contest_id=vote.id, reason="counted", actor=BERT, proposer=ANNA)


def votes(site: Site, vote: Vote) -> dict[str, int]:
    with site.app.app_context():
        return {row.nominee.slug: row.votes for row in queries.certified_outcome(vote.id).rows}


def test_the_count_moves_when_it_is_certified_and_not_before(site: Site, vote: Vote) -> None:
    with site.app.app_context():
        followed = {row.nominee.slug: row.votes for row in queries.live_outcome(vote.id).rows}
    assert followed == {"nominee-1": 5, "nominee-2": 3, "nominee-3": 0}
    certify_jointly(site, vote)
    assert votes(site, vote) == {"nominee-1": 3, "nominee-2": 3, "nominee-3": 0}


def test_the_bundle_tells_of_the_voided_and_the_verifier_agrees(site: Site, vote: Vote, tmp_path: Path) -> None:
    certify_jointly(site, vote)
    site.work()
    act(site, vote, Action.PUBLISH)
    bundle = bundle_of(site, vote, tmp_path)
    result = json.loads((bundle / "result.json").read_bytes())
    assert (result["counted"], result["voided"], result["superseded"]) == (6, {REASON.value: 2}, 0)
    assert len((bundle / "openings.jsonl").read_text().splitlines()) == 6
    said = verify(bundle).stdout
    assert f"voided    2: {REASON.value}" in said
    assert "void      3 joint, 0 single-handed" in said
    assert "certify   1 joint, 0 single-handed" in said


def test_a_voided_ballot_is_never_opened_and_its_signals_are_gone(site: Site, vote: Vote) -> None:
    certify_jointly(site, vote)
    site.work()
    with site.app.app_context():
        left = [db.session.scalar(select(func.count()).select_from(table)) for table in (Ballot, Signal, Opening)]
        opened = set(db.session.scalars(select(Opening.commitment)))
        proposed = db.session.scalar(select(func.count()).select_from(ProposedBallot))
    assert (left, proposed) == ([0, 0, 6], 0)
    assert opened.isdisjoint(voided(site, vote))
    assert len(voided(site, vote)) == 2


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_everybody_reads_how_many_were_voided_and_why(site: Site, vote: Vote, lang: str) -> None:
    visitor = site.browser(lang)
    reason = said(site, VOID_WORDS[REASON], lang)
    log = main_text(visitor.get(f"{vote.path}/log"))
    assert reason in log
    assert said(site, "Decided by two administrators.", lang) in log
    certify_jointly(site, vote)
    before = main_text(visitor.get(f"{vote.path}/log"))
    assert said(site, "The result was certified.", lang) not in before
    act(site, vote, Action.PUBLISH)
    text = main_text(visitor.get(f"{vote.path}/results"))
    assert reason in text
    assert {"sv": " 2 röster: ", "en": " 2 votes: "}[lang] in text
    assert said(site, "Two administrators have certified the count.", lang) in text
    answer = visitor.client.get(f"{vote.path}/results.json").get_json()
    assert (answer["voided"], answer["certified_jointly"], answer["total"]) == ({REASON.value: 2}, True, 6)
