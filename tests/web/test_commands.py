"""Every command teaches with an example, and every one that shows something speaks JSON too."""

from collections.abc import Iterator
from typing import Any

import click
import pytest

from tests.site import Site

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NOT_OURS = {"db", "routes", "run", "shell"}
SHOWING = {"list", "queue", "results", "sessions", "show", "status", "turnout", "verify"}
GROUPS = {
    "account", "audit", "award", "ballot", "contest", "export", "log", "mail", "nominee", "privacy", "rehearsal",
    "setup", "voters",
}  # fmt: skip


def commands(site: Site) -> Iterator[tuple[str, str, Any]]:
    for group, found in site.app.cli.commands.items():
        if group not in NOT_OURS and isinstance(found, click.Group):
            yield from ((group, name, command) for name, command in found.commands.items())


def test_every_command_has_help_with_an_example_that_can_be_typed(site: Site) -> None:
    assert {group for group, _, _ in commands(site)} == GROUPS
    for group, name, command in commands(site):
        shown = site.app.test_cli_runner().invoke(args=[group, name, "--help"])
        assert (shown.exit_code, f"flask {group} {name}" in " ".join(shown.output.split())) == (0, True), (group, name)
        assert command.get_short_help_str(), (group, name)
    for group in GROUPS:
        found = site.app.cli.commands[group]
        assert found.help, group
        assert site.app.test_cli_runner().invoke(args=[group, "--help"]).exit_code == 0


def test_every_command_that_shows_something_has_json(site: Site) -> None:
    bare = {
        f"{group} {name}"
        for group, name, command in commands(site)
        if name in SHOWING and not any("--json" in option.opts for option in command.params)
    }
    assert bare == set()


def test_what_is_written_wrong_ends_with_two(site: Site) -> None:
    for group, name, command in commands(site):
        assert site.app.test_cli_runner().invoke(args=[group, name, "--no-such-option"]).exit_code == 2, command
