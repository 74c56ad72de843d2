"""What a private link is worth. Pure."""

import hashlib
import re
from datetime import timedelta

SECRET_BYTES = 32
LIFETIME = timedelta(days=30)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def digest(secret: str) -> bytes:
    """What the database keeps of a link: enough to recognise it."""
    return hashlib.sha256(b"vote/v1 preview " + secret.encode()).digest()
