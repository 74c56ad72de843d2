"""A tie: nothing is published while the jury has not chosen, two must agree, and no number of votes ever moves."""

import base64
import subprocess
import uuid
from collections import Counter
from functools import partial

import pytest

from tests.acts import act, cast_votes
from tests.concurrency.test_reviewing import at_once
from tests.ledgers import entries_of
from tests.lookups import events_of
from tests.page import main_text, table_on
from tests.site import Site
from tests.tables import contents
from tests.verdicts.acts import ALONE, BOTH, EVA, OLA, REASON, approve, choice, propose, tied
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Action, NotInThisPhase, Phase, Tie
from voting.errors import BadInput
from voting.ledger.queries import iterate_entries
from voting.ledger.tree import Frontier, leaf_hash
from voting.verdicts import rules

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_two_of_the_jury_choose_and_the_votes_stay_as_they_are(site: Site) -> None:
    vote = tied(site)
    with pytest.raises(rules.TieWaits):
        act(site, vote, Action.PUBLISH)
    before = contents(site, but=("tie_choice", "audit_event"))
    number = propose(site, vote)
    with pytest.raises(rules.TieWaits):
        act(site, vote, Action.PUBLISH)
    approve(site, vote, number)
    assert contents(site, but=("tie_choice", "audit_event")) == before
    act(site, vote, Action.PUBLISH)
    told = site.browser("en").get(f"{vote.path}/results.json").json
    assert told["winners"] == ["nominee-2"]
    assert told["tie"] == {
        "rule": "jury",
        "between": ["nominee-1", "nominee-2"],
        "reason": {"sv": REASON.sv, "en": REASON.en},
        "jointly": True,
    }
    assert [(row["rank"], row["votes"]) for row in told["rows"]] == [(1, 2), (1, 2), (3, 1)]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_result_says_who_share_whom_the_jury_chose_and_why(site: Site, lang: str) -> None:
    vote = tied(site)
    propose(site, vote, jury=ALONE)
    act(site, vote, Action.PUBLISH)
    reader = site.browser(lang)
    text = main_text(reader.get(f"{vote.path}/results"))
    name = {"sv": "Nominerad", "en": "Nominee"}[lang]
    assert (
        reader.page.text.count(
            "<title>"
            + said(site, "%(award)s goes to %(name)s", lang)
            % {"award": {"sv": "Testpriset 2026", "en": "The Test Award 2026"}[lang], "name": f"{name} 2"}
        )
        == 1
    )
    for sentence in ("These have most votes, and equally many:", "One person was on the jury and decided it alone."):
        assert said(site, sentence, lang) in text
    assert f"{name} 1, {name} 2." in text
    assert getattr(REASON, lang) in text
    assert [row[0] for row in table_on(reader.page)] == ["1", "1", "3"]


def test_the_lot_is_drawn_from_what_was_public_at_the_close(site: Site) -> None:
    vote = tied(site, Tie.LOT)
    act(site, vote, Action.PUBLISH)
    told = site.browser().get(f"{vote.path}/results.json").json
    kinds = [entry["type"] for entry in entries_of(site, vote)]
    tree = Frontier()
    with site.app.app_context():
        for leaf in list(iterate_entries(vote.id))[: kinds.index("close") + 1]:
            tree.append(leaf_hash(leaf))
    assert told["tie"]["root"] == base64.b64encode(tree.root()).decode()
    lots = {lot.slug: lot.digest for lot in rules.draw(told["tie"]["root"], ["nominee-1", "nominee-2"])}
    assert told["tie"]["lots"] == lots
    assert told["winners"] == [min(lots, key=lots.__getitem__)]
    page = site.browser("en").get(f"{vote.path}/results").text
    command = rules.Draw("nominee-1", "").command(told["tie"]["root"])
    assert lots["nominee-1"] in page
    made = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert made.split()[0] == lots["nominee-1"]


@only_sqlite
def test_a_shared_place_needs_nobody(site: Site) -> None:
    vote = tied(site, Tie.SHARED)
    act(site, vote, Action.PUBLISH)
    told = site.browser().get(f"{vote.path}/results.json").json
    assert (told["winners"], told["tie"]) == (["nominee-1", "nominee-2"], None)


@only_sqlite
@pytest.mark.parametrize("rule", list(Tie))
def test_a_single_winner_is_nobodys_choice(site: Site, rule: Tie) -> None:
    vote = tied(site, rule, certify=False)
    cast_votes(site, vote, nominee_1=1)
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY)
    with pytest.raises(rules.NoTie):
        propose(site, vote)
    act(site, vote, Action.PUBLISH)
    told = site.browser().get(f"{vote.path}/results.json").json
    assert (told["winners"], told["tie"]) == (["nominee-1"], None)


@only_sqlite
def test_nobody_approves_what_they_have_proposed_unless_alone(site: Site) -> None:
    vote = tied(site)
    number = propose(site, vote)
    with pytest.raises(rules.OwnChoice):
        approve(site, vote, number, actor=EVA)
    approve(site, vote, number, actor=EVA, jury=ALONE)  # the other has left the jury
    assert not choice(site, vote).joint


@only_sqlite
def test_a_new_proposal_takes_the_place_of_the_old_one(site: Site) -> None:
    vote = tied(site)
    old = propose(site, vote, "nominee-1")
    new = propose(site, vote, "nominee-2", actor=OLA)
    with pytest.raises(rules.TieProposalGone):
        approve(site, vote, old, actor=EVA)
    approve(site, vote, new, actor=EVA)
    with pytest.raises(rules.TieDecided):
        propose(site, vote, "nominee-1")
    with pytest.raises(rules.TieDecided):
        approve(site, vote, new)
    acts = [event.action for event in events_of(site, vote) if event.action.startswith("tie")]
    assert acts == ["tie proposed", "tie proposed", "tie decided"]


@only_sqlite
@pytest.mark.parametrize("slug", ["nominee-3", "nominee-9", ""])
def test_only_those_with_most_votes_can_be_chosen(site: Site, slug: str) -> None:
    vote = tied(site)
    with pytest.raises(BadInput):
        propose(site, vote, slug)


@only_sqlite
@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSED, Phase.PUBLISHED])
def test_it_is_chosen_after_certifying_and_before_publishing(site: Site, phase: Phase) -> None:
    vote = tied(site, certify=False)
    for action in (Action.CLOSE, Action.CERTIFY):
        if phase is not Phase.OPEN and not (phase is Phase.CLOSED and action is Action.CERTIFY):
            act(site, vote, action)
    if phase is Phase.PUBLISHED:
        propose(site, vote, jury=ALONE)
        act(site, vote, Action.PUBLISH)
    with pytest.raises(NotInThisPhase):
        propose(site, vote)
    with pytest.raises(NotInThisPhase):
        approve(site, vote, uuid.UUID(int=0))


def test_two_who_decide_at_once_decide_once(site: Site) -> None:
    for year in range(2020, 2024):
        vote = tied(site, year=year)
        number = propose(site, vote)
        outcomes = at_once(
            partial(approve, site, vote, number),
            partial(approve, site, vote, number, jury=BOTH | {uuid.UUID(int=13)}, actor=uuid.UUID(int=13)),
            partial(propose, site, vote, "nominee-1", jury=ALONE),
        )
        decided = choice(site, vote)
        assert decided.decided_at
        assert Counter(outcomes)["done"] == 1, outcomes
        assert set(outcomes) <= {"done", "TieDecided"}
        acts = [event.action for event in events_of(site, vote) if event.action == "tie decided"]
        assert len(acts) == 1


def test_publishing_and_choosing_at_once(site: Site) -> None:
    vote = tied(site)
    number = propose(site, vote)
    outcomes = at_once(partial(act, site, vote, Action.PUBLISH), partial(approve, site, vote, number))
    assert outcomes in (["TieWaitsForAJury", "done"], ["done", "done"])
    assert (site.phase(vote) is Phase.PUBLISHED) is (outcomes[0] == "done")


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_admin_is_told_what_publishing_waits_for(site: Site, lang: str) -> None:
    vote = tied(site)
    admin = site.staff(Role.ADMIN, lang)
    assert said(site, rules.TieWaits.message, lang) in main_text(admin.get(f"/admin{vote.path}"))
    assert f"{vote.path}/publish" not in admin.page.text
    admin.get(f"/admin{vote.path}/publish")
    assert said(site, rules.TieWaits.message, lang) in main_text(admin.page)
    word = said(site, "publish", lang)
    sent = admin.post(f"/admin{vote.path}/publish", {"csrf_token": admin.token(), "word": word, "reason": "now"})
    assert sent.status_code == 409
    assert said(site, rules.TieWaits.message, lang) in main_text(sent)
    propose(site, vote, jury=ALONE)
    assert said(site, rules.TieWaits.message, lang) not in main_text(admin.get(f"/admin{vote.path}"))
    assert f"{vote.path}/publish" in admin.page.text


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_missing_of_the_choice_is_said_once_for_each_language(site: Site, lang: str) -> None:
    vote = tied(site)
    juror = site.staff(Role.JUROR, lang)
    juror.get(f"/jury{vote.path}/tie")
    assert juror.submit(nominee="nominee-1", sv="", en=" ").status_code == 422
    in_swedish, in_english = (f"Write the reason in {name}. Everybody will read it." for name in ("Swedish", "English"))
    for message in (in_swedish, in_english):
        assert main_text(juror.page).count(said(site, message, lang)) == 2  # in the summary, and beside its field
    assert juror.submit(nominee="nominee-1", sv="För modet.", en="").status_code == 422
    assert said(site, in_swedish, lang) not in main_text(juror.page)
