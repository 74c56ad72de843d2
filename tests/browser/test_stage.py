"""The result on a large screen: step by step, by keys, by pressing and by links, with the network gone."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.acts import cast_votes
from tests.browser.actors import CONTEST, Admin
from tests.browser.conftest import Photograph, Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PHONE, PICTURES
from tests.site import Vote
from voting.accounts.rules import Role
from voting.contests.rules import Phase
from voting.text import Language

HALL: ViewportSize = {"width": 1920, "height": 1080}
SIDEWAYS: ViewportSize = {"width": 740, "height": 360}  # a phone held so
SIZES = (("hall", HALL), ("desk", DESK), ("sideways", SIDEWAYS))
FORTH, BACK = (" ", "ArrowRight", "PageDown"), ("ArrowLeft", "PageUp")
NOTHING = ("a", "Escape", "ArrowDown", "Home", "b", ".", "Control+ArrowRight")


def opens_the_stage(admin: Admin, vote: Vote, title: str) -> None:
    admin.address = admin.demo.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}/stage", "Show the result on stage")
    admin.presses("Open the stage", title)


def sees(admin: Admin, place: str) -> None:
    """This step fills the screen, and no other can be seen."""
    heading = admin.page.get_by_role("heading", name=admin.say(place), exact=True)
    expect(heading).to_be_visible()
    expect(admin.page.locator("main h1:visible, main h2:visible")).to_have_count(1)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_result_is_told_from_third_to_first_with_the_network_gone(
    visit: Visit, own_demo: Demo, lang: Language
) -> None:
    vote = own_demo.vote
    cast_votes(own_demo.site, vote, vedasens_if=5, marit_tallhed=3, karlskoga_degerfors=2)
    with own_demo.site.app.app_context():
        own_demo.site.move_to(vote.id, Phase.CERTIFIED)
    admin = visit(Admin, own_demo, lang=lang, size=DESK)
    opens_the_stage(admin, vote, CONTEST)
    admin.page.wait_for_load_state("networkidle")
    admin.context.set_offline(True)
    asked: list[str] = []
    admin.page.on("request", lambda request: asked.append(request.url))
    places = [CONTEST, "Third place", "Second place", "First place"]
    for at, key in enumerate((*FORTH, FORTH[0]), start=1):
        admin.page.keyboard.press(key)
        sees(admin, places[min(at, 3)])
        for other in NOTHING:
            admin.page.keyboard.press(other)
        sees(admin, places[min(at, 3)])
        for name, size in SIZES:
            admin.page.set_viewport_size(size)
            overflow = "() => document.documentElement.scrollHeight - innerHeight"
            assert admin.page.evaluate(overflow) <= 0, f"{places[min(at, 3)]} is higher than {name}"
            admin.page.screenshot(path=PICTURES / f"stage-{lang}-{name}-{min(at, 3)}.png")
    shown = admin.page.locator("img:visible")
    assert shown.evaluate_all("(all) => all.map((one) => one.complete && one.naturalWidth > 0)") == [True]
    expect(admin.page.get_by_text(admin.say("Vedåsen Sports Club"), exact=True)).to_be_visible()
    for at, key in zip((2, 1), BACK, strict=True):
        admin.page.keyboard.press(key)
        sees(admin, places[at])
    admin.page.mouse.click(400, 100)  # a tap anywhere is a step forth
    sees(admin, "Second place")
    admin.page.keyboard.press("PageUp")
    admin.page.keyboard.press("PageUp")
    admin.page.keyboard.press("PageUp")
    sees(admin, CONTEST)
    for name, size in SIZES:
        admin.page.set_viewport_size(size)
        admin.page.screenshot(path=PICTURES / f"stage-{lang}-{name}-0.png")
    assert [url for url in asked if "/img/icon." not in url] == []  # a browser draws the tab anew at each step
    assert not admin.trouble


def test_a_key_that_is_held_down_tells_one_place(visit: Visit, stage: Demo) -> None:
    vote = stage.site.make_vote(award="halls")
    cast_votes(stage.site, vote, nominee_1=3, nominee_2=2, nominee_3=1)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.CERTIFIED)
    admin = visit(Admin, stage)
    opens_the_stage(admin, vote, "The Test Award 2026")
    for _ in range(3):
        admin.page.keyboard.down("ArrowRight")
    sees(admin, "Third place")
    admin.inspects()


@pytest.mark.acceptance(2)
def test_without_javascript_links_lead_through_a_tie(visit: Visit, stage: Demo, photograph: Photograph) -> None:
    vote = stage.site.make_vote(award="lika", nominees=4)
    cast_votes(stage.site, vote, nominee_1=2, nominee_4=2, nominee_2=1)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.CERTIFIED)
    admin = visit(Admin, stage, size=PHONE, scripts=False)
    opens_the_stage(admin, vote, "The Test Award 2026")
    for link, place in (("Next", "Third place"), ("Next", "Shared first place"), ("Back", "Third place")):
        admin.page.locator(".stage-nav a:visible", has_text=admin.say(link)).click()
        sees(admin, place)
    admin.page.go_forward()
    admin.page.go_back()
    photograph(admin.page, "stage")


@pytest.mark.parametrize("counts", [{}, {"nominee_1": 1, "nominee_2": 1, "nominee_3": 1}], ids=["nobody", "all"])
def test_nobody_and_everybody_can_win(visit: Visit, stage: Demo, counts: dict[str, int]) -> None:
    vote = stage.site.make_vote(award=f"alla-{len(counts)}")
    cast_votes(stage.site, vote, **counts)
    with stage.site.app.app_context():
        stage.site.move_to(vote.id, Phase.PUBLISHED)
    admin = visit(Admin, stage, size=DESK)
    admin.address = stage.gives(Role.ADMIN)
    admin.comes_signed_in(f"/admin{vote.path}/stage", "The Test Award 2026")
    for _ in range(3):
        admin.page.keyboard.press("PageDown")
    sees(admin, "Shared first place" if counts else "No vote was counted, so there is no winner.")
    admin.page.screenshot(path=PICTURES / f"stage-{len(counts)}.png")
    admin.page.set_viewport_size(SIDEWAYS)
    names = admin.page.locator(".stage-name:visible")
    assert names.evaluate_all("(all) => all.every((one) => one.getBoundingClientRect().bottom < innerHeight)")
    admin.page.screenshot(path=PICTURES / f"stage-{len(counts)}-sideways.png")
