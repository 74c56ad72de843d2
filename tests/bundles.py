"""A bundle as anybody can download it, and what the verifier says of it: whoever makes one has it verified."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from tests.site import Site, Vote
from voting.config import ROOT
from voting.ledger.queries import get_log


def bundle_of(site: Site, vote: Vote, folder: Path) -> Path:
    """Download the bundle of a published contest, unpack it below `folder`, and have the verifier accept it."""
    response = site.app.test_client().get(f"{vote.path}/bundle.zip", buffered=True)
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    into = folder / f"bundle-{vote.id}"
    with zipfile.ZipFile(BytesIO(response.data)) as archive:
        archive.extractall(into)
    verdict = verify(into, "--key", key_of(site, vote))
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    return into


def key_of(site: Site, vote: Vote) -> str:
    with site.app.app_context():
        return get_log(vote.id).verifier_key


def verify(bundle: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run the verifier as an outsider does."""
    command = [sys.executable, "-m", "verifier", str(bundle), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
