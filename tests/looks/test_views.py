"""An admin gives an award a look in the browser, and everybody sees it."""

import random
import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tests.page import form_on, main_text
from tests.site import Browser, Site
from tests.tables import contents, row_counts, statements
from voting.accounts.rules import Role
from voting.web.images import LOGO_SIZE

LOOK = "/admin/testpriset/look"
FORM = "multipart/form-data"


def file(picture: Image.Image, kind: str = "PNG", **options: object) -> BytesIO:
    out = BytesIO()
    picture.save(out, kind, **options)
    out.seek(0)
    return out


def send(browser: Browser, **fields: object) -> None:
    """Fill in the form and send it as a browser does. Files are given as (content, name)."""
    browser.get(LOOK)
    _, hidden = form_on(browser.page, LOOK)
    unticked = {name: value for name, value in hidden.items() if not name.startswith("drop_")}
    browser.post(LOOK, unticked | fields)


@pytest.fixture
def admin(site: Site) -> Browser:
    site.make_vote()
    site.make_vote(award="annat-pris")
    return site.staff(Role.ADMIN, "sv")


def test_a_colour_is_on_the_pages_of_that_award_alone(site: Site, admin: Browser) -> None:
    send(admin, accent="#005293")
    assert "Sparat." in main_text(admin.page)
    assert "visas den lite ljusare" in main_text(admin.page)
    public = site.browser()
    for path in ("", "/nominees/nominee-1", "/ballot", "/results", "/counted"):
        assert "/looks/005293.css" in public.get("/testpriset/2026" + path).text, path
        assert "/looks/" not in public.get("/annat-pris/2026" + path).text, path
    sheet = public.client.get("/looks/005293.css")
    assert (sheet.mimetype, sheet.headers["Cache-Control"]) == ("text/css", "public, max-age=3600")
    assert "--accent: #005293;" in sheet.text
    assert "prefers-color-scheme: dark" in sheet.text
    assert "/looks/005293.css" in public.get("/how-we-count").text  # the only award that has a look of its own


def test_a_page_asks_once_for_its_look(site: Site, admin: Browser) -> None:
    for accent in ("", "#005293"):  # without a look of its own, and with one
        if accent:
            send(admin, accent=accent)
        with statements(site) as sent:
            assert ("/looks/" in site.browser().get("/testpriset/2026").text) is bool(accent)
        assert len([statement for statement in sent if "FROM look " in statement]) == 1, accent


def test_a_picture_and_a_logo_are_kept_replaced_and_taken_away(site: Site, admin: Browser) -> None:
    picture, logo = Image.new("RGB", (1700, 1700), "#335577"), Image.new("RGBA", (900, 300), "#00000000")
    ImageDraw.Draw(logo).ellipse((100, 100, 799, 199), fill="#112233")
    send(admin, accent="", hero=(file(picture), "a.png"), logo=(file(logo), "b.png"))
    assert row_counts(site)["look_file"] == 4 + 1
    page = site.browser().get("/testpriset/2026").text
    shown = re.findall(r'src="(/looks/[^"]+)"', page)
    assert len(shown) == 2
    drawn = Image.open(BytesIO(site.browser().client.get(shown[0]).data))
    assert (drawn.format, drawn.size) == ("WEBP", (LOGO_SIZE[0], round(LOGO_SIZE[0] / 7)))  # without its empty edge
    assert 'class="award-logo dark"' in page
    assert 'alt="Årets omfamning"' in page
    send(admin, accent="#ffb938", hero=(file(picture.rotate(90)), "a.png"))  # the very same picture again
    assert row_counts(site)["look_file"] == 4 + 1
    send(admin, accent="", hero=(file(Image.new("RGB", (500, 400), "red"), "JPEG"), "c.jpg"))
    assert row_counts(site)["look_file"] == 1 + 1
    send(admin, accent="", drop_hero="y", drop_logo="y")
    assert "look_file" not in row_counts(site)
    assert "/looks/" not in site.browser().get("/testpriset/2026").text


@pytest.mark.parametrize(
    ("field", "content", "says"),
    [
        ("hero", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Filen är ingen hel bild i JPEG, PNG eller WebP."),
        ("logo", b"", "Filen är ingen hel bild i JPEG, PNG eller WebP."),
        ("hero", file(Image.new("RGB", (200, 200))).read(), "Bilden är mindre än 300 pixlar."),
        ("logo", file(Image.new("RGBA", (200, 20))).read(), "Bilden är mindre än 48 pixlar."),
        ("accent", "gul", "Skriv färgen som # och sex siffror eller bokstäver a–f, till exempel #ffb938."),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field_and_nothing_is_stored(
    site: Site, admin: Browser, field: str, content: object, says: str
) -> None:
    before = contents(site)
    given = (BytesIO(content), "bild.png") if isinstance(content, bytes) else content
    send(admin, **{"accent": "#123456", field: given})
    assert admin.page.status_code == 422
    assert says in main_text(admin.page)
    assert contents(site) == before
    if field != "accent":
        assert 'value="#123456"' in admin.page.text  # what was typed is kept


def test_a_picture_of_nothing_is_refused_as_a_logo(admin: Browser) -> None:
    send(admin, accent="", logo=(file(Image.new("RGBA", (300, 300), "#00000000")), "b.png"))
    assert admin.page.status_code == 422


def test_far_too_large_a_file_is_refused_in_words_and_only_this_page_takes_large_ones(admin: Browser) -> None:
    admin.get(LOOK)
    _, hidden = form_on(admin.page, LOOK)
    for megabytes, status, says in (
        (21, 422, "Bilden är större än 20 MB."),
        (50, 413, "Det var för mycket på en gång"),
    ):
        answer = admin.client.post(
            LOOK, data=upload(hidden["csrf_token"], megabytes), content_type=f"{FORM}; boundary=x"
        )
        assert (answer.status_code, says in answer.text) == (status, True)
    assert admin.client.post("/admin/accounts/invite", data={"address": "a" * 70_000}).status_code == 413


def upload(token: str, megabytes: int) -> bytes:
    """The body of a form with one large file, put together by hand: the test client would leave files behind."""
    fields = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    head = '--x\r\nContent-Disposition: form-data; name="hero"; filename="a.jpg"\r\n\r\n'
    return (fields + head).encode() + random.Random(megabytes).randbytes(megabytes * 1024 * 1024) + b"\r\n--x--\r\n"


@pytest.mark.parametrize("path", ["/looks/gggggg.css", "/looks/FFB938.css", "/looks/fff.css", "/looks/x-480.webp"])
def test_what_is_no_part_of_a_look_is_not_found(site: Site, path: str) -> None:
    assert site.browser().client.get(path).status_code == 404


def test_an_award_that_is_not_there_has_no_look(admin: Browser) -> None:
    assert admin.client.get("/admin/inget-pris/look").status_code == 404


def test_an_error_page_asks_for_no_look(site: Site, admin: Browser) -> None:
    send(admin, accent="#005293")
    assert "/looks/" not in site.browser().client.get("/ingenting").text
