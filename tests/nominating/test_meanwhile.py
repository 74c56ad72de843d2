"""Something happens to a nominee between opening the form and sending it: what was typed is kept."""

from collections.abc import Callable

import pytest

from tests.acts import act
from tests.contests.cells import NOT_YET_OPEN
from tests.nominating.forms import EDITOR, LIST, filled, jpeg, resend, send
from tests.page import main_text
from tests.site import Browser, Site, Vote
from voting.accounts.rules import Role
from voting.contests.rules import Action, Phase
from voting.nominating import service
from voting.nominating.forms import NomineeForm
from voting.nominating.queries import told_of
from voting.nominees.queries import get_nominee
from voting.transaction import transaction

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TYPED = {"line_sv": "Min rad", "text_en": "My text"}


@pytest.fixture
def vote(site: Site) -> Vote:
    return site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)


@pytest.fixture
def admin(site: Site, vote: Vote) -> Browser:
    return site.staff(Role.ADMIN)


def kept(admin: Browser) -> tuple[str, str]:
    fields = filled(admin)
    return fields["line-sv"], fields["text-en"]


def once_loaded(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Have something happen between reading the form and saving what it says, once."""
    valid = NomineeForm.asks_to_save

    def late(form: NomineeForm, pressed: str) -> bool:
        monkeypatch.undo()
        happens()
        return valid(form, pressed)

    monkeypatch.setattr(NomineeForm, "asks_to_save", late)


def rename(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        nominee = get_nominee(vote.id, "nominee-1")
        known = {"contest_id": vote.id, "slug": "nominee-1", "revision": nominee.revision, "actor": None}
        service.change(**known, told=told_of(nominee), new_slug="annan")  # type: ignore[arg-type]


def test_announced_meanwhile_it_is_a_correction_that_asks_for_a_reason(
    site: Site, vote: Vote, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.get(EDITOR)
    once_loaded(monkeypatch, lambda: act(site, vote, Action.ANNOUNCE))
    assert resend(admin, **TYPED, kind="group", photo=(jpeg(), "bild.jpg")) == 409
    assert kept(admin) == ("Min rad", "My text")
    assert "Välj bilden en gång till" in main_text(admin.page)
    assert resend(admin) == 422
    assert kept(admin) == ("Min rad", "My text")
    assert resend(admin, reason="Fel rad") == 303
    with site.app.app_context():
        assert get_nominee(vote.id, "nominee-1").line.sv == "Min rad"


def test_announced_before_sending_it_asks_for_a_reason(site: Site, vote: Vote, admin: Browser) -> None:
    admin.get(EDITOR)
    act(site, vote, Action.ANNOUNCE)
    assert resend(admin, **TYPED) == 422
    assert kept(admin) == ("Min rad", "My text")


def test_at_another_address_meanwhile_the_text_is_kept(site: Site, vote: Vote, admin: Browser) -> None:
    admin.get(EDITOR)
    rename(site, vote)
    assert resend(admin, **TYPED) == 409
    assert kept(admin) == ("Min rad", "My text")
    assert f'action="{LIST}/annan"' in admin.page.text
    assert "annan" in main_text(admin.page)
    assert resend(admin, LIST + "/annan", slug="annan") == 303
    with site.app.app_context():
        assert get_nominee(vote.id, "annan").line.sv == "Min rad"


def test_renamed_while_it_is_saved_the_text_is_kept(
    site: Site, vote: Vote, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.get(EDITOR)
    once_loaded(monkeypatch, lambda: rename(site, vote))
    assert resend(admin, **TYPED) == 409
    assert kept(admin) == ("Min rad", "My text")


@pytest.mark.parametrize("nominee", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_nonsense_in_the_hidden_field_does_no_harm(vote: Vote, admin: Browser, nominee: str) -> None:
    assert send(admin, nominee=nominee, **TYPED) == 303


def test_another_votes_nominee_is_not_touched(site: Site, vote: Vote, admin: Browser) -> None:
    other = site.make_vote(Phase.DRAFT, award="annat-pris", **NOT_YET_OPEN)
    with site.app.app_context():
        theirs = str(get_nominee(other.id, "nominee-2").id)
    assert send(admin, nominee=theirs, **TYPED) == 303
    with site.app.app_context():
        assert get_nominee(other.id, "nominee-2").line.sv == "Rad 2"
        assert get_nominee(vote.id, "nominee-1").line.sv == "Min rad"
