"""The numbers: live for the jury, certified for everybody once published."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from voting.ballots.queries import list_tallies
from voting.ballots.rules import commitment
from voting.contests.queries import Standing, assurance, get_by_id, void_words
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.extensions import db
from voting.ledger import queries as ledger
from voting.ledger.queries import find_last
from voting.nominees.models import Nominee
from voting.nominees.queries import list_announced
from voting.reading import by_pages
from voting.results.models import BundleFile, CertifiedTally, Opening
from voting.results.rules import CountDiffers, NotPublished, Outcome, count, opening_line
from voting.verdicts.queries import Settled, list_citations, settle
from voting.web.i18n import iso, percent, tr_plain
from voting.web.spreadsheet import Row, csv_lines


def live_outcome(contest_id: uuid.UUID) -> Outcome[Nominee]:
    """The count as far as the public log has got. For the jury's eyes."""
    return _outcome(contest_id, list_tallies(contest_id))


def certified_outcome(contest_id: uuid.UUID) -> Outcome[Nominee]:
    """The count as certified."""
    certified = select(CertifiedTally.nominee_id, CertifiedTally.votes).where(CertifiedTally.contest_id == contest_id)
    return _with_choice(contest_id, _outcome(contest_id, dict(db.session.execute(certified).all())))


def _with_choice(contest_id: uuid.UUID, outcome: Outcome[Nominee]) -> Outcome[Nominee]:
    settled = settle_tie(contest_id, outcome)
    chosen = [nominee for nominee in outcome.equals if settled and nominee.slug == settled.chosen]
    return replace(outcome, chosen=chosen[0]) if chosen else outcome


def settle_tie(contest_id: uuid.UUID, outcome: Outcome[Nominee]) -> Settled | None:
    """How the rules settle who of those with most votes gets the award. None: they share it, or there is but one."""
    if len(outcome.equals) < 2:
        return None
    return settle(get_by_id(contest_id).contest, [nominee.slug for nominee in outcome.equals])


def certified_outcomes(contest_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Outcome[Nominee]]:
    """The same of several contests, with one question to the database, and others for the rare tie."""
    same = (Nominee.contest_id == CertifiedTally.contest_id) & (Nominee.id == CertifiedTally.nominee_id)
    these = CertifiedTally.contest_id.in_(contest_ids)
    rows = (
        select(Nominee, CertifiedTally.votes)
        .join(CertifiedTally, same)
        .where(these)
        .order_by(Nominee.position, Nominee.slug)
    )
    votes: dict[uuid.UUID, dict[Nominee, int]] = {contest_id: {} for contest_id in contest_ids}
    for nominee, number in db.session.execute(rows):
        votes[nominee.contest_id][nominee] = number
    return {
        contest_id: _with_choice(
            contest_id, count(list(found), found, [nominee for nominee in found if nominee.withdrawn_at])
        )
        for contest_id, found in votes.items()
    }


def find_certified(standing: Standing) -> Outcome[Nominee] | None:
    """The certified count, for those who publish it; None before.

    Whoever may leave votes out of the count does not see it until none can be left out any more.
    """
    certified = standing.phase in (Phase.CERTIFIED, Phase.PUBLISHED)
    return certified_outcome(standing.contest.id) if certified else None


def get_published(standing: Standing) -> Outcome[Nominee]:
    """The result that everybody may see. Raises NotPublished until then."""
    if standing.phase is not Phase.PUBLISHED:
        raise NotPublished
    return certified_outcome(standing.contest.id)


def told_of(contest_id: uuid.UUID) -> dict[str, Any]:
    """What the page of a certified result is made of; before it is published, for those who publish it alone."""
    result = certified_outcome(contest_id)
    return {
        "result": result,
        "facts": certified_facts(contest_id),
        "void_words": void_words(),
        "tie": settle_tie(contest_id, result),
        "citations": list_citations(contest_id),
    }


def certified_facts(contest_id: uuid.UUID) -> dict[str, Any]:
    """What the public log says of certifying: `voided` ballots by reason, and whether two have certified (`joint`)."""
    entry = find_last(contest_id, kind="certify")[1]
    return {"voided": entry["voided"], "joint": len(entry["by"]) > 1, "by": entry["by"]}


def table(outcome: Outcome[Nominee]) -> list[Row]:
    """A count with its head, in the reader's language; shares as fractions."""
    head = [_("Rank"), _("Nominee"), _("Place"), _("Votes"), _("Share (%)")]
    rows: list[Row] = [
        [row.rank or "", tr_plain(row.nominee.name), row.nominee.place, row.votes, row.share] for row in outcome.rows
    ]
    return [head, *rows]


def csv_file(outcome: Outcome[Nominee]) -> bytes:
    """A count for spreadsheets, with the language's own decimals, rounded as on the page."""
    head, *rows = table(outcome)
    shares = [percent(float(row[-1])).rstrip("%\N{NO-BREAK SPACE}") for row in rows]
    return b"".join(csv_lines([head, *([*row[:-1], share] for row, share in zip(rows, shares, strict=True))]))


def document(standing: Standing, outcome: Outcome[Nominee]) -> dict[str, Any]:
    """A certified count for programs: both languages, whole numbers, instants in UTC."""
    contest, facts = standing.contest, certified_facts(standing.contest.id)
    citations = list_citations(contest.id)
    rows: list[dict[str, Any]] = [
        {
            "rank": row.rank,
            "nominee": row.nominee.slug,
            "name": {"sv": row.nominee.name.get("sv"), "en": row.nominee.name.get("en")},
            "votes": row.votes,
            **({} if row.rank else {"withdrawn": True}),
        }
        for row in outcome.rows
    ]
    return {
        "award": contest.award.slug,
        "year": contest.year,
        "closed_at": iso(contest.closes_at),
        "certified_at": contest.certified_at and iso(contest.certified_at),
        "published_at": contest.public_from and iso(contest.public_from),
        "assurance": assurance(standing.contest),
        "total": outcome.total,
        "voided": facts["voided"],
        "certified_jointly": facts["joint"],
        "winners": [nominee.slug for nominee in outcome.winners],
        "tie": _tie(settle_tie(contest.id, outcome), outcome),
        "citations": {
            nominee.slug: asdict(citations[nominee.id].text) for nominee in outcome.winners if nominee.id in citations
        },
        "rows": rows,
    }


def _tie(settled: Settled | None, outcome: Outcome[Nominee]) -> dict[str, Any] | None:
    """How it was settled who of those with most votes gets the award; null where they are one, or share it."""
    if settled is None:
        return None
    told: dict[str, Any] = {"rule": settled.rule.value, "between": sorted(found.slug for found in outcome.equals)}
    if settled.choice:
        return told | {"reason": asdict(settled.choice.reason), "jointly": settled.choice.joint}
    return told | {"root": settled.root, "lots": {lot.slug: lot.digest for lot in settled.lots}}


def _outcome(contest_id: uuid.UUID, votes: Mapping[uuid.UUID, int]) -> Outcome[Nominee]:
    nominees = list_announced(contest_id)
    withdrawn = [nominee for nominee in nominees if nominee.withdrawn_at]
    return count(nominees, {nominee: votes.get(nominee.id, 0) for nominee in nominees}, withdrawn)


def iterate_openings(contest_id: uuid.UUID) -> Iterator[bytes]:
    """`openings.jsonl`, line by line: every counted ballot, sorted by commitment (docs/SPEC.md). Raises CountDiffers
    for a ballot that is not what its voter was promised.
    """
    slugs = {nominee.id: nominee.slug for nominee in list_announced(contest_id)}
    columns = (Opening.commitment, Opening.nominee_id, Opening.salt, Opening.nonce)
    for row in by_pages(select(*columns).where(Opening.contest_id == contest_id), Opening.commitment):
        choice = slugs.get(row.nominee_id, "")
        if commitment(contest=contest_id, choice=choice, salt=row.salt, nonce=row.nonce) != row.commitment:
            raise CountDiffers
        yield opening_line(row.commitment, choice, row.salt, row.nonce)


def list_bundle(contest_id: uuid.UUID) -> list[str]:
    """The paths of the bundle's files, sorted; none before it has been signed."""
    kept = db.session.scalars(select(BundleFile.path).where(BundleFile.contest_id == contest_id)).all()
    return sorted({*kept, *_WRITTEN}) if kept else []


def iterate_bundle_file(contest_id: uuid.UUID, path: str) -> Iterator[bytes]:
    """A file of the bundle, piece by piece. Raises NotFound."""
    if path in _WRITTEN:
        return _WRITTEN[path](contest_id)
    kept = select(BundleFile.content).where(BundleFile.contest_id == contest_id, BundleFile.path == path)
    content = db.session.scalar(kept)
    if content is None:
        raise NotFound
    return iter((content,))


def _iterate_entries(contest_id: uuid.UUID) -> Iterator[bytes]:
    for leaf in ledger.iterate_entries(contest_id):
        yield leaf + b"\n"


def _iterate_checkpoints(contest_id: uuid.UUID) -> Iterator[bytes]:
    between = ""
    for note in ledger.iterate_checkpoints(contest_id):
        yield (between + note).encode()
        between = "\n"


# The long files of the bundle are written from their tables each time: as they were signed, or the check fails.
_WRITTEN: dict[str, Callable[[uuid.UUID], Iterator[bytes]]] = {
    "entries.jsonl": _iterate_entries,
    "checkpoints.txt": _iterate_checkpoints,
    "openings.jsonl": iterate_openings,
}
