"""What every template can call."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from babel.units import format_unit
from flask import Flask, has_request_context
from flask_babel import get_locale, gettext
from jinja2 import StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import clean

from voting.clock import now
from voting.config import Settings
from voting.text import LocalText
from voting.web.i18n import language, other_language_url, site_name, tr_plain
from voting.web.identity import identity

PROSE_TAGS = {"p", "strong", "em", "ul", "ol", "li", "h3", "h4", "a", "blockquote", "br"}
# Unit, its minutes, and from how many minutes on it is used: 47 hours say more than one day.
STEPS_LEFT = (("day", 24 * 60, 48 * 60), ("hour", 60, 120), ("minute", 1, 0))
_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


@dataclass(frozen=True)
class Site:
    """What pages say of the installation."""

    demo: bool
    base_url: str

    @property
    def name(self) -> str:
        return site_name()

    @property
    def contact(self) -> str:
        return identity().contact


def tr(text: LocalText) -> Markup:
    """The text in the reader's language, marked with the language it is in when that is the other one."""
    wanted = language()
    written = text.written_in(wanted)
    if written == wanted:
        return Markup.escape(text.get(wanted))
    return Markup('<span lang="{}">{}</span>').format(written, text.get(wanted))


@lru_cache(maxsize=500)
def _html(markdown: str) -> str:
    return clean(
        _markdown.render(markdown),
        tags=PROSE_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )


def md(text: LocalText) -> Markup:
    """Markdown without HTML, then sanitised once more: an organiser's text is shown, never run."""
    wanted = language()
    html = _html(text.get(wanted))
    written = text.written_in(wanted)
    if written == wanted:
        return Markup(html)  # noqa: S704 sanitised above
    return Markup('<div lang="{}">{}</div>').format(written, Markup(html))  # noqa: S704 sanitised above


def md_text(text: str) -> Markup:
    """A text in one language, as `md`."""
    return Markup(_html(text))  # noqa: S704 sanitised above


def time_left(until: datetime) -> str:
    """How long it is until then, in whole minutes, hours or days, as static/js/app.js counts on: "12 dygn"."""
    minutes = max(0, int((until - now()).total_seconds())) // 60
    if not minutes:
        return str(gettext("less than a minute"))
    unit, size = next((unit, size) for unit, size, least in STEPS_LEFT if minutes >= least)
    return format_unit(minutes // size, f"duration-{unit}", locale=get_locale())


def init_app(app: Flask, settings: Settings) -> None:
    site = Site(settings.demo, settings.base_url)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    app.jinja_env.filters["time_left"] = time_left
    app.jinja_env.tests["past"] = lambda at: at <= now()
    app.jinja_env.globals.update(site=site, tr=tr, plain=tr_plain, md=md, md_text=md_text)

    @app.context_processor
    def of_this_request() -> dict[str, object]:
        shared: dict[str, object] = {"lang": language(), "now": now()}
        return shared | {"other_lang_url": other_language_url()} if has_request_context() else shared
