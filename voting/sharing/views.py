"""Where shared addresses lead machines and paper to: pictures, the embedded card, posters, files for other programs.

None of these pages sets a cookie, asks who is looking, or knows more of the count than everybody does.
"""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import segno
from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for

from voting.accounts.access import public
from voting.contests import queries as contests
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.nominees.queries import get_nominee, list_in_order, list_nominees
from voting.results.queries import get_published
from voting.sharing import heads, queries
from voting.web import order
from voting.web.cards import NIGHT, Card, draw
from voting.web.headers import AN_HOUR, EMBEDDED, FOREVER, answer
from voting.web.i18n import ENGLISH, in_language, language, site_name
from voting.web.identity import identity
from voting.web.share import absolute, alternates

blueprint = Blueprint("sharing", __name__)
HEADS = (heads.shared_page, heads.shared_award, heads.shared_contest, heads.shared_nominee, heads.shared_result)
for _head in (*HEADS, heads.card_html):
    blueprint.add_app_template_global(_head)
A_WHILE = "public, max-age=300"
NOT_FOR_ROBOTS = ("/admin/", "/jury/", "/account$", "/sign-in", "/demo/")
OF_A_CONTEST = "/<award>/<int(max=9999):year>"
QUIET = 4  # squares of white around a QR code, ISO/IEC 18004
TO_VOTE = (Phase.ANNOUNCED, Phase.OPEN)


@blueprint.get("/share-<digest>.jpg")
@public
def site_image(digest: str) -> Response:
    """The picture of pages that are about no vote."""
    return _image(queries.card_of_site(), digest)


@blueprint.get(OF_A_CONTEST + "/share-<digest>.jpg")
@public
def contest_image(award: str, year: int, digest: str) -> Response:
    contest = contests.get_public_contest(award, year).contest
    return _image(queries.card_of_contest(contest, list_nominees(contest.id)), digest)


@blueprint.get(OF_A_CONTEST + "/nominees/<slug>/share-<digest>.jpg")
@public
def nominee_image(award: str, year: int, slug: str, digest: str) -> Response:
    contest = contests.get_public_contest(award, year).contest
    nominee = get_nominee(contest.id, slug)
    if nominee.withdrawn_at:
        raise NotFound
    return _image(queries.card_of_nominee(contest, nominee), digest)


@blueprint.get(OF_A_CONTEST + "/results/share-<digest>.jpg")
@public
def result_image(award: str, year: int, digest: str) -> Response:
    """The winner. Raises NotPublished until everybody may see the result."""
    standing = contests.get_public_contest(award, year)
    return _image(queries.card_of_result(standing.contest, get_published(standing)), digest)


@blueprint.get(OF_A_CONTEST + "/card")
@public
def card(award: str, year: int) -> Response:
    """Who stands, or the result, small, to stand inside other sites' pages. Everything is done in a tab of our own."""
    standing = contests.get_public_contest(award, year)
    result = get_published(standing) if standing.phase is Phase.PUBLISHED else None
    nominees = [] if result else list_in_order(standing.contest, order.passing_seed())
    response = make_response(_page("sharing/card.html", standing, nominees=nominees, result=result))
    response.headers.update(EMBEDDED | {"Cache-Control": "private, no-cache"})
    return response


@blueprint.get(OF_A_CONTEST + "/poster")
@public
def poster(award: str, year: int) -> str:
    """An A4 page for the wall."""
    standing = _to_vote(award, year)
    faces = list_in_order(standing.contest, standing.contest.id.int)
    return _page("sharing/poster.html", standing, nominees=faces)


@blueprint.get(OF_A_CONTEST + "/table-tent")
@public
def table_tent(award: str, year: int) -> str:
    """An A4 page that is folded in three and stands on a table."""
    return _page("sharing/table_tent.html", _to_vote(award, year))


@blueprint.get(OF_A_CONTEST + "/qr.svg")
@public
def qr(award: str, year: int) -> Response:
    """The address of the vote in this language, for cameras. A quarter of it may be hidden or torn."""
    contest = contests.get_public_contest(award, year).contest
    code = segno.make(absolute(heads.contest_path(contest)), error="q", micro=False)
    out = BytesIO()
    code.save(out, kind="svg", scale=8, border=QUIET, dark="#000", light="#fff", omitsize=True)
    return answer(out.getvalue(), "image/svg+xml", AN_HOUR)


@blueprint.get(OF_A_CONTEST + "/closing.ics")
@public
def calendar(award: str, year: int) -> Response:
    """When voting closes, for the voter's own calendar."""
    standing = contests.get_public_contest(award, year)
    closing = queries.closing_of(standing, url=absolute(heads.contest_path(standing.contest)))
    if closing is None:
        raise NotFound
    response = answer(closing.file(), "text/calendar", A_WHILE)
    response.headers["Content-Disposition"] = f'inline; filename="{award}-{year}.ics"'
    return response


@blueprint.get("/oembed")
@public
def embedding() -> Response:
    """How one of our addresses is embedded, for the programs of others (oembed.com)."""
    if request.args.get("format", "json") != "json":
        return Response(status=501)  # a machine asks, and this says it all
    sizes = (request.args.get(name, type=int) for name in ("maxwidth", "maxheight"))
    response = jsonify(heads.oembed(request.args.get("url", ""), *sizes))
    response.headers["Cache-Control"] = A_WHILE
    return response


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    closed = [f"Disallow: {prefix}{path}" for prefix in ("", ENGLISH) for path in NOT_FOR_ROBOTS]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return answer("\n".join(lines), "text/plain", AN_HOUR)


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The pages that search engines may show (sitemaps.org), each in every language of the site."""
    top = ElementTree.Element(
        "urlset",
        {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml": "http://www.w3.org/1999/xhtml"},
    )
    for path in _paths():
        for lang in identity().languages:
            page = ElementTree.SubElement(top, "url")
            ElementTree.SubElement(page, "loc").text = absolute(in_language(path, lang))
            for hreflang, address in alternates(path):
                ElementTree.SubElement(page, "xhtml:link", rel="alternate", hreflang=hreflang, href=address)
    return answer(ElementTree.tostring(top, "utf-8", xml_declaration=True), "application/xml", AN_HOUR)


@blueprint.get("/site.webmanifest")
@public
def manifest() -> Response:
    """What a phone shows when the site is kept among its programs."""
    static: Any = current_app.jinja_env.globals["static"]
    response = jsonify(
        name=site_name(),
        short_name=site_name(),
        lang=language(),
        dir="ltr",
        start_url=url_for("pages.start"),
        scope=in_language("/", "sv"),
        display="browser",
        theme_color=NIGHT,
        background_color=NIGHT,
        icons=[
            {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": static("img/icon.png"), "type": "image/png", "sizes": "180x180"},
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = AN_HOUR
    return response


def _image(card: Card | None, digest: str) -> Response:
    """The picture, if this is its digest: nobody can have other things drawn, or the same ones over and over."""
    if card is None or digest != card.digest:
        raise NotFound
    response = answer(draw(card, queries.picture), "image/jpeg", FOREVER)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to stand in other sites' pages
    return response


def _page(template: str, standing: Standing, **values: Any) -> str:
    contest, path = standing.contest, heads.contest_path(standing.contest)
    address, headline = absolute(path), queries.headline_of(contest)
    shown = address.partition("://")[2]
    return render_template(
        template,
        contest=contest,
        phase=standing.phase.value,
        address=address,
        shown_address=shown,
        headline=headline,
        args=heads.parts(contest),
        **values,
    )


def _to_vote(award: str, year: int) -> Standing:
    """A contest that people can be asked to vote in, now or soon. Raises NotFound."""
    standing = contests.get_public_contest(award, year)
    if standing.phase not in TO_VOTE:
        raise NotFound
    return standing


def _paths() -> list[str]:
    """What search engines may find. The start page is left out where it shows the one contest there is."""
    found = queries.list_shared()
    paths = [] if len(found) == 1 else [url_for("pages.start")]
    paths += [url_for("pages.how")]
    paths += dict.fromkeys(url_for("pages.award", award=standing.contest.award.slug) for standing, _ in found)
    for standing, slugs in found:
        parts = heads.parts(standing.contest)
        paths.append(url_for("pages.contest", **parts))
        if standing.phase is Phase.PUBLISHED:
            paths.append(url_for("results.show", **parts))
        paths += [url_for("nominees.show", slug=slug, **parts) for slug in slugs]
    return paths
