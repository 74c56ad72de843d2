"""The result of an accepted bundle, for people and as JSON."""

from collections import Counter

from verifier.checks import Verification
from verifier.strict import Json

KINDS = ("void", "unvoid", "certify")


def facts(done: Verification) -> dict[str, Json]:
    """Everything that is told of an accepted bundle; nothing of one that is not."""
    log, result = done.log, done.result
    if done.report.reason or done.key is None or log is None or result is None:
        return {}
    acts = Counter((entry["type"], len(entry["by"]) > 1) for _, entry in [*log.canvass, (0, log.certify)])
    return {
        **result,
        "key": done.key.written,
        "rehearsal": bool(log.announcement["rehearsal"]),
        "key_pinned": done.pinned is not None,
        "witnesses": [witness.name for witness in done.witnesses],
        "acts": {kind: {"joint": acts[kind, True], "single_handed": acts[kind, False]} for kind in KINDS},
        "announcements_withdrawn": len(log.announcements) - 1,
    }


def lines(done: Verification) -> list[str]:
    told = facts(done)
    if not told:
        return []
    voided = told["voided"] if isinstance(told["voided"], dict) else {}
    gone = sum(map(_number, voided.values()))
    return [
        *(["*** REHEARSAL: this was a trial run. It is not a result. ***", ""] if told["rehearsal"] else []),
        f"award       {told['award']} {told['year']}",
        f"contest     {told['contest']}",
        f"key         {told['key']}" + ("" if told["key_pinned"] else "   (NOT PINNED)"),
        f"log         {told['size']:,} entries, {told['announcements_withdrawn']} announcements withdrawn",
        f"ballots     {told['counted']:,} counted, {told['superseded']:,} replaced by their voters, {gone:,} voided",
        *(f"  voided    {_number(number):,}: {reason}" for reason, number in sorted(voided.items())),
        *_act_lines(told["acts"]),
        "witnesses   " + (", ".join(w.name for w in done.witnesses) or "NOT INDEPENDENTLY WITNESSED"),
        "",
        *_tally_lines(told["tally"]),
        _winner_line(told["winners"]),
    ]


def _number(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _act_lines(acts: Json) -> list[str]:
    """How many were by one person alone: allowed, and to be seen."""
    said = []
    for kind, ways in acts.items() if isinstance(acts, dict) else ():
        joint, single = (_number(n) for n in ways.values()) if isinstance(ways, dict) else (0, 0)
        if joint or single:
            said.append(f"  {kind:<10}{joint:,} joint, {single:,} single-handed")
    return said


def _tally_lines(tally: Json) -> list[str]:
    rows = [row for row in tally if isinstance(row, dict)] if isinstance(tally, list) else []
    return [f"{_place(row['rank'])} {row['nominee']:<40} {row['votes']:>12,}" for row in rows]


def _place(rank: Json) -> str:
    return f"{rank:>4}." if rank else "  out"


def _winner_line(winners: Json) -> str:
    if not isinstance(winners, list) or not winners:
        return "No winner: nobody has a vote."
    names = ", ".join(map(str, winners))
    return f"Winner: {names}" if len(winners) == 1 else f"A tie between {len(winners)}: {names}"
