"""Firefox and WebKit as Debian has them, each driven by its own protocol: what a voter needs of them, and no more.

Both are started with folders of their own, on ports that are free, and end with everything that they have started.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection

from tests.browser.inspection import PHONE
from tests.postgres import _end_with_parent
from tools.check import _free_port

FIREFOX = Path("/usr/bin/firefox-esr")
WEBKIT = Path("/usr/bin/WebKitWebDriver")
SCREEN = Path("/usr/bin/Xvfb")
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
START_SECONDS = 60
STOP_SECONDS = 10
PATIENCE_SECONDS = 30
PREFERENCES = {
    "marionette.port": 0,
    "intl.accept_languages": "sv-SE",
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,none",  # no lists are fetched
    "toolkit.telemetry.server": "data:,none",
}
HEADING = "return document.querySelector('h1') ? document.querySelector('h1').textContent.trim() : '';"
INTO_VIEW = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'});"  # not under the bar at the foot
DEAF_SECONDS = 5  # a tap while a page is still fading in may come to nothing
CHOSEN = "return document.querySelector('main input[type=radio]:checked') ? 'yes' : 'no';"
TEXT = "return document.body ? document.body.innerText : '';"


class Phone(ABC):
    """A browser in somebody's hand."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    @abstractmethod
    def opens(self, url: str) -> None: ...

    @abstractmethod
    def picture(self) -> bytes: ...

    def types(self, label: str, text: str) -> None:
        """Type into the field that is called so."""
        self._find(f'//input[@id=//label[normalize-space(.)="{label}"]/@for]').send_keys(text)

    def taps(self, element: str, words: str) -> Any:
        """Tap what has exactly these words: `taps("button", "Fortsätt")`."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                found = self._find(f'//{element}[normalize-space(.)="{words}"]')
                self.driver.execute_script(INTO_VIEW, [found] if isinstance(self, Firefox) else found)
                return found.click()
            except Exception:  # each driver has its own; the page is still fading in
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def chooses(self, words: str) -> None:
        """Tap what can be chosen until it is: a tap while the page is still fading in may come to nothing."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        self.taps("label", words)
        while self._asks(CHOSEN) != "yes":
            assert time.monotonic() < deadline, f"{words} cannot be chosen"
            time.sleep(0.25)
            self.taps("label", words)

    def meets(self, heading: str, *, by: str = "") -> None:
        """Wait for the page with this heading; `by` is the button that leads there, tapped until it has been heard."""
        deadline, again, shown = time.monotonic() + PATIENCE_SECONDS, 0.0, ""
        while (shown := self._asks(HEADING)) != heading:
            if by and time.monotonic() >= again:
                self.taps("button", by)
                again = time.monotonic() + DEAF_SECONDS
            assert time.monotonic() < deadline, f"not “{heading}” but “{shown}”: {self._asks(TEXT)[:500]}"
            time.sleep(0.05)

    def reads(self) -> str:
        """All words on the page."""
        return self._asks(TEXT)

    def keeps(self, path: Path) -> None:
        """A picture of the page as it stands."""
        shown = Image.open(BytesIO(self.picture())).convert("RGB")
        shown.crop((0, 0, shown.width, min(shown.height, 2 * shown.width))).save(path, "JPEG", quality=50)

    def _asks(self, script: str) -> str:
        try:
            return str(self.driver.execute_script(script))
        except Exception as error:  # noqa: BLE001  each driver has its own; the page is on its way, or stays away
            return f"({type(error).__name__})"

    def _find(self, path: str) -> Any:
        """The element, as soon as it is there."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := self.driver.find_elements("xpath", path)):
            assert time.monotonic() < deadline, f"there is no {path}: {self._asks(TEXT)[:500]}"
            time.sleep(0.05)
        return found[0]


class Firefox(Phone):
    def opens(self, url: str) -> None:
        self.driver.navigate(url)

    def picture(self) -> bytes:
        return b64decode(self.driver.screenshot(full=False))


class WebKit(Phone):
    def opens(self, url: str) -> None:
        self.driver.get(url)

    def picture(self) -> bytes:
        shown: bytes = self.driver.get_screenshot_as_png()
        return shown


def lacking(kind: type[Phone]) -> str:
    """What this machine lacks for that browser, or nothing."""
    if kind is Firefox:
        if sys.version_info >= (3, 13):
            return "no Firefox: its driver needs a part of Python that 3.13 has no more"
        return "" if FIREFOX.exists() else "no Firefox: the package firefox-esr is not installed"
    if not (WEBKIT.exists() and SCREEN.exists() and _mini_browser()):
        return "no WebKit: the packages webkit2gtk-driver and xvfb are not installed"
    return ""


@contextmanager
def firefox() -> Iterator[Firefox]:
    with warnings.catch_warnings(action="ignore"):  # its libraries are old
        from marionette_driver.marionette import Marionette

    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voting-firefox-")))
        port = _free_port()
        settings = PREFERENCES | {"marionette.port": port}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()]
        (home / "user.js").write_text("\n".join(lines))
        command = [FIREFOX, "--marionette", "--headless", "--no-remote", "--profile", home]
        size = {"MOZ_HEADLESS_WIDTH": str(PHONE["width"]), "MOZ_HEADLESS_HEIGHT": str(PHONE["height"])}
        stack.enter_context(_started(command, home, **size))
        driver = Marionette(port=port)
        _wait_for(port)
        driver.start_session(timeout=START_SECONDS)
        stack.callback(driver.delete_session)
        driver.set_window_rect(**PHONE)
        yield Firefox(driver)


@contextmanager
def webkit() -> Iterator[WebKit]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voting-webkit-")))
        screen = stack.enter_context(_screen(home))
        port = _free_port()
        stack.enter_context(_started([WEBKIT, f"--port={port}"], home, DISPLAY=screen, GDK_BACKEND="x11"))
        options = WebKitGTKOptions()
        options.binary_location = str(_mini_browser())
        options.add_argument("--automation")
        _wait_for(port)
        way = RemoteConnection(client_config=ClientConfig(f"http://127.0.0.1:{port}"))
        driver = Remote(way, options=options)
        stack.callback(driver.quit)
        driver.set_window_size(**PHONE)
        yield WebKit(driver)


def _mini_browser() -> Path | None:
    return next(iter(sorted(Path("/").glob(MINI_BROWSERS[1:]))), None)


@contextmanager
def _screen(home: Path) -> Iterator[str]:
    """A screen that nobody sees; it chooses its own number."""
    reading, writing = os.pipe()
    size = f"{PHONE['width'] + 200}x{PHONE['height'] + 300}x24"
    command = [SCREEN, "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    with _started(command, home, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"


@contextmanager
def _started(command: list[Any], home: Path, *, pass_fds: tuple[int, ...] = (), **environ: str) -> Iterator[None]:
    """A program with a home of its own, ended together with everything that it has started."""
    folders = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    process = subprocess.Popen(
        list(map(str, command)),
        env=os.environ | folders | {"XDG_RUNTIME_DIR": str(runtime)} | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent,
        pass_fds=pass_fds,
    )
    try:
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The whole group, since a browser is many processes."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the browser's driver does not answer"
            time.sleep(0.1)
        else:
            return
