"""Swedish at /…, English at /en/…, and how dates and numbers are written out.

The prefix is moved from the path to SCRIPT_NAME before routing, so one set of routes serves both languages and every
`url_for` keeps the language by itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask import Flask, Response, g, has_request_context, redirect, request
from flask_babel import force_locale, get_locale, gettext

from voting.extensions import babel
from voting.text import Language, LocalText, other_language
from voting.web.identity import identity

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENGLISH = "/en"
ENVIRON_LANGUAGE = "voting.language"


class LanguagePrefix:
    """WSGI middleware that takes the language off the front of the path."""

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ[ENVIRON_LANGUAGE] = "sv"
        if path == ENGLISH or path.startswith(ENGLISH + "/"):
            environ[ENVIRON_LANGUAGE] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + ENGLISH
            environ["PATH_INFO"] = path[len(ENGLISH) :] or "/"
        return self.app(environ, start_response)


def language() -> Language:
    """The language of this request, or of the mail that is being written."""
    if forced := g.get("forced_language"):
        return cast(Language, forced)
    if has_request_context():
        return cast(Language, request.environ.get(ENVIRON_LANGUAGE, "sv"))
    return identity().languages[0]


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Write in `lang`, whatever the language of the request: a mail speaks its reader's, also within a command."""
    before, g.forced_language = g.get("forced_language"), lang
    try:
        with force_locale(lang):
            yield
    finally:
        g.forced_language = before


def prefix_of(lang: Language) -> str:
    """What stands in front of every path in that language."""
    return ENGLISH if lang == "en" else ""


def other_language_url() -> str:
    """This very page in the other language; nothing where the site has only one."""
    return _this_page_in(other_language(language())) if len(identity().languages) > 1 else ""


def _this_page_in(lang: Language) -> str:
    root = request.root_path.removesuffix(ENGLISH)
    prefix = prefix_of(lang)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return f"{root}{prefix}{quote(request.path)}{query}"


def in_this_language(path: str) -> str:
    """A path of this site with the prefix of the present language."""
    return in_language(path, language())


def in_language(path: str, lang: Language) -> str:
    bare = path.removeprefix(ENGLISH) if path == ENGLISH or path.startswith(ENGLISH + "/") else path
    bare = "/" + bare.lstrip("/")  # `/en//host` must not become `//host`, which is somebody else's page
    return prefix_of(lang) + bare


def translated(message: str, params: dict[str, Any] | None = None) -> str:
    """The translation of a message that was marked with `N_`."""
    return str(gettext(message, **(params or {})))


def tr_plain(text: LocalText) -> str:
    return text.get(language())


def site_name() -> str:
    return tr_plain(identity().name)


def zone() -> ZoneInfo:
    return identity().time_zone


def midnight(day: date) -> datetime:
    """The instant at which a day begins here; where the clocks skip midnight, at which it would have."""
    return datetime.combine(day, time(), zone()).astimezone(UTC)


def local(value: datetime) -> str:
    """The long form, weekday to minute: "torsdag 3 december 2026 kl. 20.00"."""
    pattern = "EEEE d MMMM y 'kl.'\u00a0HH.mm" if language() == "sv" else "EEEE d MMMM y 'at' HH:mm"
    return format_datetime(value, pattern, tzinfo=zone(), locale=get_locale())


def local_short(value: datetime) -> str:
    pattern = "d MMM 'kl.'\u00a0HH.mm" if language() == "sv" else "d MMM, HH:mm"
    return format_datetime(value, pattern, tzinfo=zone(), locale=get_locale())


def local_exact(value: datetime) -> str:
    """With the year and the second, for what must be told apart: "3 dec. 2026 kl. 20.00.05"."""
    pattern = "d MMM y 'kl.'\u00a0HH.mm.ss" if language() == "sv" else "d MMM y, HH:mm:ss"
    return format_datetime(value, pattern, tzinfo=zone(), locale=get_locale())


def local_time(value: datetime) -> str:
    """The time of day alone, to the minute."""
    pattern = "'kl.'\u00a0HH.mm" if language() == "sv" else "HH:mm"
    return format_datetime(value, pattern, tzinfo=zone(), locale=get_locale())


def clock_time(value: datetime) -> str:
    """The time of day as digits, at the axis of a drawing."""
    return format_datetime(value, "HH.mm" if language() == "sv" else "HH:mm", tzinfo=zone(), locale=get_locale())


def short_day(value: datetime) -> str:
    return format_datetime(value, "d MMM", tzinfo=zone(), locale=get_locale())


def weekday(value: datetime) -> str:
    return format_datetime(value, "EEE", tzinfo=zone(), locale=get_locale())


def field_time(value: datetime) -> str:
    """As a field for a local date and time takes it."""
    return f"{value.astimezone(zone()):%Y-%m-%dT%H:%M}"


def date_only(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    return format_date(value, "d MMMM y", locale=get_locale())


def city_of(name: str) -> str:
    """The city by which a time zone is known, in the reader's language: Europe/Copenhagen is "Köpenhamn"."""
    return get_timezone_location(name, locale=get_locale(), return_city=True).replace("/", " – ")


def zone_name(value: datetime) -> str:
    """In whose time: "svensk tid" where it is Sweden's, else the zone's own name."""
    if zone().key == "Europe/Stockholm":
        return str(gettext("Swedish time"))
    return zone().key.split("/")[-1].replace("_", " ")


def iso(value: datetime | date) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def number(value: int) -> str:
    return format_decimal(value, locale=get_locale())


def duration(value: timedelta) -> str:
    """How long something lasts, in the largest unit that says it exactly: "30 dygn", "12 timmar"."""
    minutes = int(value.total_seconds()) // 60
    unit, size = next((unit, size) for unit, size in DURATIONS if minutes % size == 0)
    return format_unit(minutes // size, f"duration-{unit}", locale=get_locale())


def percent(value: float) -> str:
    """One decimal: a winner by 0.3 points must look like one."""
    pattern = "#,##0.0 %" if language() == "sv" else "#,##0.0%"
    return format_percent(value, format=pattern.replace(" ", "\N{NO-BREAK SPACE}"), locale=get_locale())


DURATIONS = (("day", 24 * 60), ("hour", 60), ("minute", 1))
FILTERS = {
    "duration": duration,
    "local": local,
    "local_short": local_short,
    "local_exact": local_exact,
    "local_time": local_time,
    "clock_time": clock_time,
    "short_day": short_day,
    "weekday": weekday,
    "date_only": date_only,
    "field_time": field_time,
    "zone": zone_name,
    "iso": iso,
    "number": number,
    "percent": percent,
}


def lead_to_offered_language(response: Response) -> Response:
    """Where a site has one language only, its pages in the other one lead to it; files and forms speak none."""
    if request.method not in ("GET", "HEAD") or response.mimetype != "text/html" or response.status_code >= 500:
        return response
    offered = identity().languages
    if language() in offered:
        return response
    response = cast(Response, redirect(_this_page_in(offered[0])))
    response.headers["Cache-Control"] = "no-store"  # another language may be offered tomorrow
    return response


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "sv"
    babel.init_app(app, locale_selector=language, default_translation_directories="translations")
    app.jinja_env.filters.update(FILTERS)
    app.after_request(lead_to_offered_language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
