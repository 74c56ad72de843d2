"""Style sheets, scripts, fonts and drawings: served by ourselves, under a name that changes when they do."""

import hashlib
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from voting.config import ROOT

FOLDER = ROOT / "static"


def release_of(folder: Path) -> str:
    """A name for these very files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Serve the folder before Flask is asked, and give templates `static(path)`."""
    prefix = f"/static/{release_of(FOLDER)}/"

    def static(path: str) -> str:
        return prefix + path

    app.jinja_env.globals["static"] = static
    served = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(prefix),
    )
    served.add_files(str(FOLDER), prefix=prefix)
    for icon in FOLDER.glob("favicon.*"):  # browsers ask for it at the top; under such a name it may change
        served.add_file_to_dictionary(f"/{icon.name}", str(icon))
    app.wsgi_app = served  # type: ignore[method-assign]
