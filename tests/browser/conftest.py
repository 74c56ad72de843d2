"""The browser, the demo that is served to it, and the people who visit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.acceptance import PICTURES, name_of, points_of
from tests.browser.demo import Demo, copy_template, load, make_template, serve, shared_folder
from tests.browser.inspection import PHONE, Inspection
from tests.browser.person import Person
from tests.required import missing
from tools.screenshots import CHROMIUM, FLAGS
from voting.text import Language

PATIENCE_MS = 20_000
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
Someone = TypeVar("Someone", bound=Person)
Visit = Callable[..., Any]
Photograph = Callable[[Page, str], None]
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing(f"No Chromium at {CHROMIUM}: ./test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("demo-template"))


@pytest.fixture(scope="package")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo for everyone who leaves the vote open."""
    with serve(*copy_template(demo_template, tmp_path_factory.mktemp("demo"))) as served:
        yield served


@pytest.fixture(scope="package")
def stage(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo in which tests make further votes, each at an address of its own."""
    with serve(*copy_template(demo_template, tmp_path_factory.mktemp("stage"))) as served:
        yield served


@pytest.fixture
def own_demo(demo_template: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo for this test alone, on SQLite."""
    with serve(*copy_template(demo_template, tmp_path)) as served:
        yield served


@pytest.fixture
def own_demo_on(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demo]:
    """A demo for this test alone, on each database."""
    if backend == "sqlite":
        yield request.getfixturevalue("own_demo")
        return
    url = request.getfixturevalue("database_url")
    load(url, tmp_path / "keys")
    with serve(url, tmp_path / "keys") as served:
        yield served


@pytest.fixture(scope="package")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    return Inspection(shared_folder(tmp_path_factory.getbasetemp()) / "pages-looked-at")


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """`picture("too-late")` is where an acceptance test keeps what it has seen; the page of results names it."""

    def place(name: str) -> Path:
        file = "-".join([*map(name_of, points_of(request.node)), name]) + ".jpg"
        request.node.user_properties.append(("picture", file))
        PICTURES.mkdir(parents=True, exist_ok=True)
        return PICTURES / file

    return place


@pytest.fixture
def photograph(picture: Callable[[str], Path]) -> Photograph:
    """`photograph(voter.page, "too-late")` keeps the decisive moment of an acceptance test."""

    def take(page: Page, name: str) -> None:
        page.screenshot(path=picture(name), type="jpeg", quality=50)

    return take


@pytest.fixture
def visit(
    chromium: Browser, inspection: Inspection, photograph: Photograph, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """`visit(Voter, demo, lang="en", size=DESK)` is a person of that kind with a fresh browser, at no page yet."""
    contexts = []

    def arrive(
        kind: type[Someone],
        demo: Demo,
        *,
        lang: Language = "sv",
        size: ViewportSize = PHONE,
        scripts: bool = True,
    ) -> Someone:
        context = chromium.new_context(
            locale=LOCALES[lang],
            viewport=size,
            has_touch=size["width"] == PHONE["width"],
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return kind(context, demo, inspection, lang, size=size, scripts=scripts)

    yield arrive
    node = request.node
    if contexts and points_of(node) and not any(kind == "picture" for kind, _ in node.user_properties):
        name = node.originalname.removeprefix("test_").replace("_", "-")
        photograph(contexts[-1].pages[0], name)
    for context in contexts:
        context.close()
