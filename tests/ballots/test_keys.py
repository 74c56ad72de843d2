"""A contest whose key is missing, damaged, open to others or another one takes no ballots, and never gets a new key."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acts import cast
from tests.page import heading
from tests.site import Site, Vote
from tests.tables import contents
from tests.words import said
from voting.errors import Unavailable

NONCE = "0123456789abcdef" * 2


def missing(path: Path) -> None:
    path.unlink()


def another(path: Path) -> None:
    path.write_bytes(os.urandom(32))


def too_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:31])


def open_to_others(path: Path) -> None:
    path.chmod(0o640)


def key_path(site: Site, vote: Vote) -> Path:
    return Path(site.environ["VOTING_KEY_DIR"]) / "contests" / f"{vote.id}.key"


def key_files(site: Site) -> dict[str, tuple[int, bytes]]:
    folder = Path(site.environ["VOTING_KEY_DIR"])
    return {str(path): (path.stat().st_mode, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("spoil", [missing, another, too_short, open_to_others])
def test_without_its_key_a_contest_takes_no_ballot_and_makes_no_new_key(
    site: Site, spoil: Callable[[Path], None]
) -> None:
    whole, spoilt = site.make_vote(award="another"), site.make_vote()
    cast(site, spoilt)
    voter = site.voter()
    voter.vote(spoilt)
    spoil(key_path(site, spoilt))
    token, before, keys = voter.token(), contents(site), key_files(site)
    right = {"csrf_token": token, "nominee": "nominee-2", "nonce": NONCE}
    for lang in ("sv", "en"):
        prefix = "/en" if lang == "en" else ""
        for answer in (
            voter.client.post(f"{prefix}{spoilt.path}/review", data=right),
            voter.client.get(f"{prefix}{spoilt.path}/ballot"),
            voter.client.get(f"{prefix}{spoilt.path}/receipt"),
        ):
            assert (answer.status_code, heading(answer)) == (503, said(site, Unavailable.title, lang))
    assert (contents(site), key_files(site)) == (before, keys)
    assert voter.vote(whole).status_code == 200


def test_who_is_not_signed_in_can_still_look_around_without_the_key(site: Site) -> None:
    vote = site.make_vote()
    missing(key_path(site, vote))
    for page in (vote.path, f"{vote.path}/ballot", f"{vote.path}/nominees/nominee-1", f"{vote.path}/results"):
        assert site.browser().get(page).status_code == 200


def test_a_key_that_comes_back_is_used_as_if_nothing_had_been(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter()
    voter.vote(vote)
    before = contents(site)["ballot"]
    key = key_path(site, vote).read_bytes()
    missing(key_path(site, vote))
    assert voter.get(f"{vote.path}/receipt").status_code == 503
    key_path(site, vote).write_bytes(key)
    key_path(site, vote).chmod(0o600)
    voter.get(f"{vote.path}/receipt")
    assert heading(voter.page) == said(site, "Thank you for your vote", "sv")
    assert contents(site)["ballot"] == before
