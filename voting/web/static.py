"""Style sheets, scripts, fonts and drawings: served by ourselves, under a name that changes when they do.

They are read once, when the process makes its first application, and served from memory. The style sheets are joined,
so that a phone asks for one file before it can paint; what is text is kept compressed too, for every browser that takes
it.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Request, Response

from voting.config import ROOT
from voting.web.headers import AN_HOUR, FOREVER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = ROOT / "static"
COMPONENTS = (  # of the design system: its own files, unchanged
    "button",
    "input",
    "field",
    "fieldset",
    "label",
    "validation-message",
    "alert",
    "error-summary",
    "table",
    "tag",
    "details",
    "skip-link",
)
SHEETS = {  # which files of the folder are served as one, in this order
    "css/site.css": (
        *(f"vendor/designsystemet/{part}.css" for part in COMPONENTS),
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "css/components/controls.css",
        "css/components/nominees.css",
        "css/components/notices.css",
        "css/components/tones.css",
    ),
    "css/staff.css": ("css/components/staff.css", "css/components/jury.css"),
    "css/style-guide.css": ("css/components/staff.css", "css/components/style-guide.css"),
    "css/card.css": (
        "vendor/designsystemet/tag.css",
        "css/tokens.css",
        "css/base.css",
        "css/components/embedded-card.css",
    ),
    "css/stage.css": ("css/components/stage.css",),
    "css/print-pages.css": ("css/components/print-pages.css",),
}
TYPES = {  # a file of another kind is not served; licences and notes are not
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}
URL = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|[/#])([^"')]+)\1\s*\)""")


class StaticFile:
    """One file, as it is sent."""

    def __init__(self, name: str, content: bytes, *, caching: str) -> None:
        kind = posixpath.splitext(name)[1]
        digest = hashlib.sha256(content).hexdigest()[:16]
        self.mimetype, self.caching = TYPES[kind], caching
        self.plain = content, {"ETag": f'"{digest}"'}
        self.packed = self.plain
        if kind in COMPRESSED:
            varying = {"Vary": "Accept-Encoding"}
            self.plain[1].update(varying)
            packed = gzip.compress(content, 9, mtime=0)
            self.packed = packed, varying | {"ETag": f'"{digest}-gzip"', "Content-Encoding": "gzip"}

    def answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(status=405, headers={"Allow": "GET, HEAD"})
        part = "Range" in request.headers  # of the plain file: parts of compressed ones help nobody
        body, headers = self.packed if request.accept_encodings["gzip"] and not part else self.plain
        response = Response(body, mimetype=self.mimetype, headers=headers | {"Cache-Control": self.caching})
        try:
            return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(body))
        except RequestedRangeNotSatisfiable:
            return Response(status=416, headers={"Content-Range": f"bytes */{len(body)}"})


class StaticFiles:
    """WSGI middleware: answers for these files, and hands on everything else."""

    def __init__(self, app: "WSGIApplication", files: Mapping[str, StaticFile]) -> None:
        self.app, self.files = app, files

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        file = self.files.get(environ.get("PATH_INFO", ""))
        return (file.answer(Request(environ)) if file else self.app)(environ, start_response)


def served(folder: Path, sheets: Mapping[str, tuple[str, ...]] = SHEETS) -> dict[str, bytes]:
    """What is served of a folder: its files by their names, and joined style sheets in the place of their parts."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in TYPES)
    parts = {part for joined in sheets.values() for part in joined}
    files = {name: (folder / name).read_bytes() for name in names if name not in parts}
    return files | {name: b"".join(_moved(folder, part, to=name) for part in sheets[name]) for name in sheets}


def release_of(files: Mapping[str, bytes]) -> str:
    """A name for these very files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(b"%s\0%d\0%s" % (name.encode(), len(files[name]), files[name]))
    return digest.hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Serve the folder before Flask is asked, and give templates `static(path)`."""
    prefix, found = _read()

    def static(path: str) -> str:
        if prefix + path not in found:
            raise KeyError(path)
        return prefix + path

    app.jinja_env.globals["static"] = static
    app.wsgi_app = StaticFiles(app.wsgi_app, found)  # type: ignore[method-assign]


@cache
def _read() -> tuple[str, dict[str, StaticFile]]:
    """What addresses of this release begin with, and the files by their whole addresses."""
    files = served(FOLDER)
    prefix = f"/static/{release_of(files)}/"
    found = {prefix + name: StaticFile(name, files[name], caching=FOREVER) for name in files}
    for icon in FOLDER.glob("favicon.*"):  # browsers ask for it at the top; under such a name it may change
        found[f"/{icon.name}"] = StaticFile(icon.name, icon.read_bytes(), caching=AN_HOUR)
    return prefix, found


def _moved(folder: Path, part: str, *, to: str) -> bytes:
    """A style sheet whose addresses of pictures and fonts hold from where the joined one stands."""

    def address(found: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(part), found[2])
        return f'url("{posixpath.relpath(target, posixpath.dirname(to))}")'

    return URL.sub(address, (folder / part).read_text()).encode() + b"\n"
