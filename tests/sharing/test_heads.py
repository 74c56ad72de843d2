"""What the pages' heads tell search engines and those who show shared addresses."""

import json
from datetime import UTC, datetime

import pytest

from tests.acts import cast_votes, set_contest
from tests.factories import CEREMONY
from tests.page import heading
from tests.sharing.heads import alternates, canonical, data, graph, head_of, links, meta
from tests.site import Site
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.text import LocalText
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
HERE = "http://127.0.0.1:8000"
LANGUAGES = pytest.mark.parametrize("lang", ["sv", "en"])
PREFIX = {"sv": "", "en": "/en"}


@LANGUAGES
def test_a_page_has_one_address_in_each_language(site: Site, lang: str) -> None:
    vote = site.make_vote(Phase.PUBLISHED)
    site.make_vote(year=2025)
    site.make_vote(award="another")
    for path in ("/", vote.path, f"{vote.path}/nominees/nominee-1", f"{vote.path}/results", "/how-we-count"):
        page = site.browser(lang).get(f"{path}?utm_source=a&fbclid=b")
        assert canonical(page) == HERE + (f"{PREFIX[lang]}{path}" if path != "/" else f"{PREFIX[lang]}/")
        both = {"sv": HERE + path, "en": f"{HERE}/en{path}"}
        assert alternates(page) == both | {"x-default": both["sv"]}


@LANGUAGES
def test_the_only_contest_has_its_own_address_on_the_start_page_too(site: Site, lang: str) -> None:
    vote = site.make_vote()
    start, page = site.browser(lang).get("/"), site.browser(lang).get(vote.path)
    assert canonical(start) == canonical(page) == f"{HERE}{PREFIX[lang]}{vote.path}"
    assert graph(start) == graph(page)


@LANGUAGES
def test_a_shared_address_shows_a_title_a_text_and_a_picture(site: Site, lang: str) -> None:
    vote = site.make_vote()
    told = graph(site.browser(lang).get(vote.path))
    question = {"sv": "Vem ska få Testpriset?", "en": "Who should receive the Test Award?"}[lang]
    assert told["og:title"] == question
    assert told["og:description"] == {"sv": "Rösta på den du vill", "en": "Vote for whom you like"}[lang]
    assert told["og:locale"] == {"sv": "sv_SE", "en": "en_GB"}[lang]
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert question in told["og:image:alt"]
    nominee = graph(site.browser(lang).get(f"{vote.path}/nominees/nominee-1"))
    nominated = {"sv": "Nominerad till Testpriset 2026", "en": "Nominated for The Test Award 2026"}[lang]
    name = {"sv": "Nominerad 1", "en": "Nominee 1"}[lang]
    assert nominee["og:title"] == f"{name} – {nominated}"
    assert nominee["og:description"] == {"sv": "Rad 1", "en": "Line 1"}[lang]
    assert {"sv": "Bild 1", "en": "Picture 1"}[lang] in nominee["og:image:alt"]


def test_every_public_page_can_be_shared(site: Site) -> None:
    vote = site.make_vote(Phase.PUBLISHED)
    site.make_vote(year=2025)
    site.make_vote(award="another")
    for path in ("/", vote.path, f"{vote.path}/nominees/nominee-1", f"{vote.path}/results", "/how-we-count"):
        page = site.browser().get(path)
        told = graph(page)
        assert told["og:url"] == canonical(page)
        assert told["og:title"]
        assert told["og:image"].startswith(f"{HERE}/")
        assert meta(page, "twitter:card") == ["summary_large_image"]
        assert meta(page, "robots") == []
        picture = site.browser().client.get(told["og:image"].removeprefix(HERE))
        assert (picture.status_code, picture.mimetype) == (200, "image/jpeg"), path


def test_pages_that_nobody_shall_find_say_so_and_nothing_else(site: Site) -> None:
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN)
    pages = [admin.get("/admin"), admin.get(f"{vote.path}/ballot"), admin.get("/account"), admin.get("/no/such/page")]
    rehearsal = site.make_vote(year=2025)
    set_contest(site, rehearsal, rehearsal=True)
    pages += [
        admin.get(f"{rehearsal.path}{part}") for part in ("", "/nominees/nominee-1", "/results", "/log", "/counted")
    ]
    for page in pages:
        assert meta(page, "robots") == ["noindex"], page.request.path
        assert [graph(page), links(page, "canonical"), alternates(page), data(page)] == [{}, [], {}, []]


@LANGUAGES
def test_the_ceremony_is_told_as_data(site: Site, lang: str) -> None:
    vote = site.make_vote()
    page = site.browser(lang).get(vote.path)
    (event,) = data(page)
    assert (event["@type"], event["startDate"]) == ("Event", CEREMONY)
    assert event["name"] == {"sv": "Galan: Testpriset 2026", "en": "The gala: The Test Award 2026"}[lang]
    assert event["location"]["name"] == "Malmö"
    assert event["organizer"]["name"] == "Testföreningen"
    assert event["url"] == canonical(page)
    assert event["image"] == [graph(page)["og:image"]]


@pytest.mark.parametrize("unknown", ["event_name", "event_date"])
def test_a_ceremony_that_is_not_known_is_not_told(site: Site, unknown: str) -> None:
    vote = site.make_vote()
    set_contest(site, vote, **{unknown: None})
    assert data(site.browser().get(vote.path)) == []


def test_no_text_ends_the_block_of_data_or_a_tag(site: Site) -> None:
    vote = site.make_vote()
    evil = """</script><script>alert(1)</script>"><!--<b a='b'>"""
    set_contest(site, vote, lead=LocalText(evil, evil), event_name=LocalText(evil, evil), event_place=evil)
    page = site.browser().get(vote.path)
    (event,) = data(page)
    assert (event["description"], event["location"]["name"]) == (evil, evil)
    assert graph(page)["og:description"] == evil
    assert len(list(head_of(page).iter("script"))) == 2
    assert "<script>" not in page.text


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED])
def test_the_winner_is_told_once_it_is_published(site: Site, phase: Phase) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_2=2, nominee_1=1)
    with site.app.app_context():
        site.move_to(vote.id, phase)
    page = site.browser().get(f"{vote.path}/results")
    told = json.dumps(graph(page))
    assert ("Nominerad 2" in told) is (phase is Phase.PUBLISHED)
    assert ("/results/share-" in told) is (phase is Phase.PUBLISHED)
    assert graph(page)["og:title"] == heading(page)
    assert "Rösta på" not in told


def test_whoever_has_withdrawn_is_no_longer_shown_as_nominated(site: Site) -> None:
    vote = site.make_vote()
    before = graph(site.browser().get(f"{vote.path}/nominees/nominee-1"))["og:image"]
    with site.app.app_context(), transaction():
        get_nominee(vote.id, "nominee-1").withdrawn_at = datetime.now(UTC)
        db.session.flush()
    told = graph(site.browser().get(f"{vote.path}/nominees/nominee-1"))
    assert "Nominerad till" not in json.dumps(told)
    assert told["og:image"] == graph(site.browser().get(vote.path))["og:image"]
    assert site.browser().client.get(before.removeprefix(HERE)).status_code == 404
