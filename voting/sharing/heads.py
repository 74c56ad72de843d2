"""What the pages that others share say of themselves in their heads, and to programs that embed their address."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from voting.contests import queries as contests
from voting.contests.models import Award, Contest
from voting.contests.queries import Standing
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.extensions import settings
from voting.nominees.models import Nominee
from voting.nominees.queries import count_nominees, list_nominees
from voting.results.rules import Outcome
from voting.sharing import queries
from voting.sharing.rules import card_size
from voting.text import Language
from voting.web.cards import HEIGHT, WIDTH
from voting.web.i18n import ENGLISH, in_language, site_name, speaking, tr_plain
from voting.web.share import Shared, absolute

EMBEDDABLE = frozenset({"pages.contest", "results.show", "sharing.card"})
WINNER_ROOM = 2  # a winner takes the room of so many others
A_DAY = 24 * 3600


def parts(contest: Contest) -> dict[str, Any]:
    """What every address of a contest's pages is made of."""
    return {"award": contest.award.slug, "year": contest.year}


def contest_path(contest: Contest) -> str:
    return url_for("pages.contest", **parts(contest))


def shared_page() -> Shared:
    """A page that is about no vote."""
    name = site_name()
    image = url_for("sharing.site_image", digest=queries.card_of_site().digest)
    return Shared(request.root_path + request.path, "", image, name)


def shared_award(award: Award) -> Shared:
    """All years of an award."""
    name, image = tr_plain(award.name), url_for("sharing.site_image", digest=queries.card_of_site().digest)
    told = _("All years of %(award)s, and who has won.", award=name)
    return Shared(url_for("pages.award", award=award.slug), told, image, settings().site_name)


def shared_contest(contest: Contest, phase: str, nominees: Sequence[Nominee]) -> Shared | None:
    """A contest, also where the start page shows it. None for a rehearsal, which nobody shall find."""
    if contest.rehearsal:
        return None
    image, path = _contest_image(contest, nominees), contest_path(contest)
    return Shared(
        path,
        _description(contest, phase),
        image,
        f"{queries.name_of(contest)}: {queries.headline_of(contest)}",
        headline=queries.headline_of(contest),
        event=queries.event_of(contest, url=absolute(path), image=absolute(image)),
        embedded=_embedded(path),
    )


def shared_nominee(contest: Contest, nominee: Nominee) -> Shared | None:
    """A nominee; after a withdrawal with the contest's picture, since the other one says that they stand."""
    if contest.rehearsal:
        return None
    name, nominated = tr_plain(nominee.name), _("Nominated for %(award)s", award=queries.name_of(contest))
    path = url_for("nominees.show", slug=nominee.slug, **parts(contest))
    if nominee.withdrawn_at:
        image = _contest_image(contest, list_nominees(contest.id))
        return Shared(path, tr_plain(nominee.line), image, queries.name_of(contest))
    digest = queries.card_of_nominee(contest, nominee).digest
    image = url_for("sharing.nominee_image", slug=nominee.slug, digest=digest, **parts(contest))
    seen = f"{name}. {nominated}. {tr_plain(nominee.alt)}"
    return Shared(path, tr_plain(nominee.line), image, seen, headline=f"{name} – {nominated}", kind="article")


def shared_result(contest: Contest, phase: str, outcome: Outcome[Nominee] | None) -> Shared | None:
    """The result, or where it will be; before it is published this says nothing that the contest's page does not."""
    if contest.rehearsal:
        return None
    path = url_for("results.show", **parts(contest))
    card = queries.card_of_result(contest, outcome) if outcome else None
    if card is None:
        image, seen = _contest_image(contest, list_nominees(contest.id)), queries.name_of(contest)
    else:
        image = url_for("sharing.result_image", digest=card.digest, **parts(contest))
        seen = f"{card.eyebrow}: {card.headline}"
    return Shared(path, _description(contest, phase), image, seen, kind="article", embedded=_embedded(path))


def frame_html(address: str, title: str, width: int, height: int) -> str:
    """What somebody pastes into a page of theirs to show the card in it."""
    frame = Markup('<iframe src="{}" title="{}" width="{}" height="{}" style="border:0" loading="lazy"></iframe>')
    return str(frame.format(address, title, width, height))


def card_html(contest: Contest) -> str:
    """The same for the card of this contest in this language, in its usual size."""
    address = absolute(url_for("sharing.card", **parts(contest)))
    return frame_html(address, queries.name_of(contest), *card_size(count_nominees(contest.id), None, None))


def oembed(address: str, width: int | None, height: int | None) -> dict[str, Any]:
    """The answer to who wants to embed one of our addresses (oembed.com). Raises NotFound for any other."""
    standing, lang = _embeddable(address)
    contest = standing.contest
    with speaking(lang):
        title, image = queries.name_of(contest), _contest_image(contest, list_nominees(contest.id))
        card = absolute(in_language(url_for("sharing.card", **parts(contest)), lang))
        shown = count_nominees(contest.id) + WINNER_ROOM * (standing.phase is Phase.PUBLISHED)
        across, down = card_size(shown, width, height)
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": contest.award.organiser,
        "provider_name": site_name(),
        "provider_url": absolute("/"),
        "cache_age": A_DAY,
        "html": frame_html(card, title, across, down),
        "width": across,
        "height": down,
        "thumbnail_url": absolute(in_language(image, lang)),
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
    }


def _embeddable(address: str) -> tuple[Standing, Language]:
    """The contest that an address of ours is about, and its language. Raises NotFound."""
    ours = urlsplit(settings().base_url)
    try:
        given = urlsplit(address)
        path = in_language(given.path, "sv")
        endpoint, values = current_app.url_map.bind(ours.netloc).match(path, "GET")
    except (HTTPException, ValueError):
        raise NotFound from None
    lang: Language = "en" if given.path == ENGLISH or given.path.startswith(f"{ENGLISH}/") else "sv"
    if (given.scheme, given.netloc) != (ours.scheme, ours.netloc) or endpoint not in EMBEDDABLE | {"pages.start"}:
        raise NotFound
    if endpoint != "pages.start":
        standing = contests.get_public_contest(values["award"], values["year"])
        if not standing.contest.rehearsal:
            return standing, lang
    elif len(found := queries.list_shared()) == 1:
        return found[0][0], lang
    raise NotFound


def _embedded(path: str) -> str:
    query = urlencode({"url": absolute(path), "format": "json"})
    return f"{in_language(url_for('sharing.embedding'), 'sv')}?{query}"


def _contest_image(contest: Contest, nominees: Sequence[Nominee]) -> str:
    digest = queries.card_of_contest(contest, nominees).digest
    return url_for("sharing.contest_image", digest=digest, **parts(contest))


def _description(contest: Contest, phase: str) -> str:
    if phase == Phase.PUBLISHED:
        return str(_("The votes are counted and the result is published."))
    if phase in (Phase.CLOSED, Phase.CERTIFIED):
        return str(_("Voting is over. We are reviewing the count before the result is certified."))
    return tr_plain(contest.lead)
