"""Two who change nominees at the same time lose nothing, neither a text nor a picture."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from tests.acts import act
from tests.nominating.forms import jpeg
from tests.site import Site, Vote
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.errors import EditedMeanwhile
from voting.extensions import db
from voting.nominating import service
from voting.nominating.queries import told_of
from voting.nominating.rules import LastOne, NoReason, Somebody, free_slug, people_text, read_people, reordered
from voting.nominees.models import Nominee, Photo, PhotoFile
from voting.nominees.queries import get_nominee, list_nominees
from voting.text import LocalText
from voting.transaction import transaction
from voting.web.images import Encoded, encode_and_keep

ROUNDS = 4


def picture(shade: int) -> Encoded:
    return encode_and_keep(jpeg(f"#{shade:02x}4060", (400, 300)).read())


def together(site: Site, *acts: Callable[[], object]) -> list[type[Exception] | None]:
    """Do them at the same time; what each came to."""
    outcomes: list[type[Exception] | None] = [None] * len(acts)

    def run(number: int) -> None:
        with site.app.app_context():
            try:
                with transaction():
                    acts[number]()
            except Exception as error:  # noqa: BLE001 told to the test
                outcomes[number] = type(error)
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def give_photo(vote: Vote, slug: str, photo: Encoded) -> None:
    nominee = get_nominee(vote.id, slug)
    told, revision = told_of(nominee), nominee.revision
    service.change(contest_id=vote.id, slug=slug, revision=revision, told=told, picture=photo, actor=None)


def test_photos_that_are_replaced_at_once_are_all_there(site: Site) -> None:
    """In two contests, one taking up the very picture that the other gives up."""
    one, other = (site.make_vote(Phase.DRAFT, award=award) for award in ("ett-pris", "annat-pris"))
    for number in range(ROUNDS):
        shared, fresh = picture(number), picture(100 + number)
        assert together(site, partial(give_photo, one, "nominee-1", shared)) == [None]
        acts = partial(give_photo, one, "nominee-1", fresh), partial(give_photo, other, "nominee-2", shared)
        assert together(site, *acts) == [None, None]
        with site.app.app_context():
            used = set(db.session.scalars(select(Nominee.photo_id)))
            assert {fresh.id, shared.id} <= used
            assert set(db.session.scalars(select(Photo.id))) == used
            assert set(db.session.scalars(select(PhotoFile.photo_id))) == used
            db.session.remove()


def test_of_two_edits_at_once_one_is_told(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    with site.app.app_context():
        told = told_of(get_nominee(vote.id, "nominee-1"))
        db.session.remove()

    def write(line: str) -> Callable[[], object]:
        new = type(told)(**{**vars(told), "line": LocalText(line, line)})
        return lambda: service.change(contest_id=vote.id, slug="nominee-1", revision=0, told=new, actor=None)

    outcomes = together(site, write("a"), write("b"), write("c"))
    assert sorted(str(outcome) for outcome in outcomes) == sorted(
        [str(None), str(EditedMeanwhile), str(EditedMeanwhile)]
    )


def test_who_are_added_and_moved_at_once_have_each_a_place(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    with site.app.app_context():
        told = told_of(get_nominee(vote.id, "nominee-1"))
        db.session.remove()

    def add() -> None:
        service.add(contest_id=vote.id, told=told, slug="", actor=None)

    def move() -> None:
        service.move(contest_id=vote.id, slug="nominee-1", to="down", actor=None)

    assert together(site, add, move, add, move) == [None] * 4
    with site.app.app_context():
        assert sorted(nominee.position for nominee in list_nominees(vote.id)) == list(range(5))


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.CERTIFIED, Phase.PUBLISHED])
def test_nobody_is_taken_out_of_a_count_that_is_over(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    with site.app.app_context(), pytest.raises(NotInThisPhase), transaction():
        service.withdraw(contest_id=vote.id, slug="nominee-1", reason="late", actor=None)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_last_nominee_stays_and_a_correction_needs_a_reason(site: Site) -> None:
    vote = site.make_vote(nominees=2)
    with site.app.app_context():
        with transaction():
            service.withdraw(contest_id=vote.id, slug="nominee-1", reason="no", actor=None)
        with pytest.raises(LastOne), transaction():
            service.withdraw(contest_id=vote.id, slug="nominee-2", reason="no", actor=None)
        told = told_of(get_nominee(vote.id, "nominee-2"))
        new = type(told)(**{**vars(told), "place": "Lund"})
        with pytest.raises(NoReason), transaction():
            service.change(contest_id=vote.id, slug="nominee-2", revision=0, told=new, reason=" ", actor=None)
        with pytest.raises(NotInThisPhase), transaction():
            service.change(contest_id=vote.id, slug="nominee-2", revision=0, told=new, new_slug="x", actor=None)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_announcement_that_is_taken_back_starts_afresh(site: Site) -> None:
    """Who was withdrawn meanwhile is not announced again: the count would find one more than was announced."""
    vote = site.make_vote(Phase.ANNOUNCED)
    with site.app.app_context(), transaction():
        service.withdraw(contest_id=vote.id, slug="nominee-1", reason="no", actor=None)
    act(site, vote, Action.WITHDRAW)
    act(site, vote, Action.ANNOUNCE)
    with site.app.app_context():
        assert [nominee.slug for nominee in db.session.scalars(select(Nominee).order_by(Nominee.position))] == [
            "nominee-2",
            "nominee-3",
        ]


def test_addresses_are_made_of_names() -> None:
    assert free_slug("Åsa Öberg & Söner AB", set()) == "asa-oberg-soner-ab"
    assert free_slug("Ada", {"ada", "ada-2"}) == "ada-3"
    assert free_slug("山田", set()) == "nominee"
    assert len(free_slug("x" * 500, {"x" * 56})) <= 60


def test_moving_keeps_everybody() -> None:
    assert reordered("abcd", 0, "up") == list("abcd")
    assert reordered("abcd", 0, "down") == list("bacd")
    assert reordered("abcd", 3, "1") == list("dabc")
    assert reordered("abcd", 1, "99") == list("acdb")
    with pytest.raises(ValueError, match="sideways"):
        reordered("abcd", 1, "sideways")


@pytest.mark.parametrize("names", [(), ("Ada",), ("A|b", "c\\d"), ("två\nrader", "\\n", "|")])
def test_people_are_read_as_they_were_written(names: tuple[str, ...]) -> None:
    people = tuple(
        Somebody(name, LocalText(name, "") if number % 2 else LocalText()) for number, name in enumerate(names)
    )
    assert read_people(people_text(people)) == people
