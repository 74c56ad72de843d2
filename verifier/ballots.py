"""What the entries say together: documents, replacements, voids. SPEC.md, section 3; checks V6, V8 and V9."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import timedelta

from verifier.log import Entry, Log
from verifier.strict import Refused, read_instant


def check_documents(log: Log, digest: Callable[[str], str]) -> None:
    """V6: the documents are those announced."""
    for name, announced in log.announcement["documents"].items():
        if digest(name) != announced:
            raise Refused(f"{name} is not the file that was announced")


def check_replacements(log: Log, sizes: list[int]) -> int:
    """V8. `sizes`: of all checkpoints, growing."""
    if log.replaced_twice:
        raise Refused(f"entry {log.replaced_twice[0]} replaces a ballot which another entry replaces too")
    for c, sup in log.replaces.items():
        here, there = log.commitments[c], log.commitments.get(sup)
        if there is None:
            raise Refused(f"entry {here} replaces a ballot that is not in the log")
        if there >= here:
            batch = bisect_right(sizes, here)
            if there == here or batch == len(sizes) or there >= sizes[batch]:
                raise Refused(f"entry {here} replaces entry {there}, which no checkpoint shows beside or before it")
    _check_chains(log)
    return len(log.superseded)


def _check_chains(log: Log) -> None:
    """Each ballot replaces at most one and is replaced at most once: there are chains, and perhaps cycles."""
    most, seen = log.announcement["max_changes"], 0
    for last in log.replaces:
        if last in log.superseded:
            continue
        length, c = 0, last
        while c in log.replaces:
            length, c = length + 1, log.replaces[c]
        if length > most:
            raise Refused(f"entry {log.commitments[last]} is change number {length} of at most {most}")
        seen += length
    if seen != len(log.replaces):
        raise Refused("ballots replace each other in a circle")


def check_voids(log: Log) -> dict[bytes, str]:
    """V9. Which commitments are voided at the end, and for which reason."""
    voided: dict[bytes, str] = {}
    for number, entry in log.canvass:
        c = bytes.fromhex(entry["c"])
        reason = _void_fault(log, entry, c, c in voided)
        if reason:
            raise Refused(f"entry {number}: {reason}")
        if entry["type"] == "void":
            voided[c] = entry["reason"]
        else:
            del voided[c]
    _check_certify(log)
    return voided


def _void_fault(log: Log, entry: Entry, c: bytes, is_voided: bool) -> str | None:
    if not entry["by"]:
        return "nobody has approved it"
    if c not in log.commitments:
        return "it names a ballot that is not in the log"
    if entry["type"] == "unvoid":
        return None if is_voided else "it restores a ballot that is not voided"
    if is_voided or c in log.superseded:
        return "it voids a ballot that is already " + ("voided" if is_voided else "replaced")
    return None if entry["reason"] in log.announcement["reasons"] else "its reason was not announced"


def _check_certify(log: Log) -> None:
    if not log.certify["by"]:
        raise Refused("nobody has approved the certification")
    if log.canvass:
        waited = read_instant(log.certify["at"]) - read_instant(log.canvass[-1][1]["at"])
        if waited < timedelta(hours=log.announcement["appeal_hours"]):
            raise Refused(f"certified {waited} after the last void, before the time for appeals had passed")
