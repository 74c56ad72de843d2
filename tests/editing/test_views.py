"""The editor's pages: what is typed wrong is told beside its field and kept, and nothing is stored by halves."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.acts import set_contest
from tests.page import form_on, heading, main_text, parse
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.clock import now
from voting.contests.rules import Phase, years_to_begin
from voting.editing import rules
from voting.editing.forms import NO_NAME
from voting.errors import EditedMeanwhile
from voting.importing.mistakes import NO_SLUG
from voting.importing.rules import RESERVED
from voting.typed import DOUBLED_HOUR, SKIPPED_HOUR
from voting.web.fields import NO_CHOICE, NO_INSTANT, NO_NUMBER, NO_SUCH_DAY, NO_YEAR

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
EDIT = "/admin/testpriset/2026/edit"
MARKUP = "<script>alert(1)</script>{{ 7*7 }}{% raise %}\"'&amp;"
LONG = "å" * 10_240
NEAR = dict(zip(("low", "high"), years_to_begin(now().year), strict=True))


@pytest.fixture
def draft(site: Site) -> Vote:
    return site.make_vote(Phase.DRAFT, opens_at="now + 1 day")


@pytest.fixture
def admin(site: Site, draft: Vote) -> Browser:
    return site.staff(Role.ADMIN, "en")


def send(admin: Browser, path: str, **fields: Any) -> TestResponse:
    """Open a form, fill it in and send it. `question_sv` is the Swedish question."""
    admin.get(path)
    typed = {name.replace("_sv", "-sv").replace("_en", "-en"): text for name, text in fields.items()}
    return admin.submit(path, follow=False, **typed)


def test_every_setting_is_saved_and_shown_again(site: Site, admin: Browser) -> None:
    typed = {
        "question_sv": "Vem?", "question_en": "Who?", "lead_sv": "Rösta", "lead_en": "Vote", "notice_sv": "Obs",
        "notice_en": "Note", "event_name_sv": "Festen", "event_name_en": "The party", "event_place": "Åmål",
        "event_date": "2027-02-01", "opens_at": "2027-01-10T08:00", "closes_at": "2027-01-20T20:15",
        "voters": "domains", "voter_domains": "räksmörgås.se\nDemo.Example", "max_changes": "0", "jury_live": "no",
        "turnout_public": "no", "batch": "100", "tie": "jury", "nominee_order": "fixed", "appeal_hours": "0",
    }  # fmt: skip
    assert send(admin, EDIT, **typed).status_code == 303
    _, shown = form_on(admin.get(EDIT), "/en" + EDIT)
    typed["voter_domains"] = "demo.example räksmörgås.se"
    assert {name.replace("-sv", "_sv").replace("-en", "_en"): text for name, text in shown.items()}.items() >= (
        typed.items()
    )
    text = main_text(admin.get("/admin/testpriset/2026"))
    assert "There must be" not in text


def test_a_draft_may_lack_anything(site: Site, admin: Browser) -> None:
    nothing = dict.fromkeys(
        ("question_sv", "question_en", "lead_sv", "lead_en", "event_name_sv", "event_place", "event_date"), ""
    )
    assert send(admin, EDIT, **nothing, voters="invited").status_code == 303
    text = main_text(admin.get("/admin/testpriset/2026"))
    for missing in (
        "The question is missing in Swedish.",
        "The question is missing in English.",
        "The text below the question is missing in English.",
        "The name of the ceremony is missing in Swedish.",
        "The list of those who may vote is empty.",
    ):
        assert missing in text
    assert "There must be at least two nominees." not in text
    for field in ("question-sv", "lead-en", "event_name-sv"):
        assert f'href="/en{EDIT}#{field}"' in admin.page.text
        assert f'id="{field}"' in admin.get(EDIT).text
        admin.get("/admin/testpriset/2026")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("opens_at", "2020-01-01T08:00", rules.OpensInThePast.message),
        ("opens_at", "2027-03-28T02:30", SKIPPED_HOUR),
        ("opens_at", "2027-10-31T02:30", DOUBLED_HOUR),
        ("opens_at", "", "Write when voting opens."),
        ("opens_at", "tomorrow", NO_INSTANT),
        ("opens_at", "99999-01-01T08:00", NO_INSTANT),
        ("closes_at", "2020-01-01T08:00", rules.ClosesFirst.message),
        ("closes_at", "2029-12-01T08:00", rules.OpenTooLong.message),
        ("closes_at", "2027-02-30T08:00", NO_INSTANT),
        ("event_date", "2027-02-30", "Write a day that exists, such as 2026-12-10."),
        ("event_date", "0001-01-01", NO_SUCH_DAY),
        ("event_date", "9999-12-31", NO_SUCH_DAY),
        ("event_date", (now() - timedelta(days=1)).date().isoformat(), rules.CeremonyTooEarly.message),
        ("event_date", (now() + timedelta(days=400)).date().isoformat(), rules.CeremonyTooLate.message),
        ("question_sv", LONG, "Write at most 300 characters."),
        ("lead_en", LONG, "Write at most 1000 characters."),
        ("notice_sv", LONG, "Write at most 2000 characters."),
        ("event_place", LONG, "Write at most 120 characters."),
        ("voter_domains", LONG, "Write at most 5000 characters."),
        ("voter_domains", "inte en domän", "is not a mail domain"),
        ("max_changes", "11", NO_NUMBER % {"low": 0, "high": 10}),
        ("max_changes", "-1", NO_NUMBER % {"low": 0, "high": 10}),
        ("batch", "0", NO_NUMBER % {"low": 1, "high": 100}),
        ("batch", "1e2", NO_NUMBER % {"low": 1, "high": 100}),
        ("batch", "", NO_NUMBER % {"low": 1, "high": 100}),
        ("appeal_hours", "9" * 40, NO_NUMBER % {"low": 0, "high": 720}),
        ("tie", "coin", NO_CHOICE),
        ("voters", "", NO_CHOICE),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(
    site: Site, admin: Browser, field: str, typed: str, message: str
) -> None:
    before = contents(site)
    answer = send(admin, EDIT, **({"lead_sv": "Nyskriven"} | {field: typed}))
    assert answer.status_code == 422
    tree = parse(answer.text)
    errors = {
        e.get("id"): "".join(e.itertext()).strip() for e in tree.iter("p") if (e.get("id") or "").endswith("-error")
    }
    name = field.replace("_sv", "-sv").replace("_en", "-en")
    assert list(errors) == [f"{name}-error"]
    assert message in errors[f"{name}-error"]
    assert "Nyskriven" in answer.text
    assert contents(site) == before


def test_an_opening_that_has_passed_since_does_not_stop_a_correction_of_the_draft(site: Site, admin: Browser) -> None:
    site.make_vote(Phase.DRAFT)  # it was to open an hour ago, and somebody has come late
    assert send(admin, EDIT, lead_sv="Ny").status_code == 303


def test_who_is_second_keeps_the_text_and_sees_what_is_saved(site: Site, admin: Browser) -> None:
    admin.get(EDIT)
    _, hidden = form_on(admin.page, "/en" + EDIT)
    admin.post(EDIT, hidden | {"question-sv": "Den första", "batch": "50", "closes_at": "2027-01-01T10:00"})
    mine = hidden | {"question-sv": "Den andra", "lead-en": "Mine"}
    answer = admin.post(EDIT, mine, follow=False)
    assert answer.status_code == 409
    text = main_text(answer)
    for told in (EditedMeanwhile.title, EditedMeanwhile.todo, "Den första", "50", "Friday 1 January 2027 at 10:00"):
        assert told in text
    _, again = form_on(answer, "/en" + EDIT)
    assert (again["question-sv"], again["lead-en"]) == ("Den andra", "Mine")
    assert int(again["revision"]) == int(hidden["revision"]) + 1
    assert form_on(admin.get(EDIT), "/en" + EDIT)[1]["question-sv"] == "Den första"
    assert admin.post(EDIT, again, follow=False).status_code == 303  # knowingly
    assert form_on(admin.get(EDIT), "/en" + EDIT)[1]["question-sv"] == "Den andra"


def test_a_second_press_is_no_conflict(site: Site, admin: Browser) -> None:
    admin.get(EDIT)
    path, hidden = form_on(admin.page, "/en" + EDIT)
    for _ in range(2):
        assert admin.post(path, hidden | {"question-sv": "En gång"}, follow=False).status_code == 303


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 50, "1.0"])
def test_a_form_that_was_tampered_with_is_an_old_one(site: Site, admin: Browser, revision: str) -> None:
    before = contents(site)
    assert send(admin, EDIT, question_sv="Ny", revision=revision).status_code == 409
    assert contents(site) == before


def test_a_preview_shows_both_languages_and_stores_nothing(site: Site, admin: Browser) -> None:
    before = contents(site)
    answer = send(admin, EDIT, question_sv="Vem blir det?", question_en="Who will it be?", max_changes="0", preview="1")
    text = main_text(answer)
    assert answer.status_code == 200
    for told in ("Vem blir det?", "Who will it be?", "A vote cannot be changed", "Reglerna", "The rules"):
        assert told in text
    assert contents(site) == before
    assert "Who will it be?" not in admin.get(EDIT).text


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.PUBLISHED])
def test_after_announcing_a_text_is_corrected_with_a_reason_that_everybody_reads(site: Site, phase: Phase) -> None:
    site.make_vote(phase, award="annat-pris")
    admin, path = site.staff(Role.ADMIN, "en"), "/admin/annat-pris/2026/edit"
    _, fields = form_on(admin.get(path), "/en" + path)
    assert not {"opens_at", "closes_at", "batch", "voters", "tie"} & set(fields)
    before = contents(site)
    answer = send(admin, path, question_en="Who, at last?")
    assert (answer.status_code, rules.ReasonMissing.message in main_text(answer)) == (422, True)
    assert "Who, at last?" in answer.text
    assert contents(site) == before
    assert send(admin, path, question_en="Who, at last?", reason="A typo <b>there</b>", batch="99").status_code == 303
    page = main_text(site.browser("en").get("/annat-pris/2026"))
    assert "A typo <b>there</b>" in page
    assert "A typo" in main_text(admin.get("/admin/audit"))
    if phase is Phase.OPEN:
        assert "Who, at last?" in page


def test_a_draft_that_was_announced_meanwhile_keeps_the_text_and_says_so(
    site: Site, draft: Vote, admin: Browser
) -> None:
    admin.get(EDIT)
    _, hidden = form_on(admin.page, "/en" + EDIT)
    set_contest(site, draft, state=Phase.ANNOUNCED.value)
    before = contents(site)
    answer = admin.post(EDIT, hidden | {"question-sv": "Sent skrivet", "batch": "50"}, follow=False)
    assert answer.status_code == 422
    assert "Sent skrivet" in answer.text
    assert "The vote has been announced, so its rules and dates are locked." in main_text(answer)
    assert contents(site) == before


def test_markup_and_template_syntax_are_shown_as_text_on_every_page(site: Site, draft: Vote, admin: Browser) -> None:
    texts = ("question", "lead", "notice", "event_name")
    fields = {f"{name}_{lang}": MARKUP for name in texts for lang in ("sv", "en")}
    assert send(admin, EDIT, **fields, event_place=MARKUP).status_code == 303
    award = {f"{name}_{lang}": MARKUP for name in ("name", "purpose", "criteria") for lang in ("sv", "en")}
    assert send(admin, "/admin/testpriset", **award, organiser=MARKUP).status_code == 303
    set_contest(site, draft, state=Phase.ANNOUNCED.value)
    public = site.browser("en")
    assert public.get("/testpriset/2026").text.count("{{ 7*7 }}") >= len(texts) + len(award) // 2
    for path in ("/testpriset/2026", "/testpriset/2026/nominees/nominee-1", "/testpriset/2026/poster"):
        assert "<script>alert" not in public.get(path).text, path
    for path in ("/admin", "/admin/testpriset", EDIT, "/admin/testpriset/2026", "/admin/audit"):
        assert "<script>alert" not in admin.get(path).text, path


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("testpriset", rules.SlugTaken.message),
        ("admin", "The site itself uses that address."),
        ("new", "The site itself uses that address."),
        ("testpriset-rehearsal", "Addresses that end in -rehearsal are for rehearsals."),
        ("Årets pris", "Use only the letters"),
        ("a--b", "Use only the letters"),
        ("../x", "Use only the letters"),
        ("x" * 61, "Use only the letters"),
        ("", "We propose “arets-pris”."),
    ],
)
def test_an_address_that_cannot_be_is_refused(site: Site, admin: Browser, slug: str, message: str) -> None:
    before = contents(site)
    answer = send(admin, "/admin/new", name_sv="Årets pris", slug=slug)
    assert (answer.status_code, message in main_text(answer)) == (422, True)
    assert contents(site) == before


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_empty_award_lacks_one_thing(site: Site, lang: str) -> None:
    """The address is made from the name, so it is not missing too."""
    admin = site.staff(Role.ADMIN, lang)
    admin.get("/admin/new")
    assert admin.submit("/admin/new", name_sv="", name_en="").status_code == 422
    assert said(site, NO_NAME, lang) in admin.page.text
    assert said(site, NO_SLUG, lang) not in admin.page.text
    assert admin.page.text.count("ds-validation-message") == 1


def test_an_award_is_made_and_its_first_year_after_it(site: Site, admin: Browser) -> None:
    answer = send(admin, "/admin/new", name_sv="Årets pris")
    admin.page = answer
    answer = admin.submit("/admin/new", follow=False)  # with the address that was proposed
    assert answer.location == "/en/admin/arets-pris/new"
    answer = admin.get("/admin/arets-pris/new")
    answer = admin.submit("/admin/arets-pris/new", follow=False, year="2027")
    assert answer.location == "/en/admin/arets-pris/2027/edit?begun=1"
    assert heading(admin.get("/admin/arets-pris/2027/edit?begun=1")) == "Edit Årets pris 2027"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"year": "2026"}, rules.YearTaken.message),
        ({"year": "99999"}, NO_YEAR % NEAR),
        ({"year": "-1"}, NO_YEAR % NEAR),
        ({"year": "nästa"}, NO_YEAR % NEAR),
        ({"year": ""}, NO_YEAR % NEAR),
        ({"year": str(NEAR["low"] - 1)}, NO_YEAR % NEAR),
        ({"year": str(NEAR["high"] + 1)}, NO_YEAR % NEAR),
        ({"year": str(NEAR["high"])}, rules.OpensTooLate.message),
        ({"year": "2027", "earlier": "2020"}, NO_CHOICE),
        (
            {"year": "2027", "opens_at": "2020-01-01T08:00", "closes_at": "2020-02-01T08:00"},
            rules.OpensInThePast.message,
        ),
        ({"year": "2027", "opens_at": "2027-10-31T02:30"}, DOUBLED_HOUR),
        ({"year": "2027", "question_sv": LONG}, "Write at most 300 characters."),
    ],
)
def test_a_year_that_cannot_be_is_refused(site: Site, admin: Browser, fields: dict[str, str], message: str) -> None:
    before = contents(site)
    answer = send(admin, "/admin/testpriset/new", **fields)
    assert (answer.status_code, message in main_text(answer)) == (422, True)
    assert contents(site) == before


def test_an_award_is_edited_and_shown_to_who_was_second(site: Site, admin: Browser) -> None:
    _, hidden = form_on(admin.get("/admin/testpriset"), "/en/admin/testpriset")
    admin.post("/admin/testpriset", hidden | {"organiser": "Den första"})
    answer = admin.post("/admin/testpriset", hidden | {"organiser": "Den andra"}, follow=False)
    assert (answer.status_code, "Den första" in main_text(answer)) == (409, True)
    assert form_on(answer, "/en/admin/testpriset")[1]["organiser"] == "Den andra"
    for bad, message in (
        ("javascript:alert(1)", "Write the whole address"),
        ("https://a b", "Write the whole address"),
    ):
        answer = send(admin, "/admin/testpriset", organiser_url=bad)
        assert (answer.status_code, message in main_text(answer)) == (422, True)
    answer = send(admin, "/admin/testpriset", name_sv="", name_en="")
    assert (answer.status_code, "in one language at least" in main_text(answer)) == (422, True)


def test_a_very_long_text_is_taken_and_a_huge_one_refused(site: Site, admin: Browser) -> None:
    long = {f"{name}_{lang}": "å" * 8000 for name in ("purpose", "criteria") for lang in ("sv", "en")}
    assert send(admin, "/admin/testpriset", **long).status_code == 303
    assert send(admin, "/admin/testpriset", purpose_sv="å" * 200_000).status_code == 413


def test_no_award_can_have_an_address_that_staff_pages_have(site: Site) -> None:
    rules_of = [rule.rule.split("/") for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/admin/")]
    assert {parts[2] for parts in rules_of if parts[2] and "<" not in parts[2]} - RESERVED == set()


def test_what_the_dates_mean_is_said(site: Site, admin: Browser) -> None:
    send(admin, EDIT, opens_at="2027-03-20T08:00", closes_at="2027-04-03T20:30", event_date="2027-04-03")
    text = main_text(admin.get(EDIT))
    assert "The times are in Swedish time" in text
    assert "Voting is open for 14 days, 11 hours, and 30 minutes." in text
    assert "The clocks are changed while voting is open." in text
