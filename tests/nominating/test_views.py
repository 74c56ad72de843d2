"""An organiser writes about nominees in the browser: nothing typed is lost, and nothing is half stored."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from tests.acts import act, cast
from tests.nominating.forms import EDITOR, LIST, NEW, filled, jpeg, post_file, resend, send
from tests.page import heading, main_text, parse, text_of
from tests.site import Browser, Site, Vote
from tests.tables import contents
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.contests.rules import Action, Incomplete, Phase
from voting.extensions import db
from voting.nominees.models import Nominee, Original, PhotoFile
from voting.nominees.queries import get_nominee, list_nominees
from voting.text import LocalText
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BAD_WORDS = "<script>alert(1)</script> {{ 7 * 7 }} ${x} ' \" å"


@pytest.fixture
def draft(site: Site) -> Vote:
    site.make_vote(award="annat-pris")
    return site.make_vote(Phase.DRAFT)


@pytest.fixture
def admin(site: Site, draft: Vote) -> Browser:
    return site.staff(Role.ADMIN, "sv")


def nominee(site: Site, vote: Vote, slug: str = "nominee-1") -> Nominee:
    with site.app.app_context():
        found = get_nominee(vote.id, slug)
        _ = found.photo
        db.session.expunge_all()
        return found


def order(site: Site, vote: Vote) -> list[str]:
    with site.app.app_context():
        return [each.slug for each in list_nominees(vote.id)]


def events(site: Site, action: str) -> list[dict[str, Any]]:
    with site.app.app_context():
        found = select(AuditEvent.details).where(AuditEvent.action == action).order_by(AuditEvent.id)
        return list(db.session.scalars(found))


def test_somebody_is_added_with_gaps_and_finished_later(site: Site, draft: Vote, admin: Browser) -> None:
    assert send(admin, NEW, name_sv="Åsa Öberg & Söner") == 303
    assert admin.page.location == LIST + "?saved=asa-oberg-soner"
    assert order(site, draft)[-1] == "asa-oberg-soner"
    page = main_text(admin.get(LIST))
    assert "Saknas: namnet på engelska, raden på svenska" in page
    with pytest.raises(Incomplete):
        act(site, draft, Action.ANNOUNCE)
    whole = {
        f"{part}_{lang}": f"{part} {lang}"
        for part in ("name", "line", "citation", "text", "alt")
        for lang in ("sv", "en")
    }
    path = LIST + "/asa-oberg-soner"
    assert (
        send(admin, path, **whole, photo=(jpeg(), "bild.jpg"), kind="group", place="Luleå", organisation="AB Å") == 303
    )
    saved = nominee(site, draft, "asa-oberg-soner")
    assert (saved.name, saved.kind, saved.place, saved.organisation) == (
        LocalText("name sv", "name en"),
        "group",
        "Luleå",
        "AB Å",
    )
    assert saved.photo_id
    act(site, draft, Action.ANNOUNCE)
    assert "AB Å, Luleå" in main_text(site.browser().get(f"{draft.path}/nominees/asa-oberg-soner"))


def test_what_is_missing_leads_to_the_field_that_lacks_it(site: Site, draft: Vote, admin: Browser) -> None:
    def lack(*slugs: str) -> None:
        with site.app.app_context(), transaction():
            get_nominee(draft.id, "nominee-1").line = LocalText("En rad", "")
            for bare in (get_nominee(draft.id, slug) for slug in slugs):
                bare.line = bare.citation = bare.text = LocalText()
                bare.alt, bare.photo_id = LocalText("En bild", ""), None

    def links() -> dict[str, str]:
        found = parse(admin.get("/admin/testpriset/2026").text).iter("a")
        return {text_of(link): link.get("href") or "" for link in found if "#" in (link.get("href") or "#main")[1:]}

    lack("nominee-2")
    editor = "/admin/testpriset/2026/nominees/nominee-"
    shown = links()
    assert {text: url for text, url in shown.items() if url.startswith(editor)} == {
        "Nominerad 1: raden på engelska saknas.": f"{editor}1#line-en",
        "raden på svenska": f"{editor}2#line-sv",
        "raden på engelska": f"{editor}2#line-en",
        "motiveringen på svenska": f"{editor}2#citation-sv",
        "motiveringen på engelska": f"{editor}2#citation-en",
        "texten på svenska": f"{editor}2#text-sv",
        "texten på engelska": f"{editor}2#text-en",
        "beskrivningen av bilden på engelska": f"{editor}2#alt-en",
        "en bild": f"{editor}2#photo",
    }
    assert "Nominerad 2: 8 saker saknas." in main_text(admin.page)
    assert '<details class="gaps" open>' in admin.page.text
    for url in shown.values():
        page, _, field = url.partition("#")
        assert any(element.get("id") == field for element in parse(admin.get(page).text).iter()), url
    lack("nominee-3")
    links()
    assert admin.page.text.count('<details class="gaps">') == 2


def test_people_are_added_and_removed_by_buttons_and_nothing_is_stored_meanwhile(
    site: Site, draft: Vote, admin: Browser
) -> None:
    before = contents(site)
    assert (
        send(
            admin,
            **{"people-name": ["Ada", "Bo"], "people-sv": ["lärare", ""], "people-en": ["teacher", ""]},
            act="more",
        )
        == 200
    )
    assert filled(admin)["people-name"] == ["Ada", "Bo", ""]
    assert resend(admin, act="less-1", line_sv="Ny rad") == 200
    fields = filled(admin)
    assert (fields["people-name"], fields["line-sv"]) == (["Bo", ""], "Ny rad")
    assert resend(admin, act="less-99") == 200
    assert contents(site) == before
    assert resend(admin, act="save") == 303
    assert [person.name for person in nominee(site, draft).people] == ["Bo"]


def test_a_preview_shows_both_languages_and_stores_nothing(site: Site, draft: Vote, admin: Browser) -> None:
    before = contents(site)
    assert send(admin, act="preview", text_sv="Hej **du**\n\n" + BAD_WORDS, text_en="Hello *you*") == 200
    assert "<strong>du</strong>" in admin.page.text
    assert "<em>you</em>" in admin.page.text
    assert "<script>alert" not in admin.page.text
    assert "{{ 7 * 7 }}" in main_text(admin.page)
    assert contents(site) == before


def test_what_two_write_at_once_is_not_overwritten_unseen(site: Site, draft: Vote, admin: Browser) -> None:
    admin.get(EDITOR)
    other = site.browser().sign_in("admin@demo.example")
    assert send(other, line_sv="Den andras rad", place="Deras ort") == 303
    before = contents(site, but={"web_session"})
    assert resend(admin, line_sv="Min rad", text_en="My text") == 409
    page = main_text(admin.page)
    assert "Den andras rad" in page
    assert "Deras ort" in page
    fields = filled(admin)
    assert (fields["line-sv"], fields["text-en"], fields["place"]) == ("Min rad", "My text", "Ort 1")
    assert contents(site, but={"web_session"}) == before
    assert resend(admin) == 303
    saved = nominee(site, draft)
    assert (saved.line.sv, saved.text.en, saved.place) == ("Min rad", "My text", "Ort 1")


def test_nothing_changed_is_nothing_recorded(site: Site, draft: Vote, admin: Browser) -> None:
    before = contents(site, but={"web_session"})
    assert send(admin) == 303
    assert contents(site, but={"web_session"}) == before


@only_sqlite
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name_sv": "", "name_en": ""}, "Skriv ett namn, på minst ett av språken."),
        ({"slug": "Inte bra!"}, "Skriv adressen med bara a–z, 0–9"),
        ({"slug": "nominee-2"}, "En annan nominerad har den adressen."),
        ({"line_sv": "x" * 10_000}, "Skriv högst 120 tecken."),
        ({"text_en": "x" * 20_001}, "Skriv högst 20000 tecken."),
        (
            {"people_name": ["", "Bo"], "people_sv": ["lärare", ""], "people_en": ["teacher", ""]},
            "Person 1: skriv namnet",
        ),
        ({"people_name": ["Bo"], "people_sv": ["lärare"], "people_en": [""]}, "rollen på båda språken"),
        ({"people_name": ["x" * 121], "people_sv": [""], "people_en": [""]}, "högst 120 tecken i varje ruta"),
        ({"people_name": ["Bo"] * 41, "people_sv": [""] * 41, "people_en": [""] * 41}, "högst 40 personer"),
        ({"photo": (BytesIO(b"<svg/>"), "bild.jpg")}, "ingen hel bild"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_every_text_is_kept(
    site: Site, draft: Vote, admin: Browser, changes: dict[str, Any], says: str
) -> None:
    before = contents(site)
    kept = {"citation_sv": BAD_WORDS, "alt_en": "Kept"}
    assert send(admin, **(kept | changes)) == 422
    assert says in main_text(admin.page)
    assert filled(admin)["citation-sv"] == BAD_WORDS
    assert filled(admin)["alt-en"] == "Kept"
    assert contents(site) == before


@only_sqlite
def test_a_good_photo_beside_a_mistake_is_said_to_be_lost(site: Site, draft: Vote, admin: Browser) -> None:
    assert send(admin, photo=(jpeg(), "bild.jpg"), slug="nominee-2") == 422
    assert "Välj bilden en gång till" in main_text(admin.page)


@only_sqlite
def test_a_photo_far_too_large_is_refused_with_every_text_kept(site: Site, draft: Vote, admin: Browser) -> None:
    admin.get(EDITOR)
    fields = filled(admin) | {"citation-sv": "Kvar", "photo": (b"x" * 50_000_000, "stor.jpg")}
    assert post_file(admin, EDITOR, fields) == 422
    assert "större än 20 MB" in main_text(admin.page)
    assert filled(admin)["citation-sv"] == "Kvar"


def test_a_photo_is_cropped_anew_without_being_given_again(site: Site, draft: Vote, admin: Browser) -> None:
    picture = Image.new("RGB", (1600, 600), "#ff0000")
    picture.paste("#0000ff", (800, 0, 1600, 600))
    out = BytesIO()
    picture.save(out, "JPEG")
    assert send(admin, photo=(BytesIO(out.getvalue()), "bred.jpg"), focus="left") == 303
    assert _colour(site, draft) == "red"
    assert send(admin, focus="right") == 303
    assert _colour(site, draft) == "blue"
    assert site.app.test_client().get(EDITOR + "/whole.webp").status_code == 303
    shown = Image.open(BytesIO(admin.get(EDITOR + "/whole.webp").data))
    assert shown.size == (720, 270)
    assert admin.page.headers["Cache-Control"] == "private, no-store"


def _colour(site: Site, vote: Vote) -> str:
    with site.app.app_context():
        photo = get_nominee(vote.id, "nominee-1").photo_id
        files = select(PhotoFile.content).where(PhotoFile.photo_id == photo).order_by(PhotoFile.width.desc())
        red, _green, blue = (
            Image.open(BytesIO(db.session.scalars(files).first() or b"")).convert("RGB").resize((1, 1)).getpixel((0, 0))
        )  # type: ignore[misc]
        return "red" if red > blue else "blue"


def test_the_order_is_changed_by_buttons_and_by_place(site: Site, draft: Vote, admin: Browser) -> None:
    def moved(slug: str, **how: str) -> list[str]:
        admin.get(LIST)
        token = admin.token()
        admin.post(LIST, {"csrf_token": token, "slug": slug} | how, follow=False)
        assert admin.page.status_code == 303, admin.page.text
        return [name.removeprefix("nominee-") for name in order(site, draft)]

    assert moved("nominee-1", to="down") == ["2", "1", "3"]
    assert moved("nominee-3", to="up") == ["2", "3", "1"]
    assert moved("nominee-1", to="place", place="1") == ["1", "2", "3"]
    assert moved("nominee-1", to="up") == ["1", "2", "3"]
    assert moved("nominee-1", to="place", place="999") == ["2", "3", "1"]
    page = admin.get(admin.page.location)
    assert "Nominerad 1 har nu plats 3 av 3." in main_text(page)
    assert 'id="nominee-nominee-1" class="nominee-row" tabindex="-1" autofocus' in page.text
    assert len(events(site, "nominee moved")) == 4


@only_sqlite
@pytest.mark.parametrize(
    "fields", [{"to": "sideways"}, {"to": "place", "place": "-1"}, {"to": "place", "place": "²"}, {"to": "place"}]
)
def test_a_place_that_there_is_not_is_refused(site: Site, draft: Vote, admin: Browser, fields: dict[str, str]) -> None:
    token = admin.token()
    assert admin.post(LIST, {"csrf_token": token, "slug": "nominee-1"} | fields).status_code == 400
    assert admin.post(LIST, {"csrf_token": token, "slug": "stranger", "to": "up"}).status_code == 404


def test_a_draft_s_nominee_is_taken_away_with_its_picture(site: Site, draft: Vote, admin: Browser) -> None:
    assert send(admin, photo=(jpeg("#123456"), "egen.jpg")) == 303
    photo = nominee(site, draft).photo_id
    admin.get(EDITOR + "/withdraw")
    assert admin.submit(reason="", word="fel").status_code == 422
    assert "Skriv varför, i en mening. Den sparas i händelseloggen." in main_text(admin.page)
    assert order(site, draft)[0] == "nominee-1"
    assert admin.submit(reason="Vill inte", word="ta bort").status_code == 200
    assert order(site, draft) == ["nominee-2", "nominee-3"]
    with site.app.app_context():
        assert not db.session.scalars(select(PhotoFile).where(PhotoFile.photo_id == photo)).all()
        assert not db.session.scalars(select(Original)).all()
    assert admin.get(EDITOR).status_code == 404


def test_after_announcing_only_a_correction_with_a_reason_is_taken(site: Site) -> None:
    vote = site.make_vote()
    admin, public = site.staff(Role.ADMIN, "sv"), site.browser()
    document = public.get(vote.path + "/nominees/nominee-1")
    assert send(admin, line_sv="Rättad rad") == 422
    assert "Skriv i en mening vad som var fel." in main_text(admin.page)
    assert resend(admin, line_sv="", reason="Fel rad") == 422
    assert resend(admin, line_sv="Rättad rad", reason="Fel rad <b>", kind="group", slug="annan") == 303
    page = main_text(public.get(vote.path + "/nominees/nominee-1"))
    assert "Rättad rad" in page
    assert "Fel rad <b>" in page
    assert "Rättat" not in main_text(document)
    (told,) = events(site, "nominee corrected")
    assert (told["old"], told["new"], told["reason"]) == (
        {"line.sv": "Rad 1"},
        {"line.sv": "Rättad rad"},
        "Fel rad <b>",
    )
    saved = nominee(site, vote)
    assert (saved.slug, saved.kind) == ("nominee-1", "person")
    assert admin.get(NEW).status_code == 409
    assert "Rad 1" in admin.get("/admin/audit").text
    token = admin.token()
    assert admin.post(LIST, {"csrf_token": token, "slug": "nominee-1", "to": "down"}).status_code == 409


def test_a_nominee_of_another_contest_is_not_changed_here(site: Site, draft: Vote, admin: Browser) -> None:
    site.make_vote(Phase.DRAFT, award="tredje-priset", nominees=5)
    assert admin.get("/admin/testpriset/2026/nominees/nominee-5").status_code == 404
    assert admin.get("/admin/testpriset/2026/nominees/nominee-5/withdraw").status_code == 404


def test_a_withdrawn_nominee_keeps_a_page_that_says_why(site: Site) -> None:
    vote = site.make_vote()
    cast(site, vote, "nominee-1")
    admin, public = site.staff(Role.ADMIN, "sv"), site.browser()
    admin.get(EDITOR + "/withdraw")
    assert admin.submit(reason=" ", word="dra tillbaka nominerad").status_code == 422
    assert "Skriv varför, i en mening. Alla kan läsa det." in main_text(admin.page)
    assert "händelseloggen" not in main_text(admin.page)
    assert admin.submit(reason="Har tackat nej", word="dra tillbaka nominerad").status_code == 200
    assert heading(admin.page) == "De nominerade till Testpriset 2026"
    assert "Har tackat nej" in main_text(public.get(vote.path + "/nominees/nominee-1"))
    assert "nominee-1" not in public.get(vote.path).text
    assert public.get(vote.path + "/ballot").text.count('type="radio"') == 2
    assert admin.get(EDITOR + "/withdraw").status_code == 409
    for slug, status in (("nominee-2", 200), ("nominee-3", 409)):
        admin.get(f"{LIST}/{slug}/withdraw")
        assert admin.submit(reason="Också", word="dra tillbaka nominerad").status_code == status
