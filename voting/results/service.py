"""From a closed contest to an official count, and to the bundle from which anybody can count it again."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, func, insert, select

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.ballots import service as ballots
from voting.ballots.models import Ballot, Pending, Receipt, Signal, Tally, TallyStep
from voting.ballots.queries import count_voided, list_tallies
from voting.canvass.models import Proposal, ProposedBallot
from voting.config import ROOT
from voting.consent.models import Contact
from voting.contests import queries as contest_queries
from voting.contests import service as contests
from voting.contests.models import Award, Contest, Document
from voting.contests.queries import get_by_id
from voting.contests.rules import Action, NotInThisPhase
from voting.database import allow_long_statements
from voting.extensions import db, key_ring
from voting.ledger import service as ledger
from voting.ledger.queries import find_announcement, find_last, get_log
from voting.nominees.models import Nominee
from voting.nominees.queries import list_announced
from voting.nominees.service import drop_unused_photos
from voting.results import queries
from voting.results.models import BundleFile, CertifiedTally, Opening
from voting.results.rules import (
    NO_CACHE,
    CountDiffers,
    NoRehearsal,
    json_file,
    result_document,
    sums_text,
)
from voting.transaction import after_commit
from voting.verdicts.models import JuryCitation, JuryNote, TieChoice
from voting.voters.models import InvitedVoter


def certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None, proposer: uuid.UUID | None = None) -> None:
    """Store the count for good and confirm it as official, in one transaction. `proposer`: who else has agreed to it.

    The ballots are opened, without those that have been left out, and counted anew. Raises NotInThisPhase, AppealsRun;
    CountDiffers unless they are exactly those that the public log holds and come, with those left out, to the tallies
    that were followed.
    """
    ballots.record_closing(contest_id=contest_id)
    standing = contests.hold_for(contest_id, Action.CERTIFY)
    allow_long_statements(db.session.connection())
    superseded = _check_against_log(contest_id)
    _open_ballots(contest_id)
    votes = _count_openings(contest_id)
    if votes + _count_voided(contest_id) != +Counter(list_tallies(contest_id)):
        raise CountDiffers
    nominees = list_announced(contest_id)
    tally = {nominee.slug: votes.get(nominee.id, 0) for nominee in nominees}
    if sorted(tally) != find_announcement(contest_id)[1]["nominees"]:
        raise CountDiffers
    rows = [{"contest_id": contest_id, "nominee_id": nominee.id, "votes": tally[nominee.slug]} for nominee in nominees]
    db.session.execute(insert(CertifiedTally), rows)
    contests.certify(
        standing=standing,
        actor=actor,
        proposer=proposer,
        reason=reason,
        tally=tally,
        counted=votes.total(),
        superseded=superseded,
        voided=count_voided(contest_id),
        openings=_digest(queries.iterate_openings(contest_id)),
    )


def _check_against_log(contest_id: uuid.UUID) -> int:
    """How many entries of the log are replaced. Raises CountDiffers unless the others are the stored ballots."""
    logged = select(func.count(), func.count(Receipt.replaced)).where(Receipt.contest_id == contest_id)
    entries, superseded = db.session.execute(logged).one()
    lying = select(func.count()).select_from(Ballot).where(Ballot.contest_id == contest_id)
    if not db.session.scalar(_ballots(contest_id, func.count())) == db.session.scalar(lying) == entries - superseded:
        raise CountDiffers
    return int(superseded)


def _open_ballots(contest_id: uuid.UUID) -> None:
    columns = ("contest_id", "commitment", "nominee_id", "salt", "nonce")
    counted = _ballots(contest_id, *(getattr(Ballot, name) for name in columns)).where(Receipt.void_reason.is_(None))
    db.session.execute(insert(Opening).from_select(columns, counted.order_by(Ballot.commitment)))


def _count_openings(contest_id: uuid.UUID) -> Counter[uuid.UUID]:
    counted = select(Opening.nominee_id, func.count()).where(Opening.contest_id == contest_id)
    return Counter(dict(db.session.execute(counted.group_by(Opening.nominee_id)).all()))


def _count_voided(contest_id: uuid.UUID) -> Counter[uuid.UUID]:
    voided = _ballots(contest_id, Ballot.nominee_id, func.count()).where(Receipt.void_reason.is_not(None))
    return Counter(dict(db.session.execute(voided.group_by(Ballot.nominee_id)).all()))


def _ballots(contest_id: uuid.UUID, *columns: Any) -> Select[Any]:
    same = (Receipt.contest_id == Ballot.contest_id) & (Receipt.commitment == Ballot.commitment)
    return select(*columns).join_from(Ballot, Receipt, same).where(Ballot.contest_id == contest_id)


def drop_ballots(*, contest_id: uuid.UUID) -> None:
    """Delete the ballots of a certified contest, and how they came. Openings are kept, without pseudonyms. May be done
    twice.
    """
    contests.hold(contest_id)
    if get_by_id(contest_id).contest.certified_at is None:
        raise NotInThisPhase
    for table in (ProposedBallot, Signal, Ballot):
        db.session.execute(delete(table).where(table.contest_id == contest_id))


def shred(*, contest_id: uuid.UUID, destroyed: Sequence[str]) -> None:
    """Write the last entry of the public log and sign the bundle, after which nothing needs the log's key any more."""
    allow_long_statements(db.session.connection())
    if not contests.shred(contest_id=contest_id, destroyed=destroyed):
        return
    log = get_log(contest_id)
    size, _ = find_last(contest_id, kind="shred")
    announced, certified = find_announcement(contest_id)[1], find_last(contest_id, kind="certify")[1]
    withdrawn = [nominee.slug for nominee in list_announced(contest_id) if nominee.withdrawn_at]
    files = {
        "manifest.json": json_file({"bundle": 1, "origin": log.origin, "key": log.verifier_key, "size": size + 1}),
        "result.json": result_document(announced, certified, size=size + 1, withdrawn=withdrawn),
        **contest_queries.list_documents(contest_id),
        **enclosed(),
    }
    _keep(contest_id, files)
    digests = {path: _digest(queries.iterate_bundle_file(contest_id, path)) for path in queries.list_bundle(contest_id)}
    sums = ledger.sign(log=log, text=sums_text(log.origin, digests))
    _keep(contest_id, {"SHA256SUMS": sums.encode()})


def witness(*, contest_id: uuid.UUID, note: str, key: str) -> int:
    """Put a witness's signature under a head of the public log; returns how many entries the head covers.

    Only until the bundle is signed, whose list of heads then stays as it is. Raises NotInThisPhase, BadWitness.
    """
    contests.hold(contest_id)
    if get_by_id(contest_id).contest.shredded_at:
        raise NotInThisPhase
    head = ledger.witness(log_id=contest_id, note=note, key=key)
    audit.record(Act.WITNESSED, actor=None, contest=contest_id, witness=key.partition("+")[0], entries=head.size)
    return head.size


def enclosed() -> dict[str, bytes]:
    """What comes with every bundle, by its path there: the specification and the verifier."""
    verifier = {f"verifier/{path.name}": path.read_bytes() for path in (ROOT / "verifier").glob("*.py")}
    return {"SPEC.md": (ROOT / "docs" / "SPEC.md").read_bytes(), "verifier/__pycache__": NO_CACHE, **verifier}


# What belongs to one contest, in an order in which nothing points at what is gone.
OF_A_CONTEST: tuple[Any, ...] = (
    JuryNote,
    JuryCitation,
    TieChoice,
    BundleFile,
    Opening,
    CertifiedTally,
    TallyStep,
    Tally,
    ProposedBallot,
    Proposal,
    Signal,
    Receipt,
    Pending,
    Ballot,
    Document,
    InvitedVoter,
    Contact,
    Nominee,
)


def _keep(contest_id: uuid.UUID, files: Mapping[str, bytes]) -> None:
    rows = [{"contest_id": contest_id, "path": path, "content": content} for path, content in files.items()]
    db.session.execute(insert(BundleFile), rows)


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def discard(*, contest_id: uuid.UUID, actor: uuid.UUID | None, reason: str = "") -> None:
    """Throw a rehearsal away, whatever its phase: ballots, log, result, nominees and keys. Raises NoRehearsal.

    That it has been, stays in the audit log.
    """
    contests.hold(contest_id)
    contest = get_by_id(contest_id).contest
    if not contest.rehearsal:
        raise NoRehearsal
    told = {"award": contest.award.slug, "year": contest.year} | ({"reason": reason} if reason else {})
    audit.record(Act.DISCARDED, actor=actor, contest=contest_id, **told)
    award_id = contest.award_id
    for table in OF_A_CONTEST:
        db.session.execute(delete(table).where(table.contest_id == contest_id))
    ledger.discard(log_id=contest_id)
    db.session.execute(delete(Contest).where(Contest.id == contest_id))
    others = select(Contest.id).where(Contest.award_id == award_id)
    db.session.execute(delete(Award).where(Award.id == award_id, ~others.exists()))
    drop_unused_photos()
    for signing in (False, True):
        after_commit(partial(key_ring().destroy, contest_id, signing=signing))
