"""Two admins review the votes in their browsers, and a voter looks up what they have voided."""

import pytest
from playwright.sync_api import expect

from tests.acts import act
from tests.browser.actors import CONTEST, Admin, Voter
from tests.browser.conftest import Visit
from tests.browser.demo import AWARD, Demo
from tests.browser.inspection import DESK, PHONE
from tests.canvass.reviews import alike, cluster_of
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.contests.rules import Action, VoidReason
from voting.contests.words import VOID_WORDS
from voting.text import Language
from voting.transaction import transaction

FAMILY = "anna@evil.example"
COLLEAGUE = "colleague@demo.example"
REASON = VOID_WORDS[VoidReason.INVENTED_ADDRESSES]


class Colleague(Admin):
    """Another admin, who decides."""

    def signs_in_to(self, path: str, heading: str) -> None:
        self.address = COLLEAGUE
        self.opens(path, "Sign in")
        self.signs_in(then=heading)


@pytest.mark.parametrize(("lang", "size"), [("sv", PHONE), ("en", DESK)])
def test_one_proposes_another_approves_and_the_voter_reads_why(
    visit: Visit, own_demo: Demo, lang: Language, size: dict[str, int]
) -> None:
    receipts = alike(own_demo.site, own_demo.vote, 3, "vedasens-if", family=FAMILY)
    alike(own_demo.site, own_demo.vote, 2, "vedasens-if")
    with own_demo.site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address(COLLEAGUE))
        accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
    act(own_demo.site, own_demo.vote, Action.CLOSE)

    admin = visit(Admin, own_demo, lang=lang, size=size)
    admin.opens_the_vote_to_run()
    admin.follows("Review the votes", "Review the votes")
    name = cluster_of(own_demo.site, own_demo.vote).key[:4].upper()
    admin.follows("Group {name}: 3 votes", "Group {name}: 3 votes", name=name)
    admin.presses("Send the proposal", "Group {name}: 3 votes", name=name, status=422)
    admin.reads_problem("Choose one of the announced reasons.").click()
    expect(admin.page.get_by_role("radio").first).to_be_focused()
    admin.field(REASON).check()
    admin.field("What points to it").fill("En ägare")
    admin.presses("Send the proposal", "Proposal: Void votes")
    admin.reads("You have proposed this yourself. Another administrator must decide it.")
    proposal = admin.page.url.removeprefix(own_demo.origin).removeprefix("/en")

    colleague = visit(Colleague, own_demo, lang=lang, size=size)
    colleague.signs_in_to(proposal, "Proposal: Void votes")
    colleague.field("Type “{word}” to confirm", word="void").fill(colleague.say("void"))
    colleague.presses("Void votes", CONTEST)
    expect(colleague.link("Certify the result")).to_have_count(0)

    voter = visit(Voter, own_demo, lang=lang, size=size)
    voter.opens(AWARD + "/counted", "Is my vote counted?")
    voter.field("Receipt number").fill(receipts[0])
    voter.presses("Look it up", "Is my vote counted?")
    voter.reads("This vote has been voided, so it is not counted.")
    voter.reads(REASON)
    voter.opens(AWARD + "/log", "The public log")
    voter.reads(REASON)
