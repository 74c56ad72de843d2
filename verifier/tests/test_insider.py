"""The table of what an insider can hide is what the documentation says."""

import pytest

from verifier.tests.insider import TABLE, UNSEEN, Rewrite, Seen, seen


@pytest.mark.parametrize(("rewrite", "expected"), TABLE.values(), ids=[name.replace(" ", "-") for name in TABLE])
def test_what_an_insider_with_the_key_can_hide(rewrite: Rewrite, expected: Seen) -> None:
    assert seen(rewrite) == expected


def test_the_honest_vote_is_accepted_by_everybody() -> None:
    assert seen(lambda _: None) == UNSEEN
