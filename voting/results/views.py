"""The result: a page, a table for spreadsheets, and JSON."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, stream_with_context

from voting.accounts.access import public
from voting.canvass.queries import Decision, list_decisions
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import Action, Phase
from voting.errors import NotFound
from voting.ledger import queries as ledger
from voting.ledger.tiles import read_path
from voting.reading import between_reads
from voting.results import queries, service
from voting.results.rules import NotPublished
from voting.web.headers import FOREVER, answer

blueprint = Blueprint("results", __name__, url_prefix="/<award>/<int(max=9999):year>")
MOMENT = "public, max-age=2"
CHUNK_BYTES = 64 * 1024


@blueprint.get("/results")
@public
def show(award: str, year: int) -> str:
    """Who won, or when the result comes."""
    standing = contests.get_public_contest(award, year)
    told = queries.told_of(standing.contest.id) if standing.phase is Phase.PUBLISHED else {"result": None}
    return render_template("results/show.html", contest=standing.contest, phase=standing.phase.value, **told)


@blueprint.get("/results.csv", endpoint="csv")
@public
def csv_file(award: str, year: int) -> Response:
    """For spreadsheets, with the language's own decimals."""
    standing = contests.get_public_contest(award, year)
    return _download(queries.csv_file(queries.get_published(standing)), "text/csv", standing, "csv")


@blueprint.get("/results.json", endpoint="json")
@public
def json_file(award: str, year: int) -> Response:
    """For programs: both languages, whole numbers, instants in UTC."""
    standing = contests.get_public_contest(award, year)
    return jsonify(**queries.document(standing, queries.get_published(standing)))


@blueprint.get("/log")
@public
def log(award: str, year: int) -> str:
    """The public log as a page: how long it is, its newest signed head, the key, and what to do with them."""
    standing = contests.get_public_contest(award, year)
    size = contests.published_size(standing.contest.id)
    return render_template(
        "results/log.html",
        contest=standing.contest,
        phase=standing.phase.value,
        log=ledger.get_log(standing.contest.id),
        checkpoint=ledger.witnessed_checkpoint(standing.contest.id, limit=size),
        witnesses=ledger.list_witnesses(standing.contest.id, limit=size),
        size=size,
        bundle=_bundle(standing),
        decisions=_public_decisions(standing),
        void_words=contests.void_words(),
    )


@blueprint.get("/log/checkpoint")
@public
def checkpoint(award: str, year: int) -> Response:
    """The newest signed head that everybody may see (c2sp.org/tlog-tiles)."""
    standing = contests.get_public_contest(award, year)
    note = ledger.witnessed_checkpoint(standing.contest.id, limit=contests.published_size(standing.contest.id))
    return answer(note.encode(), "text/plain", MOMENT)


@blueprint.get("/log/tile/entries/<path:place>", defaults={"level": "entries"})
@blueprint.get("/log/tile/<int(max=5):level>/<path:place>")
@public
def tile(award: str, year: int, level: int | str, place: str) -> Response:
    """A part of the log, which never changes: 256 hashes or entries, or fewer at its end (c2sp.org/tlog-tiles)."""
    standing = contests.get_public_contest(award, year)
    found = read_path(place)
    if found is None:
        raise NotFound
    index, width, size = *found, contests.published_size(standing.contest.id)
    if isinstance(level, int):
        content = ledger.tile(standing.contest.id, level, index, width, size=size)
    else:
        content = ledger.entry_tile(standing.contest.id, index, width, size=size)
    return answer(content, "application/octet-stream", FOREVER)


@blueprint.get("/log/verifier.zip")
@public
def verifier(award: str, year: int) -> Response:
    """The program that watches the log and checks the bundle, with the specification that it was written from."""
    standing = contests.get_public_contest(award, year)
    files = service.enclosed()
    pieces = _zipped({path: partial(iter, (content,)) for path, content in files.items()})
    return _download(pieces, "application/zip", standing, "verifier.zip")


@blueprint.get("/bundle.zip")
@public
def bundle(award: str, year: int) -> Response:
    """Everything that anybody needs to count the vote again, in one file."""
    standing = contests.get_public_contest(award, year)
    paths = _bundle(standing)
    if not paths:
        raise NotPublished
    pieces = _zipped({path: partial(queries.iterate_bundle_file, standing.contest.id, path) for path in paths})
    return _download(stream_with_context(between_reads(pieces)), "application/zip", standing, "zip")


@blueprint.get("/bundle/<path:path>")
@public
def bundle_file(award: str, year: int, path: str) -> Response:
    """One file of the bundle, at an address of its own."""
    standing = contests.get_public_contest(award, year)
    if path not in _bundle(standing):
        raise NotPublished
    pieces = queries.iterate_bundle_file(standing.contest.id, path)
    return Response(stream_with_context(between_reads(pieces)), content_type="text/plain; charset=utf-8")


class _Sink(io.RawIOBase):
    """What the archive has written and nobody has sent yet."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.waiting += piece
        return len(piece)

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def _zipped(files: Mapping[str, Callable[[], Iterator[bytes]]]) -> Iterator[bytes]:
    """The files as they are sent, without a copy of them anywhere: they can be larger than memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, pieces in files.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=False) as file:
                for piece in pieces():
                    file.write(piece)
                    if len(sink.waiting) >= CHUNK_BYTES:
                        yield sink.take()
    yield sink.take()


def _public_decisions(standing: Standing) -> list[Decision]:
    """That the result is certified waits for publishing, as its entry in the log does."""
    whole = standing.phase is Phase.PUBLISHED
    found = list_decisions(standing.contest.id)
    return [decision for decision in found if whole or decision.action is not Action.CERTIFY]


def _bundle(standing: Standing) -> list[str]:
    return queries.list_bundle(standing.contest.id) if standing.phase is Phase.PUBLISHED else []


def _download(content: bytes | Iterator[bytes], mimetype: str, standing: Standing, ending: str) -> Response:
    response = Response(content, mimetype=mimetype)
    name = f"{standing.contest.award.slug}-{standing.contest.year}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
