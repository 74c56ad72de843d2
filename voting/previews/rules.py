"""What a private link is worth. Pure."""

import hashlib
import re
from datetime import timedelta

from voting.errors import N_, DomainError, NotFound

SECRET_BYTES = 32
LIFETIME = timedelta(days=30)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class UnknownPreview(NotFound):
    """Never made, or replaced: who has only guessed learns nothing."""

    title = N_("This link does not work any more")
    message = N_("It may have been replaced by a newer one, or some of it was lost on the way.")
    todo = N_("Ask whoever gave you the link for the one that works now.")


class PreviewOver(DomainError):
    """For who has a link that did work."""

    status = 410
    title = N_("The preview is over")
    message = N_("The link shows nothing any more.")
    todo = N_("Ask whoever gave you the link for a new one.")


class PreviewAnnounced(PreviewOver):
    """`url`: where the vote is now."""

    message = N_("The vote has been announced. Everybody can read about it now.")
    todo = N_("Go on to the vote's own page.")

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


def digest(secret: str) -> bytes:
    """What the database keeps of a link: enough to recognise it."""
    return hashlib.sha256(b"vote/v1 preview " + secret.encode()).digest()
