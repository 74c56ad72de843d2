"""The floor under what is felt: the very bytes of a page's HTML, and nothing else, from the very same kind of server.

BARE_PAGES names a folder of such pages, packed as the product sent them.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAGES = {f"/{path.stem}": path.read_bytes() for path in Path(os.environ["BARE_PAGES"]).glob("*.gz")}
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "private, no-cache")]


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    page = PAGES.get(environ["PATH_INFO"], b"")
    packed = [("Content-Encoding", "gzip")] if page[:2] == b"\x1f\x8b" else []
    start_response("200 OK", [*HEADERS, *packed, ("Content-Length", str(len(page)))])
    return [page]
