"""Every setting, its default and its meaning; all mistakes are reported at once, and nothing unsafe starts.

Settings come from the environment as `VOTING_<NAME>`. `SETTINGS` is the one table of them: the README's table is
tested against it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "VOTING_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ConfigError(Exception):
    """The settings contain mistakes: `problems` has one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The settings cannot be used:\n" + "\n".join(f"  - {line}" for line in problems))
        self.problems = problems


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"must be one of {', '.join(filter(None, choices))}")
        return raw

    return parse


def _mailbox(raw: str) -> str:
    """`vote@example.org` or `The prize <vote@example.org>`; empty stays empty."""
    if raw and not re.fullmatch(r"[^\s<>@]+@[^\s<>@]+|[^<>@\x00-\x1f]+ <[^\s<>@]+@[^\s<>@]+>", raw):
        raise ValueError("must be an e-mail address")
    return raw


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and low <= int(raw) <= high):
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(raw)

    return parse


def _zone(raw: str) -> ZoneInfo:
    if raw not in available_timezones():
        raise ValueError("is not a time zone; write one such as Europe/Stockholm")
    return ZoneInfo(raw)


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    host_only = raw.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not host_only or parts.port == 0:
        raise ValueError("must be an address such as https://vote.example.org, with nothing after the host")
    if not raw.isascii() or "+" in raw:  # it is the name by which public logs sign
        raise ValueError("must be written in ASCII without +, such as https://xn--rst-sna.example")
    return raw.rstrip("/")


def _database(raw: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if raw.startswith(scheme):
            return "postgresql+psycopg://" + raw.removeprefix(scheme)
    if raw.startswith("sqlite:///") and raw != "sqlite:///:memory:" and len(raw) > len("sqlite:///"):
        return "sqlite:///" + str((ROOT / raw.removeprefix("sqlite:///")).resolve())
    if raw.startswith("postgresql+psycopg://"):
        return raw
    raise ValueError("must begin with postgresql:// or name an SQLite file, such as sqlite:///instance/voting.db")


def _names(raw: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in raw.split(",") if name.strip())


def _stamp(raw: str) -> Path | None:
    return _path(raw) if raw else None


def _path(raw: str) -> Path:
    return (ROOT / raw).resolve()


class Setting(NamedTuple):
    """One setting. `parse` turns the text into a value or raises ValueError with the rest of a sentence."""

    name: str
    default: str
    meaning: str
    parse: Callable[[str], Any] = str


SETTINGS = (
    Setting("MODE", "demo", "`demo` shows the mail on a page and makes its own keys; `production` does neither",
            _one_of("demo", "production")),
    Setting("DATABASE_URL", "sqlite:///instance/voting.db",
            "an SQLite file, or `postgresql://user:password@host/name`", _database),
    Setting("KEY_DIR", "instance/keys", "directory of the keys, outside the database and its backups", _path),
    Setting("BASE_URL", "http://127.0.0.1:8000", "the public address; required in production, with `https`", _address),
    Setting("TRUSTED_HOSTS", "", "host names that are answered, comma-separated; empty: the host of BASE_URL",
            _names),
    Setting("PROXIES", "0", "how many reverse proxies in front set X-Forwarded-For, -Proto and -Host", _whole(0, 5)),
    Setting("SITE_NAME", "Årets omfamning", "name of the site, until it is set in the browser"),
    Setting("CONTACT", "", "e-mail address that visitors may write to, until it is set in the browser",
            _mailbox),
    Setting("TIME_ZONE", "Europe/Stockholm", "the zone in which times are written out, until it is set in the browser",
            _zone),
    Setting("MAIL_FROM", "vote@demo.example", "sender of the mail, until it is set in the browser", _mailbox),
    Setting("SMTP_HOST", "", "mail server; required in production"),
    Setting("SMTP_PORT", "587", "its port", _whole(1, 65535)),
    Setting("SMTP_SECURITY", "starttls", "`starttls`, `tls` or `none`", _one_of("starttls", "tls", "none")),
    Setting("SMTP_USER", "", "user name at the mail server; empty: none"),
    Setting("SMTP_PASSWORD", "", "its password"),
    Setting("CODES_PER_ADDRESS", "5",
            "sign-in codes for one address from one network in 15 minutes; from everywhere four times as many",
            _whole(1, 1000)),
    Setting("CODES_PER_NETWORK", "600", "sign-in codes sent to one network in 15 minutes; an office votes together",
            _whole(1, 1_000_000)),
    Setting("TRIES_PER_NETWORK", "1500", "sign-in codes typed by one network in 15 minutes", _whole(1, 1_000_000)),
    Setting("BACKUP_STAMP", "",
            "a file that each backup touches when it is done; staff are warned when it is a day old",
            _stamp),
    Setting("SECOND_FACTOR", "",
            "of staff: `required`, or in the demo `if-set-up`; empty: required in production, if set up in the demo",
            _one_of("", "required", "if-set-up")),
    Setting("LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`",
            _one_of("DEBUG", "INFO", "WARNING", "ERROR")),
)  # fmt: skip

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The settings in force. Paths are absolute; host names carry no port."""

    mode: str
    database_url: str
    key_dir: Path
    base_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    site_name: str
    contact: str
    time_zone: ZoneInfo
    mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password: str = field(repr=False)
    codes_per_address: int
    codes_per_network: int
    tries_per_network: int
    backup_stamp: Path | None
    second_factor: str
    log_level: str

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def factor_required(self) -> bool:
        """Whether staff get nowhere without a second factor."""
        return not self.demo or self.second_factor == "required"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def answered_hosts(self) -> list[str]:
        """The hosts that requests may name; the demo also answers to this machine's own names."""
        hosts = set(self.trusted_hosts or (self.host,))
        return sorted(hosts | LOOPBACK if self.demo else hosts)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings. Raises ConfigError with every mistake."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        try:
            values[setting.name.lower()] = setting.parse(source.get(PREFIX + setting.name, setting.default).strip())
        except ValueError as error:
            problems.append(f"{PREFIX}{setting.name} {error}.")
    known = {PREFIX + setting.name for setting in SETTINGS}
    problems += [
        f"{name} is not a setting." for name in sorted(source) if name.startswith(PREFIX) and name not in known
    ]
    if "mode" in values:
        mistyped = [setting for setting in SETTINGS if setting.name.lower() not in values]
        defaults = {setting.name.lower(): setting.parse(setting.default) for setting in mistyped}
        reported = {line.split()[0] for line in problems}
        unsafe = _unsafe(Settings(**values, **defaults))
        problems += [line for line in unsafe if line.split()[0] not in reported]
    if problems:
        raise ConfigError(problems)
    return Settings(**values)


def _unsafe(settings: Settings) -> list[str]:
    """What would let a production installation lose mail, cookies or trust."""
    if settings.demo:
        public = {settings.host, *settings.trusted_hosts} - LOOPBACK
        if public or settings.proxies:
            return [f"{PREFIX}MODE is demo, which shows everybody's mail: it serves this machine only."]
        return []
    problems = []
    if settings.base_url == DEFAULTS["BASE_URL"]:
        problems.append(f"{PREFIX}BASE_URL is missing: mail and cookies need the public address.")
    elif not settings.https and settings.host not in LOOPBACK:
        problems.append(f"{PREFIX}BASE_URL must begin with https:// in production.")
    if settings.second_factor == "if-set-up":
        problems.append(f"{PREFIX}SECOND_FACTOR is if-set-up: whoever reads the mail of staff could run the vote.")
    if "*" in settings.trusted_hosts:
        problems.append(f"{PREFIX}TRUSTED_HOSTS must name hosts; * is not one.")
    return problems + _unsafe_mail(settings)


def _unsafe_mail(settings: Settings) -> list[str]:
    problems = []
    if not settings.smtp_host:
        problems.append(f"{PREFIX}SMTP_HOST is missing: nobody could sign in without mail.")
    if settings.smtp_password and settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        problems.append(f"{PREFIX}SMTP_SECURITY is none: the mail password would travel unprotected.")
    return problems
