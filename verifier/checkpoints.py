"""All checkpoints of a bundle. SPEC.md, sections 2 and 6; checks V3 and V13."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from verifier.notes import Checkpoint, Key, cosigned, join_note, read_checkpoint
from verifier.strict import Refused

MAX_CHECKPOINTS = 2**28  # bytes
TOGETHER = 512  # paragraphs


def read_checkpoints(data: bytes, key: Key, advance: Callable[[int], None]) -> list[Checkpoint]:
    """V3: signatures, origin, growing sizes. Checking a signature lets other threads run, so two cores share it."""
    paragraphs = data[:-1].split(b"\n\n")
    if not data.endswith(b"\n") or len(paragraphs) % 2 or not all(paragraphs):
        raise Refused("checkpoints.txt is not a list of signed notes")

    def read(start: int) -> list[Checkpoint]:
        part = paragraphs[start : start + TOGETHER]
        return [
            read_checkpoint(join_note(text, signatures + b"\n"), key)
            for text, signatures in zip(part[::2], part[1::2], strict=True)
        ]

    found: list[Checkpoint] = []
    with ThreadPoolExecutor() as pool:
        for some in pool.map(read, range(0, len(paragraphs), TOGETHER)):
            found += some
            advance(len(data) * len(some) * 2 // len(paragraphs))
    for one, following in pairwise(found):
        if one.size >= following.size:
            raise Refused(f"the checkpoint of size {following.size} does not follow that of size {one.size}")
    return found


def largest_witnessed(checkpoints: Sequence[Checkpoint], witness: Key) -> str:
    """V13: the last checkpoint that bears the witness's name bears its true signature."""
    for checkpoint in reversed(checkpoints):
        holds = cosigned(checkpoint.note, witness)
        if holds is False:
            raise Refused(f"a signature by {witness.name} does not hold, at size {checkpoint.size}")
        if holds:
            return f"{witness.name} has signed, last at size {checkpoint.size:,}"
    raise Refused(f"{witness.name} has signed no checkpoint")
