"""Receipts: what a number tells everybody, what a file tells its voter, and that neither page tells the choice."""

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acts import act, cast, take_batch
from tests.canvass.reviews import ballots_of, void
from tests.page import form_on, heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.ballots import rules
from voting.ballots.rules import BadReceipt, LinkDestroyed, near_misses, read_receipt, receipt_number
from voting.contests.rules import Action, Phase
from voting.ledger import notes
from voting.ledger.queries import get_log, iterate_entries
from voting.ledger.tree import leaf_hash, root_from_inclusion
from voting.web import slip

COMMITMENT = bytes(range(7, 39))
NUMBER = receipt_number(COMMITMENT)
FATES = {
    "recorded": "Yes, this vote is recorded.",
    "waiting": (
        "It waits for other votes. They enter the public log together, in random order, so that its "
        "place does not reveal when it was cast. That happens when voting closes, at the latest."
    ),
    "replaced": "This vote has been replaced.",
    "near": "No vote has exactly this number, but one has a very similar number.",
    "unknown": (
        "Check that your receipt is from this vote and this year. If it is, and the number is right, "
        "write to us and keep your receipt. It proves that we promised to record the vote."
    ),
}


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER.replace("-", ""),
        NUMBER.replace("-", " "),
        f"  {NUMBER}\n",
        NUMBER.replace("-", " – "),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_receipt(typed) == COMMITMENT[:15]


def test_letters_that_look_like_digits_are_read_as_them() -> None:
    assert read_receipt("oO0iIlL1" * 3) == read_receipt("00011111" * 3)


@pytest.mark.parametrize(
    "typed", ["", NUMBER[:-1], NUMBER + "0", NUMBER[:-1] + "U", NUMBER[:-1] + "å", NUMBER[:-1] + "!"]
)
def test_what_cannot_be_a_number_is_refused(typed: str) -> None:
    with pytest.raises(BadReceipt):
        read_receipt(typed)


def test_near_misses_are_one_slip_away() -> None:
    near = {receipt_number(label + bytes(17)) for label in near_misses(COMMITMENT[:15])}
    plain, other = NUMBER.replace("-", ""), {text.replace("-", "") for text in near}
    assert NUMBER not in near
    assert len(other) >= 24 * 31
    assert all(len(slip_between(plain, text)) <= 2 for text in other)
    for at in range(24):
        assert plain[:at] + ("0" if plain[at] != "0" else "1") + plain[at + 1 :] in other
    swapped = plain[:4] + plain[5] + plain[4] + plain[6:]
    assert swapped in other or plain[4] == plain[5]


def slip_between(one: str, other: str) -> list[int]:
    return [at for at in range(24) if one[at] != other[at]]


def ask(browser: Browser, vote: Vote, number: str) -> str:
    browser.get(f"{vote.path}/counted")
    browser.submit(receipt=number)
    return main_text(browser.page)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_anybody_can_ask_what_has_become_of_a_number(site: Site, lang: str) -> None:
    another, vote = site.make_vote(award="another"), site.make_vote(batch="2")
    foreign = cast(site, another).receipt
    visitor, voter = site.browser(lang), b"v" * 32
    first = cast(site, vote, "nominee-1", pseudonym=voter).receipt

    def told(number: str, fate: str) -> bool:
        return said(site, FATES[fate], lang) in ask(visitor, vote, number)

    assert told(first, "waiting")
    second = cast(site, vote, "nominee-2", pseudonym=voter).receipt
    assert told(first, "replaced")
    assert told(second, "waiting")
    cast(site, vote)
    take_batch(site, vote)
    assert told(first, "replaced")
    assert told(second.lower().replace("-", " "), "recorded")
    slip = ("0" if second[0] != "0" else "1") + second[1:]
    assert told(slip, "near")
    assert told(foreign, "unknown")
    act(site, vote, Action.CLOSE)
    assert told(second, "recorded")
    reviewed = "It is counted, unless the review finds one of the announced reasons to void it."
    assert said(site, reviewed, lang) in main_text(visitor.page)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_typo_is_told_at_the_field_and_kept_there(site: Site, lang: str) -> None:
    vote, visitor = site.make_vote(), site.browser(lang)
    for number, message in ((NUMBER[:-2], rules.WrongLength.message), (NUMBER[:-1] + "U", rules.StrangeSymbol.message)):
        said_so = said(site, message, lang) % {"length": 24, "typed": 22, "symbol": "U"}
        assert said_so in ask(visitor, vote, number)
        assert visitor.page.status_code == 422
        assert form_on(visitor.page)[1]["receipt"] == number


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_answer_is_the_same_whatever_was_chosen(site: Site) -> None:
    vote = site.make_vote()
    numbers = [cast(site, vote, choice).receipt for choice in ("nominee-1", "nominee-3")]
    answers = [ask(site.browser("en"), vote, number).replace(number, "NUMBER") for number in numbers]
    assert answers[0] == answers[1]
    assert "ominee" not in answers[0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_asking_is_limited(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voting.ballots.views.LOOKUPS", 3)
    vote, visitor = site.make_vote(), site.browser()
    for _ in range(3):
        ask(visitor, vote, NUMBER)
        assert visitor.page.status_code == 200
    ask(visitor, vote, NUMBER)
    assert visitor.page.status_code == 429


def voted(site: Site, vote: Vote, lang: str = "en") -> Browser:
    voter = site.voter("anna@demo.example", lang)
    voter.vote(vote, "nominee-2")
    return voter


def file_of(voter: Browser, vote: Vote) -> str:
    response = voter.client.get(f"{vote.path}/receipt.txt")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"].startswith("attachment")
    return response.text


def extra_of(file: str) -> bytes:
    lines = [line for line in file.split("\n") if line.startswith("extra ")]
    return base64.b64decode(lines[0].removeprefix("extra ")) if lines else b""


def test_the_file_is_a_signed_promise_and_then_a_proof(site: Site) -> None:
    vote = site.make_vote(batch="2")
    cast(site, site.make_vote(award="another"))
    voter = voted(site, vote)
    promise = file_of(voter, vote)
    with site.app.app_context():
        key = notes.read_key(get_log(vote.id).verifier_key)
    header, _, note = promise.partition("\n\n")
    kind, origin, commitment, _ = notes.read_note(note, key).split("\n")
    assert (header.split("\n")[0], kind, origin) == ("vote/v1 receipt", "vote/v1 promise", key.name)
    opened = extra_of(promise)
    sealed = rules.commitment(contest=vote.id, choice="nominee-2", salt=opened[:32], nonce=opened[32:])
    assert base64.b64decode(commitment) == sealed
    voter.get(f"{vote.path}/receipt")
    assert receipt_number(sealed) in main_text(voter.page).replace(" ", "")

    cast(site, vote)
    take_batch(site, vote)
    proof = notes.read_proof(file_of(voter, vote))
    head = notes.read_checkpoint(notes.read_note(proof.checkpoint, key))
    with site.app.app_context():
        leaf = list(iterate_entries(vote.id))[proof.index]
    assert sealed.hex().encode() in leaf
    assert root_from_inclusion(leaf_hash(leaf), proof.index, head.size, proof.path) == head.root
    assert proof.extra == opened


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_the_browser_that_cast_gets_the_file_whole_and_only_for_ten_minutes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = site.make_vote()
    voter = voted(site, vote)
    assert len(extra_of(file_of(voter, vote))) == 48
    elsewhere = site.voter("anna@demo.example", "en")
    assert extra_of(file_of(elsewhere, vote)) == b""
    elsewhere.client.set_cookie("slip", "AAAA.BBBB.CCCC")
    assert extra_of(file_of(elsewhere, vote)) == b""
    monkeypatch.setattr(slip, "SECONDS", -1)
    assert extra_of(file_of(voter, vote)) == b""
    monkeypatch.undo()
    elsewhere.vote(vote, "nominee-3")
    assert extra_of(file_of(voter, vote)) == b"", "the ballot that it cast counts no more"
    assert timedelta(seconds=slip.SECONDS) <= timedelta(minutes=10)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_has_not_voted_has_no_file_and_asking_writes_nothing(site: Site) -> None:
    vote, voter = site.make_vote(), site.voter()
    assert voter.get(f"{vote.path}/receipt.txt").status_code == 404
    assert heading(site.browser("en").get(f"{vote.path}/receipt.txt")) == "Sign in"
    voter.vote(vote)
    (Path(site.environ["VOTING_KEY_DIR"]) / "contests" / f"{vote.id}.sign").unlink()
    before = contents(site)
    assert voter.get(f"{vote.path}/receipt.txt").status_code == 503
    assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_slip_does_not_say_the_number_and_goes_at_signing_out(site: Site) -> None:
    voter = voted(site, site.make_vote())
    number = next(word for word in main_text(voter.page).split() if word.count("-") == 5)
    cookie = voter.client.get_cookie("slip")
    assert cookie is not None
    told = base64.urlsafe_b64decode(cookie.value.split(".")[0] + "==").decode()
    assert number not in told
    assert number.replace("-", "") not in told
    voter.get("/account")
    voter.submit("/sign-out")
    assert voter.client.get_cookie("slip") is None


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("drawn", ["server", "browser", ""])
def test_the_receipt_says_who_drew_the_voters_part(site: Site, lang: str, drawn: str) -> None:
    vote, voter = site.make_vote(), site.voter(lang=lang)
    voter.get(f"{vote.path}/ballot")
    voter.submit(nominee="nominee-1")
    voter.submit(f"{vote.path}/review", drawn=drawn)
    words = "Your browser did not run our JavaScript in time, so our server drew your part of the seal too."
    told = said(site, words + " Your vote counts just the same.", lang) in main_text(voter.page)
    assert told is (drawn != "browser")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_comes_back_after_certifying_is_led_to_the_receipts_page(site: Site, lang: str) -> None:
    vote, voter = site.make_vote(), site.voter(lang=lang)
    voter.vote(vote)
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    for path in ("receipt", "receipt.txt"):
        voter.get(f"{vote.path}/{path}")
        assert (voter.page.status_code, heading(voter.page)) == (410, said(site, LinkDestroyed.title, lang))
        assert f'{vote.path}/counted"' in voter.page.text


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_voter_who_is_signed_in_reads_that_the_vote_is_voided(site: Site, lang: str) -> None:
    vote, voter, other = site.make_vote(appeal_hours="48"), site.voter(lang=lang), site.voter("bo@demo.example", lang)
    for browser in (voter, other):
        browser.vote(vote)
    halves = re.findall(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", main_text(voter.page))
    receipt = "-".join(halves[:2])
    act(site, vote, Action.CLOSE)
    void(site, vote, ballots_of(site, vote, [receipt]))
    words = said(site, "This vote has been voided, so it is not counted.", lang)
    for path in ("receipt", "ballot"):
        assert words in main_text(voter.get(f"{vote.path}/{path}")), path
        assert words not in main_text(other.get(f"{vote.path}/{path}")), path
