"""What an insider who holds the signing key can hide: `python -m verifier.tests.insider` prints the table.

The honest vote was public: a voter kept her promise, another voter his proof, a third person an old checkpoint, a
fourth ran the watcher; all from before voting closed. Then the insider makes another bundle and signs all of it anew.
Each column says what one of them sees: the number of the check that fails, or `-` if nothing does.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from verifier import watch
from verifier.notes import CONTEST_KEY, read_checkpoint, read_key, read_note
from verifier.strict import Refused
from verifier.tests.forge import ORIGIN, Entry, Files, Forge, Signer, dump
from verifier.tests.judge import judge

Rewrite = Callable[[Forge], object]


class Seen(NamedTuple):
    """What each of them sees."""

    bundle: str  # the bundle alone
    pinned: str  # with the key known from outside
    promise: str  # with the promise of the ballot concerned
    proof: str  # with the proof of another, untouched ballot
    checkpoint: str  # with an old checkpoint
    watch: str  # by the watcher, in the live log


def honest() -> Forge:
    forge = Forge(5, voters=20)
    forge.files()
    return forge


def concerned(forge: Forge) -> Entry:
    """The ballot of the voter with the promise: of the second batch, counted."""
    replaced, voided = forge.states()
    return next(e for e in forge.ballots()[5:] if e["c"] not in replaced and e["c"] not in voided)


def place(forge: Forge, entry: Entry) -> int:
    return next(n for n, other in enumerate(forge.log) if other is entry)


def close(forge: Forge) -> int:
    return forge.place("close")


def delete(forge: Forge) -> None:
    forge.log.pop(place(forge, concerned(forge)))


def replace(forge: Forge) -> None:
    forge.log[place(forge, concerned(forge))] = forge.ballot()


def reorder(forge: Forge) -> None:
    here = place(forge, concerned(forge))
    there = here + 1 if forge.log[here + 1] else here - 1
    forge.log[here], forge.log[there] = forge.log[there], forge.log[here]


def insert_early(forge: Forge) -> None:
    forge.log.insert(place(forge, concerned(forge)), forge.ballot())


def late_nominee(forge: Forge) -> None:
    forge.nominees.append("nominee-99")
    forge.documents["nominees.json"] = dump([{"slug": slug} for slug in forge.nominees])
    announce_documents(forge)


def announce_documents(forge: Forge) -> None:
    forge.one("announce")["documents"] = {name: sha256(data).hexdigest() for name, data in forge.documents.items()}


def drop_opening(forge: Forge) -> None:
    c = concerned(forge)["c"]
    forge.change["openings"] = lambda rows: [row for row in rows if row["c"] != c]


def change_choice(forge: Forge) -> None:
    c = concerned(forge)["c"]
    other = next(slug for slug in forge.nominees if slug != forge.secrets[c][0])
    forge.change["openings"] = lambda rows: [row | {"choice": other} if row["c"] == c else row for row in rows]


def stuff(forge: Forge) -> None:
    for _ in range(7):
        forge.log.insert(close(forge), forge.ballot(forge.nominees[0]))


def forged_change(forge: Forge) -> None:
    forge.log.insert(close(forge), forge.ballot(forge.nominees[0], sup=concerned(forge)["c"]))


def collude(forge: Forge) -> None:
    made = forge.act("void", 261, [1, 2], c=concerned(forge)["c"], reason="invented-account")
    forge.log.insert(forge.place("certify"), made)


def rules(forge: Forge) -> None:
    forge.documents["rules.md"] = b"# Other rules\n"


def rules_announced(forge: Forge) -> None:
    rules(forge)
    announce_documents(forge)


def after_close(forge: Forge) -> None:
    forge.log.insert(close(forge) + 2, forge.ballot())


def second_close(forge: Forge) -> None:
    forge.log[close(forge) + 2 : close(forge) + 2] = [forge.ballot(), dict(forge.one("close"))]


def shorter(forge: Forge) -> None:
    """All ballots from the second batch on are cut; whoever changed or voided them never did."""
    cut = forge.ballots()[5:]
    gone = {entry["c"] for entry in cut}
    forge.log[:] = [e for e in forge.log if e is None or (e not in cut and e.get("c") not in gone)]


def numbers(forge: Forge) -> None:
    def change(result: Entry) -> Entry:
        result["tally"][0]["votes"] += 1
        return result | {"counted": result["counted"] + 1}

    forge.change["result"] = change


def other_key(forge: Forge) -> None:
    forge.signer = Signer(ORIGIN, "a key of the insider's own")
    for announce in forge.all("announce"):
        announce["key"] = forge.signer.key


OK = "-"
COUNTED, REPLACED, VOIDED = "- (counted)", "- (replaced)", "- (voided)"
ALL_BUT_ONE = Seen(OK, OK, COUNTED, "V12", "V12", "fork")
UNSEEN = Seen(OK, OK, COUNTED, COUNTED, OK, OK)


def fails(number: int) -> Seen:
    """Seen by everybody, in the bundle alone, and in the live log by nobody."""
    check = f"V{number}"
    return Seen(check, check, check, check, check, OK)


TABLE: dict[str, tuple[Rewrite, Seen]] = {
    "a ballot deleted": (delete, Seen(OK, OK, "V12", "V12", "V12", "fork")),
    "a ballot replaced by another": (replace, Seen(OK, OK, "V12", "V12", "V12", "fork")),
    "two entries exchanged": (reorder, ALL_BUT_ONE),
    "a ballot inserted among the old ones": (insert_early, ALL_BUT_ONE),
    "a nominee added to the announcement": (late_nominee, ALL_BUT_ONE),
    "rules and announcement changed": (rules_announced, ALL_BUT_ONE),
    "rules.md changed": (rules, fails(6)),
    "the log cut and closed earlier": (shorter, Seen(OK, OK, "V12", "V12", "V12", "fork")),
    "an opening dropped, the tally adapted": (drop_opening, fails(10)),
    "an opening's choice changed, the tally adapted": (change_choice, fails(10)),
    "a ballot after the close": (after_close, fails(6)),
    "a ballot and a second close": (second_close, fails(6)),
    "other numbers in result.json": (numbers, fails(11)),
    "everything signed with another key": (other_key, Seen(OK, "V1", "V12", "V12", "V12", "not signed")),
    "a forged change of a voter's ballot": (forged_change, Seen(OK, OK, REPLACED, COUNTED, OK, OK)),
    "a ballot voided by two colluders": (collude, Seen(OK, OK, VOIDED, COUNTED, OK, OK)),
    "invented ballots, cast while voting is open": (stuff, UNSEEN),
}


class Served(watch.Server):
    """A live log that is a dictionary."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def get(self, path: str, limit: int) -> bytes:
        return self.files[path]


def watched(old: Forge, size: int, new: Forge) -> str:
    key = read_key(old.signer.key, CONTEST_KEY)
    server = Served(new.tiles(len(new.lines)))
    kept = read_checkpoint(read_note(old.checkpoint(size).encode()), key)
    try:
        watch.check_growth(server, kept, read_checkpoint(read_note(server.get("checkpoint", 0)), key))
    except watch.Fork:
        return "fork"
    except Refused:
        return "not signed"
    return OK


def seen(rewrite: Rewrite) -> Seen:
    """The honest vote, rewritten, through everybody's eyes."""
    old, new = honest(), Forge(5, voters=20)
    rewrite(new)
    files = new.files()
    ballot = concerned(old)["c"]
    size = next(n for n, line in enumerate(old.lines) if b'"close"' in line) - 3
    size = max(s for s in old.sizes if s <= size)
    others = [n for n in range(size) if b'"ballot"' in old.lines[n] and ballot.encode() not in old.lines[n]]
    alone = verdict(files, None)
    promise = verdict(files, None, old.promise(ballot))
    return Seen(
        alone,
        verdict(files, old.signer.key),
        promise,
        verdict(files, None, old.proof(others[0], size)),
        verdict(files, None, old.checkpoint(size).encode()),
        watched(old, size, new),
    )


def verdict(files: Files, pinned: str | None, receipt: bytes | None = None) -> str:
    done = judge(files, pinned, [] if receipt is None else [receipt])
    if done.report.reason:
        return done.report.reason.partition(":")[0]
    said = done.report.outcomes[12].text
    words = {"counted": COUNTED, "replaced by its voter": REPLACED, "voided: invented-account": VOIDED}
    return next((short for long, short in words.items() if said.endswith(", " + long)), OK)


def main() -> None:
    print("| The insider, signing all anew | " + " | ".join(Seen._fields) + " |")
    print("|---" * (len(Seen._fields) + 1) + "|")
    for name, (rewrite, _) in TABLE.items():
        print(f"| {name} | " + " | ".join(seen(rewrite)) + " |")


if __name__ == "__main__":
    main()
