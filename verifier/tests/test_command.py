"""The command as people use it: from the bundle's own folder, on a zip file, with keys, receipts, witnesses."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verifier import cli
from verifier.tests.forge import ROOT, Forge, Signer, receipt_number, write_folder, write_zip

SHAPES: dict[str, dict[str, object]] = {
    "usual": {},
    "one ballot": {"voters": 1, "changes": 0, "voids": 0, "unvoids": 0},
    "all voided": {"voters": 3, "changes": 0, "voids": 3, "unvoids": 0},
    "all restored": {"voters": 3, "changes": 0, "voids": 3, "unvoids": 3},
    "no withdrawal and no extension": {"withdrawn": 0, "extends": 0},
    "three withdrawals and extensions": {"withdrawn": 3, "extends": 3},
    "nominees who leave": {"leaving": 3},
    "the winner leaves": {"leaving": 1, "choose": lambda number: number % 3 // 2},
    "one batch": {"batch": 1000},
    "batches of one": {"batch": 1},
    "rehearsal": {"rehearsal": True},
    "witnesses": {"witnesses": 3},
    "hundred nominees": {"nominees": 100, "voters": 150},
    "a tie": {"voters": 8, "changes": 0, "voids": 0, "unvoids": 0, "choose": lambda number: number % 4},
    "many changes": {"voters": 5, "changes": 40, "max_changes": 10, "voids": 1},
    "two thousand": {"voters": 2000, "changes": 200, "voids": 50, "unvoids": 20},
    "with the verifier": {"verifier": True},
}


def forge(name: str, seed: int = 9) -> Forge:
    return Forge(seed, **SHAPES[name])  # type: ignore[arg-type]


def run(*arguments: object) -> int:
    return cli.main([*map(str, arguments), "--no-progress"])


@pytest.mark.parametrize("name", SHAPES)
def test_a_valid_bundle_is_accepted_as_folder_and_as_zip(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = forge(name).files()
    assert run(write_folder(files, tmp_path / "b")) == 0
    folder, err = capsys.readouterr()
    assert run(write_zip(files, tmp_path / "b.zip")) == 0
    assert capsys.readouterr().out == folder
    assert err == ""
    assert folder.endswith("ACCEPTED: every check holds.\n")


def test_the_same_seed_makes_the_same_bundle() -> None:
    assert forge("usual").files() == forge("usual").files()
    assert forge("usual").files() != forge("usual", 10).files()


def in_bundle(folder: Path, *arguments: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, *flags, "-m", "verifier", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_unpacked_bundle_checks_itself_and_stays_as_it_is(tmp_path: Path) -> None:
    made = forge("with the verifier")
    shutil.unpack_archive(write_zip(made.files(), tmp_path / "b.zip"), tmp_path / "b")
    before = sorted(tmp_path.rglob("*"))
    for _ in range(2):
        done = in_bundle(tmp_path / "b", ".", "--key", made.signer.key)
        assert done.returncode == 0, done.stdout
        assert done.stderr == ""
    assert sorted(tmp_path.rglob("*")) == before


def test_without_the_file_in_the_place_of_the_cache_there_is_b(tmp_path: Path) -> None:
    """Python keeps what it compiled in `__pycache__`, which no list names: `-B` forbids it, and a file prevents it."""
    made = forge("with the verifier")
    made.change["files"] = lambda files: {name: data for name, data in files.items() if "__pycache__" not in name}
    folder = write_folder(made.files(), tmp_path / "b")
    assert in_bundle(folder, ".", flags=("-B",)).returncode == 0
    done = in_bundle(folder, ".")
    assert done.returncode == 1
    assert "use python3 -B" in done.stderr


def test_what_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = forge("usual")
    assert run(write_folder(made.files(), tmp_path / "b")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:14]] == [f"V{number}" for number in range(1, 15)]
    assert [line.split()[1] for line in lines[:14]] == ["--", *["ok"] * 10, "--", "--", "ok"]
    text = "\n".join(lines)
    for said in (
        "NOT PINNED", "NOT INDEPENDENTLY WITNESSED", "golden-sparrow 2026", made.contest.hex(), made.signer.key,
        "2 joint, 1 single-handed", "10 counted", "2: invented-account", "Winner: ",
    ):  # fmt: skip
        assert said in text
    assert "REHEARSAL" not in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rehearsal", "*** REHEARSAL"),
        ("a tie", "A tie between 4: nominee-00, nominee-01, nominee-02, nominee-03"),
        ("all voided", "No winner: nobody has a vote."),
    ],
)
def test_what_is_said_of_special_results(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write_folder(forge(name).files(), tmp_path / "b")) == 0
    assert said in capsys.readouterr().out


def test_keys_receipts_and_witnesses_are_read_from_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = forge("witnesses")
    write_folder(made.files(), tmp_path / "b")
    c = made.ballots()[0]["c"]
    (tmp_path / "key").write_text(made.signer.key + "\n")
    (tmp_path / "witness").write_text(made.witnesses[0].key)
    (tmp_path / "promise").write_bytes(made.promise(c))
    (tmp_path / "proof").write_bytes(made.proof(4, 9))
    given = ["--key", tmp_path / "key", "--witness", tmp_path / "witness", "--witness", made.witnesses[1].key]
    assert run(tmp_path / "b", *given, "--receipt", tmp_path / "promise", "--receipt", tmp_path / "proof") == 0
    out = capsys.readouterr().out
    assert "--" not in out
    assert receipt_number(c) in out
    assert run(tmp_path / "b", "--receipt", tmp_path / "key") == 1
    assert capsys.readouterr().err.startswith("NOT ACCEPTED: V12: ")


def test_another_key_is_a_failure_with_one_line_of_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(forge("usual").files(), tmp_path / "b")
    assert run(tmp_path / "b", "--key", forge("usual", 10).signer.key) == 1
    out, err = capsys.readouterr()
    assert err == "NOT ACCEPTED: V1: the bundle is signed with another key than the one you gave\n"
    assert out.endswith(err)
    assert "Winner" not in out


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = forge("usual")
    write_folder(made.files(), tmp_path / "b")
    assert run(tmp_path / "b", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["accepted"] is True
    assert told["result"]["tally"] == json.loads((tmp_path / "b/result.json").read_bytes())["tally"]
    (tmp_path / "b/rules.md").write_bytes(b"")
    assert run(tmp_path / "b", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["accepted"], told["reason"][:3], told["result"]) == (False, "V2:", {})


@pytest.mark.parametrize(
    "arguments",
    [["nowhere"], [__file__], [], ["b", "--key", "x"], ["b", "--key", "x+y+z"], ["b", "--receipt", "nowhere"],
     ["b", "--receipt", "b"], ["b", "--witness", "KEY"], ["b", "--unknown"], ["b", "--key", "\0"]],
)  # fmt: skip
def test_wrong_usage_is_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = forge("usual")
    write_folder(made.files(), tmp_path / "b")
    monkeypatch.chdir(tmp_path)
    arguments = [made.signer.key if item == "KEY" else item for item in arguments]
    try:
        status = cli.main(arguments)
    except SystemExit as left:
        status = int(str(left.code))
    assert status == 2
    assert "Traceback" not in capsys.readouterr().err


def test_progress_is_shown_when_wanted_and_wiped_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(forge("two thousand").files(), tmp_path / "b")
    assert cli.main([str(tmp_path / "b"), "--progress"]) == 0
    err = capsys.readouterr().err
    assert "V2 digests" in err
    assert err.endswith("\r\x1b[K")


def test_a_reader_who_goes_away_is_no_traceback(tmp_path: Path) -> None:
    write_folder(forge("usual").files(), tmp_path / "b")
    command = f"{sys.executable} -m verifier {tmp_path}/b --json | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_key_longer_than_a_file_name_is_read() -> None:
    """A system refuses to look for a file of such a name, which says nothing about the key."""
    witness = Signer("w" * 255, "long", 4)
    assert cli.read_given_key(witness.key, 4).name == "w" * 255
