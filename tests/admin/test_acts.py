"""What an admin does to a contest, over HTTP: every act in every phase, the typed word, the reason, and two at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.acts import cast_votes
from tests.contests.cells import LEADS_TO, NOT_YET_OPEN, RECORDED_AS, dates_for
from tests.lookups import events_of, id_of
from tests.page import heading, main_text, table_on
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.admin.rules import ACTS
from voting.contests.forms import WRONG_WORD
from voting.contests.missing import Missing
from voting.contests.rules import Action, Incomplete, Phase
from voting.contests.words import MISSING_WORDS
from voting.errors import DomainError

NOT_NOW = DomainError.title
NO_REASON = "Write why, in a sentence. It is kept in the audit log."
DANGEROUS = list(ACTS)
WORDS = {
    Action.ANNOUNCE: {"sv": "utlys", "en": "announce"},
    Action.WITHDRAW: {"sv": "återkalla", "en": "withdraw"},
    Action.CLOSE: {"sv": "stäng", "en": "close"},
    Action.CERTIFY: {"sv": "fastställ", "en": "certify"},
    Action.PUBLISH: {"sv": "publicera", "en": "publish"},
}
POSSIBLE_IN = {
    Action.ANNOUNCE: Phase.DRAFT,
    Action.WITHDRAW: Phase.ANNOUNCED,
    Action.CLOSE: Phase.OPEN,
    Action.CERTIFY: Phase.CLOSED,
    Action.PUBLISH: Phase.CERTIFIED,
}
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def page_of(vote: Vote, action: Action) -> str:
    return f"/admin{vote.path}/{action.value}"


def right_fields(action: Action, lang: str = "sv") -> dict[str, str]:
    if action is Action.EXTEND:
        later = datetime.now(UTC) + timedelta(days=30)
        return {"closes_at": later.strftime("%Y-%m-%dT%H:%M"), "reason": "because"}
    return {"word": WORDS[action][lang], "reason": "because"}


@only_sqlite
@pytest.mark.parametrize("phase", Phase)
def test_an_act_is_carried_out_where_it_is_possible_and_refused_elsewhere(
    site: Site, phase: Phase, subtests: pytest.Subtests
) -> None:
    site.make_vote(award="another")
    votes = {
        action: site.make_vote(phase, year=2020 + at, **dates_for(phase))
        for at, action in enumerate([*ACTS, Action.EXTEND])
    }
    admin = site.staff(Role.ADMIN)
    token, actor = admin.token(), id_of(site, "admin@demo.example")
    for action, vote in votes.items():
        with subtests.test(action=action.value):
            before, recorded = contents(site), events_of(site, vote)
            possible = (phase, action) in LEADS_TO
            admin.get(page_of(vote, action))
            assert admin.page.status_code == (200 if possible else 409)
            assert contents(site) == before
            admin.post(page_of(vote, action), {"csrf_token": token} | right_fields(action), follow=False)
            if not possible:
                assert (admin.page.status_code, heading(admin.page)) == (409, said(site, NOT_NOW, "sv"))
                assert contents(site) == before
                continue
            assert (admin.page.status_code, admin.page.location) == (303, f"/admin{vote.path}")
            assert site.phase(vote) is LEADS_TO[phase, action]
            new = events_of(site, vote)[len(recorded) :]
            assert [(event.action, event.actor, event.details["reason"]) for event in new] == [
                (RECORDED_AS[action], actor, "because")
            ]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_act_takes_the_exact_word_and_a_reason(site: Site, lang: str, subtests: pytest.Subtests) -> None:
    admin = site.staff(Role.ADMIN, lang)
    token = admin.token()
    for action in DANGEROUS:
        vote = site.make_vote(POSSIBLE_IN[action], year=2020 + DANGEROUS.index(action))
        word, other = WORDS[action][lang], WORDS[action]["en" if lang == "sv" else "sv"]
        mistakes = {
            "another word": ({"word": "yes"}, WRONG_WORD),
            "the other language's word": ({"word": other}, WRONG_WORD),
            "more than the word": ({"word": f"{word} {word}"}, WRONG_WORD),
            "no word": ({"word": ""}, "Type the word to show that you mean it."),
            "no reason": ({"reason": ""}, NO_REASON),
            "a blank reason": ({"reason": " \r\n "}, NO_REASON),
            "a long reason": ({"reason": "a" * 501}, "Write at most %(max)d characters."),
        }
        before = contents(site)
        for name, (fields, message) in mistakes.items():
            with subtests.test(name, action=action.value):
                right = {"csrf_token": token} | right_fields(action, lang)
                admin.post(page_of(vote, action), right | fields, follow=False)
                assert admin.page.status_code == 422
                assert said(site, message, lang) % {"word": word, "max": 500} in main_text(admin.page)
                assert contents(site) == before
        shouted = {"csrf_token": token, "word": f" {word.upper()} ", "reason": "å" * 500}
        admin.post(page_of(vote, action), shouted, follow=False)
        assert admin.page.status_code == 303


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_contest_that_is_incomplete_says_what_is_missing_and_is_not_announced(site: Site, lang: str) -> None:
    whole = site.make_vote(Phase.DRAFT, award="another", **NOT_YET_OPEN)
    vote = site.make_vote(Phase.DRAFT, nominees=1, opens_at="now - 2 days", closes_at="now - 1 day")
    admin = site.staff(Role.ADMIN, lang)
    token, before = admin.token(), contents(site)
    admin.get(f"/admin{vote.path}")
    for missing in (Missing.NOMINEES, Missing.PAST):
        assert said(site, MISSING_WORDS[missing], lang) in main_text(admin.page)
    assert page_of(vote, Action.ANNOUNCE) not in admin.page.text
    admin.post(page_of(vote, Action.ANNOUNCE), {"csrf_token": token} | right_fields(Action.ANNOUNCE, lang))
    assert (admin.page.status_code, heading(admin.page)) == (409, said(site, NOT_NOW, lang))
    assert said(site, Incomplete.message, lang) in main_text(admin.page)
    assert contents(site) == before
    assert page_of(whole, Action.ANNOUNCE) in admin.get(f"/admin{whole.path}").text


@only_sqlite
@pytest.mark.parametrize("phase", Phase)
def test_the_page_of_a_contest_offers_what_is_possible_and_no_more(site: Site, phase: Phase) -> None:
    site.make_vote(Phase.OPEN, award="another")
    vote = site.make_vote(phase, **dates_for(phase))
    admin = site.staff(Role.ADMIN)
    admin.get(f"/admin{vote.path}")
    begun = set(Action) - {Action.UNVOID, Action.UNSCHEDULE}  # where voiding does; where a time has been set
    pages = {action: page_of(vote, action) for action in begun}
    pages[Action.VOID] = f"/admin{vote.path}/canvass/"
    offered = {action for action, page in pages.items() if f'href="{page}"' in admin.page.text}
    assert offered == {action for at, action in LEADS_TO if at is phase} & set(pages)


def test_two_admins_who_close_at_once_close_once(site: Site) -> None:
    """One is answered that it is done, the other that somebody was quicker; the record has one entry."""
    site.make_vote(award="another")
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=1)
    admins = [site.staff(Role.ADMIN), site.browser().sign_in("admin@demo.example")]
    tokens = [admin.token() for admin in admins]
    recorded = len(events_of(site, vote))
    statuses: list[int] = []
    start = threading.Barrier(2)

    def close(admin: Browser, token: str) -> None:
        start.wait(20)
        fields = {"csrf_token": token} | right_fields(Action.CLOSE)
        statuses.append(admin.client.post(page_of(vote, Action.CLOSE), data=fields).status_code)

    threads = [threading.Thread(target=close, args=pair) for pair in zip(admins, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [303, 409]
    assert [event.action for event in events_of(site, vote)[recorded:]] == ["closed"]


@only_sqlite
def test_who_certifies_sees_the_count_once_it_is_certified(site: Site, subtests: pytest.Subtests) -> None:
    admin = site.staff(Role.ADMIN, "en")
    for year, phase in enumerate(Phase, start=2020):
        vote = site.make_vote(Phase.OPEN if phase is not Phase.DRAFT else phase, year=year)
        if phase not in (Phase.DRAFT, Phase.ANNOUNCED):
            cast_votes(site, vote, nominee_2=2, nominee_3=1)
        with site.app.app_context():
            site.move_to(vote.id, phase)
        with subtests.test(phase=phase.value):
            admin.get(f"/admin{vote.path}")
            sealed = phase not in (Phase.CERTIFIED, Phase.PUBLISHED)
            assert ("33.3%" not in main_text(admin.page)) is sealed
            if not sealed:
                assert [row[1:3] for row in table_on(admin.page)] == [
                    ["Nominee 2", "2"],
                    ["Nominee 3", "1"],
                    ["Nominee 1", "0"],
                ]
