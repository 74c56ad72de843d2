"""A reader's way: comes too early, comes back, reads who won, and takes the table home."""

import json

import pytest

from tests.acts import act, cast_votes
from tests.page import heading, parse, table_on
from tests.site import Browser, Site
from tests.words import said
from voting.contests.rules import Action


def links(reader: Browser, part: str) -> list[str]:
    """The addresses with `part` in them that the present page leads to."""
    found = (link.get("href", "") for link in next(parse(reader.page.text).iter("main")).iter("a"))
    return sorted({href for href in found if part in href})


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_reader_comes_back_for_the_result_and_takes_it_home(site: Site, lang: str) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=1, nominee_3=3)
    reader = site.browser(lang)
    for action in (Action.CLOSE, Action.CERTIFY, Action.PUBLISH):
        reader.get(f"{vote.path}/results")
        assert heading(reader.page) == said(site, "The result is not published yet", lang)
        act(site, vote, action)

    reader.get("/")
    assert heading(reader.page) == said(site, "The result is here", lang)
    (to_result,) = links(reader, "/results")
    reader.get(to_result)
    name = {"sv": "Nominerad 3", "en": "Nominee 3"}[lang]
    assert name in heading(reader.page)
    assert table_on(reader.page)[0][1:3] == [name, "3"]

    csv, table, workbook = (reader.get(path) for path in links(reader, "/results."))
    assert csv.text.splitlines()[1].split(";")[1] == name
    assert json.loads(table.text)["winners"] == ["nominee-3"]
    assert workbook.data.startswith(b"PK")
