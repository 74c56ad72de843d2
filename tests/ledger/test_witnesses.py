"""Somebody else signs the log too: what is taken, what is refused, and that the verifier finds it in the bundle."""

import base64
import uuid
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.acts import act, cast_votes
from tests.bundles import bundle_of, verify
from tests.lookups import events_of
from tests.page import main_text
from tests.site import Site, Vote
from tests.tables import contents
from tests.words import said
from voting.contests.rules import Action
from voting.ledger import queries
from voting.ledger.notes import COSIGNER, VerifierKey, read_key

WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
NAME = "witness.example"


def key_of(private: Ed25519PrivateKey = WITNESS, name: str = NAME) -> VerifierKey:
    return VerifierKey(name, private.public_key().public_bytes_raw(), COSIGNER)


def cosigned(note: str, private: Ed25519PrivateKey = WITNESS, name: str = NAME, seconds: int = 1_800_000_000) -> str:
    """The note with a witness's line under it, as c2sp.org/tlog-cosignature says."""
    text = note[: note.rindex("\n\n") + 1]
    signature = private.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    line = base64.b64encode(key_of(private, name).id + seconds.to_bytes(8, "big") + signature).decode()
    return f"{note}— {name} {line}\n"


def head_of(site: Site, vote: Vote) -> str:
    return site.app.test_client().get(f"{vote.path}/log/checkpoint").text


def add(site: Site, vote: Vote, note: str, folder: Path, key: object = None) -> tuple[int, str]:
    (folder / "head.txt").write_text(note, encoding="utf-8")
    words = ["log", "witness", vote.award, str(vote.year), str(key or key_of()), str(folder / "head.txt")]
    done = site.app.test_cli_runner().invoke(args=words)
    return done.exit_code, done.output


@pytest.fixture
def vote(site: Site) -> Vote:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=2)
    return vote


def test_a_witness_stands_on_the_page_under_the_head_and_in_the_bundle(site: Site, vote: Vote, tmp_path: Path) -> None:
    visitor = site.browser("en")
    nobody = said(site, "Not independently witnessed: nobody but us has signed this log.", "en")
    assert nobody in main_text(visitor.get(f"{vote.path}/log"))
    head = head_of(site, vote)
    assert add(site, vote, cosigned(head), tmp_path) == (0, f"{NAME} has signed the first 3 entries.\n")
    assert head_of(site, vote) == cosigned(head)
    text = main_text(visitor.get(f"{vote.path}/log"))
    assert nobody not in text
    assert f"Witnessed by {NAME}, who has signed the log too, last with 3 entries." in text
    assert str(key_of()) in text
    assert events_of(site, vote)[-1].details == {"witness": NAME, "entries": 3}

    act(site, vote, Action.CLOSE, actor=uuid.uuid4())
    assert NAME not in head_of(site, vote)
    add(site, vote, cosigned(head_of(site, vote)), tmp_path)
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    bundle = bundle_of(site, vote, tmp_path)
    assert f"{NAME} has signed, last at size 4" in verify(bundle, "--witness", str(key_of())).stdout
    assert verify(bundle, "--witness", str(key_of(OTHER))).returncode != 0


def test_the_same_once_more_changes_nothing_and_a_later_one_takes_its_place(
    site: Site, vote: Vote, tmp_path: Path
) -> None:
    head = head_of(site, vote)
    for seconds in (1_800_000_000, 1_800_000_000, 1_900_000_000):
        assert add(site, vote, cosigned(head, seconds=seconds), tmp_path)[0] == 0
    assert head_of(site, vote) == cosigned(head, seconds=1_900_000_000)
    assert add(site, vote, cosigned(head, OTHER, "b.example"), tmp_path, key_of(OTHER, "b.example"))[0] == 0
    assert head_of(site, vote).count("—") == 3
    with site.app.app_context():
        assert [found.name for found in queries.list_witnesses(vote.id, limit=99)] == ["b.example", NAME]
        assert queries.list_witnesses(vote.id, limit=2) == []


def test_what_is_no_signed_head_of_this_log_is_refused(site: Site, vote: Vote, tmp_path: Path) -> None:
    other = site.make_vote(award="another")
    head, foreign = head_of(site, vote), head_of(site, other)
    wrong = {
        "nothing": ("", None),
        "no witness": (head, None),
        "another's signature": (cosigned(head, OTHER), None),
        "another's name": (cosigned(head, WITNESS, "evil.example"), None),
        "another log": (cosigned(foreign), None),
        "changed": (cosigned(head).replace("\n3\n", "\n2\n"), None),
        "signed before it was changed": (cosigned(head.replace("\n3\n", "\n2\n")), None),
        "not our signature": (cosigned(head[: head.index("—")]), None),
        "a key of another kind": (cosigned(head), VerifierKey(NAME, key_of().public)),
        "no key": (cosigned(head), "K7QF"),
        "a name that is no name": (cosigned(head, WITNESS, "\x1b[31mred"), key_of(WITNESS, "\x1b[31mred")),
        "a name with other letters": (cosigned(head, WITNESS, "wïtness"), key_of(WITNESS, "wïtness")),
        "a long name": (cosigned(head, WITNESS, "w" * 256), key_of(WITNESS, "w" * 256)),
        "twice": (cosigned(cosigned(head), seconds=1_900_000_000), None),
    }
    before = contents(site)
    for name, (note, key) in wrong.items():
        code, output = add(site, vote, note, tmp_path, key)
        assert (code, output[:7]) == (1, "Error: "), name
        assert contents(site) == before, name


def test_a_second_key_does_not_take_a_witnesss_name(site: Site, vote: Vote, tmp_path: Path) -> None:
    head = head_of(site, vote)
    assert add(site, vote, cosigned(head), tmp_path)[0] == 0
    before = contents(site)
    assert add(site, vote, cosigned(head, OTHER), tmp_path, key_of(OTHER))[0] == 1
    assert contents(site) == before


def test_nothing_is_added_once_the_bundle_is_signed(site: Site, vote: Vote, tmp_path: Path) -> None:
    head = head_of(site, vote)
    act(site, vote, Action.CLOSE, actor=uuid.uuid4())
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    before = contents(site)
    assert add(site, vote, cosigned(head), tmp_path)[0] == 1
    assert contents(site) == before


def test_a_witnesss_key_is_read_as_it_is_published() -> None:
    assert read_key(str(key_of()), COSIGNER) == key_of()
    assert key_of().id != VerifierKey(NAME, key_of().public).id
