"""While voting is open, nothing that anybody can ask for tells how the votes are spread."""

import os
from typing import Any

import pytest

from tests.acts import cast
from tests.architecture.routes import addresses
from tests.browser.actors import Voter
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.page import RANDOM
from tests.site import Vote
from voting.accounts.access import PUBLIC, declared_access

PRIVATE = frozenset({"accounts.code"})
LOG = frozenset({"results.log", "results.checkpoint", "results.tile"})  # sealed votes, each under a random name
VOTERS = [os.urandom(32) for _ in range(4)]


@pytest.mark.acceptance(14)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nothing_public_changes_when_votes_move_from_one_nominee_to_another(
    visit: Visit, stage: Demo, photograph: Photograph, lang: str
) -> None:
    vote = stage.site.make_vote(award=f"hemligt-{lang}")
    visitor = visit(Voter, stage, lang=lang)
    visitor.opens(vote.path, "Who should receive the Test Award?")
    visitor.context.request.get(visitor.url("/sign-in"))  # the cookies come now, and not with an answer to be compared
    _vote_for(stage, vote, 1, 1, 1, 2)
    before = _everything_public(visitor, vote)
    _vote_for(stage, vote, 3, 3, 3, 1)
    assert _everything_public(visitor, vote) == before
    assert [before[f"{vote.path}/results.{kind}"][0] for kind in ("csv", "json")] == [404, 404]
    photograph(visitor.page, "open")


def _vote_for(stage: Demo, vote: Vote, *numbers: int) -> None:
    for voter, number in zip(VOTERS, numbers, strict=True):
        cast(stage.site, vote, f"nominee-{number}", pseudonym=voter)


def _everything_public(visitor: Voter, vote: Vote) -> dict[str, tuple[Any, ...]]:
    """Status, headers (an ETag among them) and content of every address that is open to all, but for what is random."""
    found = {}
    for endpoint, path in addresses(visitor.demo.site, vote, "GET"):
        if (
            declared_access(visitor.demo.site.app, endpoint) == PUBLIC
            and endpoint not in PRIVATE | LOG
            and not endpoint.startswith("demo.")
        ):
            answer = visitor.context.request.get(visitor.url(path))
            headers = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
            found[path] = (answer.status, headers, RANDOM.sub("", answer.body().decode(errors="replace")))
    return found
