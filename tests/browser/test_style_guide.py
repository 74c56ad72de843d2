"""The style guide: every component in every state, looked at by axe and photographed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Voter
from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.inspection import DESK, PICTURES
from tools.serve import ROOT
from voting.text import Language

COMPONENTS = ROOT / "templates" / "components"
# Made of other components and words alone, or of data that only their own page has; each is photographed there.
ELSEWHERE = {
    "act_button", "act_fields", "act_list", "act_words", "audit_filter", "audit_table", "before_next",
    "block_table", "calendar_link", "change_table", "checkbox_list", "consent_words", "corrections", "course_table",
    "csrf", "curve", "decision_list", "focus_points", "hero_picture", "jury_links", "language_link", "logo",
    "look_sheet", "mail_figures", "mail_table", "mosaic", "moved", "nominee_row", "nominee_story", "nominee_told",
    "note_form", "pager", "pass_on", "passkey_form", "people_rows", "picture", "plan_table", "preview_bar",
    "previews", "proposal_list", "publish_time", "reach_fields", "result_title", "role_tables", "saved_beside",
    "saved_now", "session_list", "share_head", "short_time", "sign_out", "site_footer", "spread", "staff_nav",
    "stage_nav", "stage_step", "stretch_table", "tent_face", "tie_story", "time", "trouble", "turnout_figures",
    "void_consequences", "voided", "vote_by", "warning_list", "watermark", "winner", "wish_list", "wordmark",
    "year_card",
}  # fmt: skip
PARTS = {"bar", "icon", "invented_tag", "photo", "place"}  # of components that are shown


def imported(path: Path) -> set[str]:
    return set(re.findall(r'from "components/(\w+)\.html"', path.read_text()))


def test_every_component_is_in_the_style_guide_or_known_to_be_elsewhere() -> None:
    shown = set().union(*(imported(path) for path in (ROOT / "templates" / "demo").glob("_*.html")))
    assert shown | PARTS | ELSEWHERE == {path.stem for path in COMPONENTS.glob("*.html")}
    assert not (shown | PARTS) & ELSEWHERE
    inside = set().union(*(imported(COMPONENTS / f"{name}.html") for name in shown))
    assert inside >= PARTS


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_component_is_photographed_in_every_state(visit: Visit, demo: Demo, lang: Language) -> None:
    guide = visit(Voter, demo, lang=lang, size=DESK)
    guide.opens("/styleguide", "Style guide")
    for kind, count in (("ds-button", 8), ("ds-input", 10), ("ds-alert", 4), ("radio-card", 4), ("nominee-card", 3)):
        assert guide.page.locator(f".{kind}").count() >= count, kind
    for scheme in ("light", "dark"):
        guide.page.emulate_media(color_scheme=scheme)
        picture = PICTURES / f"style-guide-{lang}-{scheme}.jpg"
        guide.page.screenshot(path=picture, full_page=True, type="jpeg", quality=60)
    before = guide.page.locator(".ds-button").first.screenshot()
    guide.page.locator(".ds-button").first.hover()
    assert guide.page.locator(".ds-button").first.screenshot() != before
    guide.page.locator(".radio-card input").first.focus()
    outline = guide.page.locator(".radio-card").first.evaluate("it => parseFloat(getComputedStyle(it).outlineWidth)")
    assert outline >= 2
    expect(guide.page.locator(".ds-button[disabled]")).to_be_disabled()
