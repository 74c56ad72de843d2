"""The browser, the demo that is served to it, and the people who visit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

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
def visit(chromium: Browser, inspection: Inspection) -> Iterator[Visit]:
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
    for context in contexts:
        context.close()
