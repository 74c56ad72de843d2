"""Settings: every mistake is told at once and by name, and nothing unsafe starts."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url

from voting.config import ROOT, SETTINGS, ConfigError, Settings, load

PRODUCTION = {
    "VOTING_MODE": "production",
    "VOTING_BASE_URL": "https://vote.example.org",
    "VOTING_CONTACT": "ask@example.org",
    "VOTING_MAIL_FROM": "vote@example.org",
    "VOTING_SMTP_HOST": "mail.example.org",
}


def problems_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    return caught.value.problems


def names(problems: list[str]) -> set[str]:
    return {line.split()[0].removeprefix("VOTING_") for line in problems}


def test_without_any_setting_it_is_a_demo_for_this_machine() -> None:
    settings = load({})
    assert (settings.mode, settings.demo, settings.https, settings.host) == ("demo", True, False, "127.0.0.1")
    assert settings.answered_hosts == ["127.0.0.1", "::1", "localhost"]
    assert settings.time_zone == ZoneInfo("Europe/Stockholm")
    assert settings.database_url == f"sqlite:///{ROOT}/instance/voting.db"
    assert settings.key_dir == ROOT / "instance" / "keys"


def test_the_environment_is_read_when_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOTING_SITE_NAME", " Testpriset ")
    monkeypatch.setenv("SITE_NAME", "somebody else's")
    assert load().site_name == "Testpriset"


def test_a_full_production_starts() -> None:
    settings = load(PRODUCTION)
    assert (settings.demo, settings.https, settings.answered_hosts) == (False, True, ["vote.example.org"])


def test_every_setting_has_a_meaning_and_a_field() -> None:
    assert [setting.name.lower() for setting in SETTINGS] == list(Settings.__dataclass_fields__)
    assert [setting.name for setting in SETTINGS if not setting.meaning] == []


BAD = {
    "MODE": ["debug", "Production", ""],
    "DATABASE_URL": ["mysql://x/y", "sqlite://", "sqlite:///", "sqlite:///:memory:", "voting.db", ""],
    "BASE_URL": [
        "vote.example.org",
        "ftp://vote.example.org",
        "https://",
        "https://vote.example.org/path",
        "https://vote.example.org?x=1",
        "https://vote.example.org?",
        "https://vote.example.org#x",
        "https://anna@vote.example.org",
        "https://vote.example.org:99999",
        "https://vote.example.org:0",
        "https://[::1",
    ],
    "PROXIES": ["-1", "6", "one", "1.0", "١", ""],
    "TIME_ZONE": ["Stockholm", "../../etc/passwd", "europe/stockholm", ""],
    "SMTP_PORT": ["0", "65536", "smtp", "9" * 5000],
    "SMTP_SECURITY": ["ssl", "STARTTLS", ""],
    "CODES_PER_ADDRESS": ["0", "1001"],
    "CODES_PER_NETWORK": ["0", "many"],
    "TRIES_PER_NETWORK": ["0", "-5"],
    "LOG_LEVEL": ["debug", "TRACE"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_mistyped_setting_is_named(name: str, value: str) -> None:
    assert names(problems_of({f"VOTING_{name}": value})) == {name}


def test_a_setting_that_does_not_exist_is_named() -> None:
    assert problems_of({"VOTING_MODUS": "production", "VOTINGS": "1", "PATH": "/bin"}) == [
        "VOTING_MODUS is not a setting."
    ]


def test_all_mistakes_are_told_at_once() -> None:
    environ = {"VOTING_MODE": "production"} | {
        f"VOTING_{name}": values[0] for name, values in BAD.items() if name != "MODE"
    }
    missing = {"SMTP_HOST"}
    problems = problems_of(environ | {"VOTING_TYPO": "1", "VOTING_TRUSTED_HOSTS": "*"})
    assert names(problems) == (set(BAD) - {"MODE"}) | missing | {"TYPO", "TRUSTED_HOSTS"}
    assert len(problems) == len(names(problems))


def test_the_message_has_a_line_for_each_mistake() -> None:
    error = ConfigError(["VOTING_MODE is wrong.", "VOTING_TYPO is not a setting."])
    assert str(error).splitlines()[1:] == ["  - VOTING_MODE is wrong.", "  - VOTING_TYPO is not a setting."]


UNSAFE = {
    "no https": ({"BASE_URL": "http://vote.example.org"}, "BASE_URL"),
    "no address of its own": ({"BASE_URL": "http://127.0.0.1:8000"}, "BASE_URL"),
    "no mail server": ({"SMTP_HOST": ""}, "SMTP_HOST"),
    "any host": ({"TRUSTED_HOSTS": "vote.example.org, *"}, "TRUSTED_HOSTS"),
    "a password in clear": ({"SMTP_SECURITY": "none", "SMTP_PASSWORD": "secret"}, "SMTP_SECURITY"),
}


@pytest.mark.parametrize(("settings", "name"), UNSAFE.values(), ids=UNSAFE)
def test_production_refuses_what_is_unsafe(settings: dict[str, str], name: str) -> None:
    environ = PRODUCTION | {f"VOTING_{key}": value for key, value in settings.items()}
    assert names(problems_of(environ)) == {name}


def test_production_names_all_that_is_missing() -> None:
    assert names(problems_of({"VOTING_MODE": "production"})) == {"BASE_URL", "SMTP_HOST"}


def test_what_the_first_start_asks_for_may_be_left_out() -> None:
    assert not load(
        {name: value for name, value in PRODUCTION.items() if name[7:] not in ("CONTACT", "MAIL_FROM")}
    ).demo


@pytest.mark.parametrize(
    "settings", [{"SMTP_SECURITY": "none"}, {"SMTP_HOST": "127.0.0.1", "SMTP_SECURITY": "none", "SMTP_PASSWORD": "x"}]
)
def test_production_accepts_mail_without_encryption_where_no_password_travels(settings: dict[str, str]) -> None:
    assert load(PRODUCTION | {f"VOTING_{key}": value for key, value in settings.items()}).smtp_security == "none"


@pytest.mark.parametrize(
    "settings", [{"BASE_URL": "https://vote.example.org"}, {"TRUSTED_HOSTS": "vote.example.org"}, {"PROXIES": "1"}]
)
def test_a_demo_serves_this_machine_only(settings: dict[str, str]) -> None:
    """It shows everybody's mail on a page."""
    assert names(problems_of({f"VOTING_{key}": value for key, value in settings.items()})) == {"MODE"}


@pytest.mark.parametrize("url", ["http://localhost:8001", "http://[::1]:8000", "http://127.0.0.1"])
def test_a_demo_may_listen_elsewhere_on_this_machine(url: str) -> None:
    assert load({"VOTING_BASE_URL": url + "/"}).base_url == url


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql://u:p@h:5433/n?x=1", "postgresql+psycopg://u:p@h:5433/n?x=1"),
        ("postgresql+psycopg://u@h/n", "postgresql+psycopg://u@h/n"),
        ("sqlite:////var/lib/voting.db", "sqlite:////var/lib/voting.db"),
        ("sqlite:///instance/../v.db", f"sqlite:///{ROOT}/v.db"),
    ],
)
def test_how_a_database_may_be_written(written: str, used: str) -> None:
    url = load({"VOTING_DATABASE_URL": written}).database_url
    assert url == used
    assert make_url(url).get_backend_name() in ("sqlite", "postgresql")


def test_a_relative_path_starts_at_the_project_and_not_where_one_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({"VOTING_KEY_DIR": "my/keys"}).key_dir == ROOT / "my" / "keys"
    assert load({"VOTING_KEY_DIR": str(tmp_path)}).key_dir == tmp_path


def test_hosts_are_names_in_lower_case() -> None:
    settings = load(PRODUCTION | {"VOTING_TRUSTED_HOSTS": " Vote.Example.org ,, www.example.org "})
    assert settings.answered_hosts == ["vote.example.org", "www.example.org"]


def test_a_password_is_not_in_what_is_printed_of_the_settings() -> None:
    assert "hunter2" not in repr(load(PRODUCTION | {"VOTING_SMTP_PASSWORD": "hunter2"}))
