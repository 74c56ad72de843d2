"""When voting closes, everybody on the staff gets the signed head of the log: it can prove a rewriting."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acts import act, cast_votes, set_contest
from tests.bundles import bundle_of, verify
from tests.lookups import contest_of
from tests.site import Site, Vote
from tests.words import said
from voting.accounts.rules import Role
from voting.admin import service as admin
from voting.contests.rules import Action, Phase
from voting.ledger import notes
from voting.ledger.queries import get_log, last_checkpoint
from voting.transaction import transaction

SUBJECT = "Keep this message: voting in %(award)s has closed"
NAMES = {"sv": "Testpriset 2026", "en": "The Test Award 2026"}


def letters(site: Site, lang: str) -> list[str]:
    subject = said(site, SUBJECT, lang) % {"award": NAMES[lang]}
    outbox = site.browser(lang).get("/demo/outbox").text
    return [part for part in outbox.split("<article")[1:] if subject in part]


def head_of(site: Site, vote: Vote) -> str:
    with site.app.app_context():
        note = last_checkpoint(vote.id) or ""
        assert notes.read_note(note, notes.read_key(get_log(vote.id).verifier_key))
    return note


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_closing_by_hand_sends_the_head_to_all_staff(site: Site, lang: str) -> None:
    site.make_vote(award="another")
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=2)
    admin_browser, _ = site.staff(Role.ADMIN, lang), site.staff(Role.JUROR)
    admin_browser.get(f"/admin{vote.path}/close")
    admin_browser.submit(word=said(site, "close", lang), reason="done")
    site.work()
    found = letters(site, lang)
    assert len(found) == 2
    for line in head_of(site, vote).split("\n"):
        assert all(line in letter for letter in found)
    address = f"{site.app.extensions['voting_settings'].base_url}{'' if lang == 'sv' else '/en'}{vote.path}/log"
    assert all(address in letter for letter in found)


@pytest.mark.parametrize("certify", [False, True])
def test_a_close_by_the_clock_sends_it_once(site: Site, certify: bool) -> None:
    """Also when somebody certifies before the worker has seen the close."""
    vote = site.make_vote()
    site.staff(Role.ADMIN)
    set_contest(site, vote, closes_at=contest_of(site, vote).opens_at + timedelta(seconds=1))
    if certify:
        with site.app.app_context(), transaction():
            admin.certify(contest_id=vote.id, reason="test", actor=uuid.uuid4(), lang="sv")
    for _ in range(3):
        site.work()
    assert len(letters(site, "sv")) == 1


def test_the_message_is_a_receipt_for_the_verifier(site: Site, tmp_path: Path) -> None:
    """The lines as they were mailed, saved as a file, prove that the published log is the same one."""
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3)
    act(site, vote, Action.CLOSE)
    (tmp_path / "head.txt").write_text(head_of(site, vote))
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    verdict = verify(bundle_of(site, vote, tmp_path), "--receipt", str(tmp_path / "head.txt"))
    assert verdict.returncode == 0
    assert site.phase(vote) is Phase.PUBLISHED
