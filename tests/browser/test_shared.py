"""What others see where the address of the vote is shared."""

import pytest

from tests.browser.actors import CONTEST, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.test_voter import CLUB
from voting.text import Language

SIZE = """
async (address) => {
  const shown = new Image();
  shown.src = address;
  await shown.decode();
  return [shown.naturalWidth, shown.naturalHeight];
}
"""


def image_of(voter: Voter) -> str:
    """The path of the picture that the page in the browser offers to others."""
    address = voter.page.locator('meta[property="og:image"]').get_attribute("content") or ""
    return address.removeprefix(voter.demo.site.environ.get("VOTING_BASE_URL", "http://127.0.0.1:8000"))


@pytest.mark.acceptance(40)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_picture_has_its_size_and_tells_a_result_only_after_publishing(
    visit: Visit, own_demo: Demo, lang: Language
) -> None:
    voter = visit(Voter, own_demo, lang=lang)
    voter.opens_the_start_page()
    before = image_of(voter)
    assert voter.page.evaluate(SIZE, before) == [1200, 630]
    voter.opens(AWARD + "/results", "The result is not published yet")
    assert image_of(voter) == before
    own_demo.publishes({"vedasens-if": 2})
    voter.opens(AWARD + "/results", "{award} goes to {name}", award=CONTEST, name=CLUB)
    result = image_of(voter)
    assert result != before
    assert voter.page.evaluate(SIZE, result) == [1200, 630]
    voter.opens("/", "The result is here")
    assert image_of(voter) == before
