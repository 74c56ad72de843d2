"""Random changes of a bundle: none is accepted."""

import json
import random

from verifier.strict import Malformed
from verifier.tests.forge import Files, Forge
from verifier.tests.judge import failed, judge
from verifier.tests.mutants import ACCEPTED, KINDS, SAME, run


def test_no_change_is_accepted_when_nothing_is_signed_anew() -> None:
    table = run(Forge(3, witnesses=1, verifier=True).files(), 600, seed=7)
    assert sum(counts["all"] for counts in table.values()) == 600
    assert {kind: counts[ACCEPTED] for kind, counts in table.items() if counts[ACCEPTED]} == {}
    assert sum(counts[SAME] for counts in table.values()) < 60


def free_text(files: Files) -> dict[str, object]:
    """What the other checks vouch for: all but SPEC.md and the signed list; JSON by its value, a signature once."""
    values: dict[str, object] = {name: data for name, data in files.items() if name not in ("SPEC.md", "SHA256SUMS")}
    paragraphs = files["checkpoints.txt"].split(b"\n\n")
    values["checkpoints.txt"] = [list(dict.fromkeys(paragraph.split(b"\n"))) for paragraph in paragraphs]
    return values | {name: json.loads(files[name]) for name in ("manifest.json", "result.json")}


def test_no_change_is_accepted_when_the_list_of_digests_is_signed_anew() -> None:
    """So that the other checks have to find it: what V2 finds is not signed for here."""
    forge, chance = Forge(3), random.Random(11)
    original = forge.files()
    unsigned = {name: data for name, data in original.items() if name != "SHA256SUMS"}
    for number in range(600):
        mutant = forge.sealed(list(KINDS.values())[number % len(KINDS)](chance, unsigned))
        try:
            accepted = not failed(judge(mutant))
        except Malformed:
            accepted = False
        if accepted:
            added = {name for name in mutant if name not in original}
            assert all(name.startswith("extra-") for name in added)
            kept = {name: data for name, data in mutant.items() if name in original}
            assert free_text(kept) == free_text(original)
