"""Style sheets, scripts, fonts and drawings: served by ourselves, under a name that changes when they do.

The style sheets are joined, so that a phone asks for one file before it can paint, and what is text is packed for every
browser that takes it. Both are done once a process, in a folder of its own that goes with it: nothing is built before.
"""

import atexit
import gzip
import hashlib
import os
import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from voting.config import ROOT
from voting.web.headers import FOREVER

FOLDER = ROOT / "static"
AN_HOUR = "public, max-age=3600"
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
    "css/staff.css": ("css/components/staff.css",),
    "css/style-guide.css": ("css/components/staff.css", "css/components/style-guide.css"),
    "css/card.css": (
        "vendor/designsystemet/tag.css",
        "css/tokens.css",
        "css/base.css",
        "css/components/embedded-card.css",
    ),
    "css/print-pages.css": ("css/components/print-pages.css",),
}
SERVED = {".css", ".js", ".svg", ".png", ".webp", ".ico", ".woff2"}  # notes and licences are no pages of the site
PACKED = {".css", ".js", ".svg"}
MTIME = 1_600_000_000  # of all files, so that every process gives them the same tag
URL = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|[/#])([^"')]+)\1\s*\)""")


def served(folder: Path, sheets: Mapping[str, tuple[str, ...]] = SHEETS) -> dict[str, bytes]:
    """What is served of a folder: its files by their names, and joined style sheets in the place of their parts."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in SERVED)
    parts = {part for joined in sheets.values() for part in joined}
    files = {name: (folder / name).read_bytes() for name in names if name not in parts}
    return files | {name: b"".join(_moved(folder, part, to=name) for part in sheets[name]) for name in sheets}


def release_of(files: Mapping[str, bytes]) -> str:
    """A name for these very files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(b"%s\0%d\0%s" % (name.encode(), len(files[name]), files[name]))
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def _laid_out() -> tuple[str, frozenset[str], str]:
    """The folder that is served, the names in it, and its release."""
    files = served(FOLDER)
    home = mkdtemp(prefix="static-")
    atexit.register(rmtree, home, ignore_errors=True)
    for name, content in files.items():
        path = Path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = {f"{path}.gz": gzip.compress(content, 9, mtime=0)} if path.suffix in PACKED else {}
        for place, data in ({str(path): content} | packed).items():
            Path(place).write_bytes(data)
            os.utime(place, (MTIME, MTIME))
    return home, frozenset(files), release_of(files)


def init_app(app: Flask) -> None:
    """Serve the folder before Flask is asked, and give templates `static(path)`."""
    home, names, release = _laid_out()
    prefix = f"/static/{release}/"

    def static(path: str) -> str:
        if path not in names:
            raise KeyError(path)
        return prefix + path

    def caching(headers: Headers, _path: str, url: str) -> None:
        headers["Cache-Control"] = FOREVER if url.startswith(prefix) else AN_HOUR

    app.jinja_env.globals["static"] = static
    files = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=caching,
    )
    files.add_files(home, prefix=prefix)
    for icon in FOLDER.glob("favicon.*"):  # browsers ask for it at the top; under such a name it may change
        files.add_file_to_dictionary(f"/{icon.name}", str(icon))
    app.wsgi_app = files  # type: ignore[method-assign]


def _moved(folder: Path, part: str, *, to: str) -> bytes:
    """A style sheet whose addresses of pictures and fonts hold from where the joined one stands."""

    def address(found: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(part), found[2])
        return f'url("{posixpath.relpath(target, posixpath.dirname(to))}")'

    return URL.sub(address, (folder / part).read_text()).encode() + b"\n"
