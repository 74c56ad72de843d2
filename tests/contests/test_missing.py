"""What stands in the way of announcing a draft: each thing by itself, named in words, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voting.contests.missing import Draft, Missing, missing_for_announcement
from voting.contests.rules import Voters
from voting.contests.words import MISSING_WORDS
from voting.text import LocalText

OPENS = datetime(2026, 12, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 12, 3, 19, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BOTH = LocalText("ja", "yes")
TEXTS = ("name", "purpose", "criteria", "question", "lead")
WHOLE = Draft(
    texts=dict.fromkeys(TEXTS, BOTH),
    extras={"notice": None, "event": None},
    organiser="Föreningen",
    voters=Voters.ANYONE,
    domains=0,
    invited=0,
    nominees=2,
    opens_at=OPENS,
    closes_at=CLOSES,
    now=OPENS,
)


def lacks(**changes: object) -> list[Missing]:
    return list(missing_for_announcement(replace(WHOLE, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"now": CLOSES - TICK}, []),
        ({"nominees": 1}, [Missing.NOMINEES]),
        ({"nominees": 0}, [Missing.NOMINEES]),
        ({"opens_at": CLOSES, "closes_at": OPENS}, [Missing.ORDER]),
        ({"closes_at": OPENS}, [Missing.ORDER]),
        ({"now": CLOSES}, [Missing.PAST]),
        ({"now": CLOSES, "nominees": 1}, [Missing.NOMINEES, Missing.PAST]),
        ({"organiser": ""}, [Missing.ORGANISER]),
        ({"voters": Voters.DOMAINS}, [Missing.DOMAINS]),
        ({"voters": Voters.DOMAINS, "domains": 1}, []),
        ({"voters": Voters.INVITED, "domains": 1}, [Missing.VOTERS]),
        ({"voters": Voters.INVITED, "invited": 1}, []),
        ({"extras": {"notice": BOTH, "event": BOTH}}, []),
        ({"extras": {"notice": LocalText(), "event": None}}, []),
        ({"extras": {"notice": LocalText("ja"), "event": BOTH}}, [Missing.NOTICE_EN]),
        ({"extras": {"notice": None, "event": LocalText("", "yes")}}, [Missing.EVENT_SV]),
    ],
)
def test_what_stands_in_the_way_of_announcing(changes: dict[str, object], missing: list[Missing]) -> None:
    assert lacks(**changes) == missing


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_asked_for_in_each_language(name: str) -> None:
    for text, langs in ((LocalText("ja"), ["en"]), (LocalText("", "yes"), ["sv"]), (LocalText(), ["sv", "en"])):
        assert lacks(texts={**WHOLE.texts, name: text}) == [Missing(f"{name}-{lang}") for lang in langs]


def test_everything_that_can_be_missing_has_words() -> None:
    assert set(MISSING_WORDS) == set(Missing)
    assert len(set(MISSING_WORDS.values())) == len(Missing)
