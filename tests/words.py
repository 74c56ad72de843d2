"""What the site says, in either language, so that tests hold when a translation is improved."""

from flask_babel import force_locale, gettext
from markupsafe import escape

from tests.site import Site


def said(site: Site, message: str, lang: str) -> str:
    """The text of a message id as it stands in a page. Swedish must differ: a missing translation is a failure."""
    with site.app.test_request_context(), force_locale(lang):
        text = str(gettext(message))
    assert (text == message) == (lang == "en"), f"{message!r} in {lang}: {text!r}"
    return str(escape(text))
