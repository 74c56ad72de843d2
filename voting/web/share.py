"""What a page's head tells search engines, and those who show a shared address as a picture with a title.

Addresses are whole ones, made from the installation's own, never from what a request says of itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from voting.extensions import settings
from voting.text import other_language
from voting.web.cards import HEIGHT, WIDTH
from voting.web.i18n import in_language, language
from voting.web.identity import identity

LOCALES = {"sv": "sv_SE", "en": "en_GB"}


def absolute(path: str) -> str:
    """The whole address of one of our paths."""
    return settings().base_url + path


def alternates(path: str) -> list[tuple[str, str]]:
    """(language, address) of a page in each language of the site, and for who reads none of them."""
    found: list[tuple[str, str]] = [(lang, absolute(in_language(path, lang))) for lang in identity().languages]
    return [*found, ("x-default", found[0][1])]


@dataclass(frozen=True)
class Shared:
    """One page. `path` and `image` are paths of ours; without a `headline` the page's title is told."""

    path: str
    description: str
    image: str
    image_alt: str
    headline: str = ""
    kind: str = "website"
    event: Mapping[str, Any] | None = None  # in the words of schema.org
    embedded: str = ""  # the path at which those who embed the page are told how

    @property
    def canonical(self) -> str:
        return absolute(self.path)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return alternates(self.path)

    @property
    def oembed(self) -> str:
        return absolute(self.embedded) if self.embedded else ""

    @property
    def data(self) -> Markup:
        """A block of data, which no browser runs. A text cannot end it: the sign < is written as a number."""
        if not self.event:
            return Markup()
        block = Markup('<script type="application/ld+json">{}</script>')
        return block.format(htmlsafe_json_dumps(self.event, ensure_ascii=False))

    def tags(self, title: str, site_name: str) -> list[tuple[str, str]]:
        """Open Graph (ogp.me): (property, content). `title`: the page's own."""
        here = language()
        other = other_language(here)
        return [
            ("og:type", self.kind),
            ("og:site_name", site_name),
            ("og:title", self.headline or title),
            ("og:description", self.description),
            ("og:url", self.canonical),
            ("og:locale", LOCALES[here]),
            ("og:locale:alternate", LOCALES[other] if other in identity().languages else ""),
            ("og:image", absolute(self.image)),
            ("og:image:type", "image/jpeg"),
            ("og:image:width", str(WIDTH)),
            ("og:image:height", str(HEIGHT)),
            ("og:image:alt", self.image_alt),
        ]
