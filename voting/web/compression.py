"""Pages that hold no secret are sent packed.

The length of a packed answer tells how alike its parts are. Where a secret (the token of a form, somebody's choice)
stands beside something that a stranger may have put into the address, the secret can be guessed from lengths, letter by
letter (BREACH). So only what is made without looking at the session is packed here: it has neither person nor token.
"""

import gzip

from flask import Flask, Response, request, session

LEVEL = 6
AT_LEAST = 1000  # bytes: below that it saves no packet


def init_app(app: Flask) -> None:
    """Before all others that look at answers: Flask asks the first one last, and then the session is not touched."""

    @app.after_request
    def pack(response: Response) -> Response:
        if response.mimetype != "text/html" or getattr(session, "loaded", False) or response.is_streamed:
            return response
        response.vary.add("Accept-Encoding")
        content = response.get_data()
        if request.accept_encodings["gzip"] and len(content) >= AT_LEAST:
            response.set_data(gzip.compress(content, LEVEL, mtime=0))
            response.content_encoding = "gzip"
        return response
