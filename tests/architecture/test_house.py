"""The house rules that can be seen in the files. What each of them catches is planted in test_planted.py."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.checks import (
    catalogue,
    glossary,
    imports,
    purity,
    safety,
    sizes,
    spelling,
    strings,
    supplies,
    texts,
    usage,
    words,
    writing,
)
from tests.architecture.conftest import ROOT

Check = Callable[[Path], list[str]]
CHECKS: tuple[Check, ...] = (
    imports.broken_contracts,
    writing.commits_elsewhere,
    writing.transactions_elsewhere,
    writing.writing_gets,
    purity.impure_rules,
    purity.clocks_elsewhere,
    purity.requests_below_views,
    purity.busy_packages,
    sizes.long_files,
    sizes.long_views,
    sizes.long_functions,
    safety.inline_code,
    texts.untranslated,
    strings.untranslated,
    strings.unextractable,
    usage.templates,
    usage.unused_imports,
    catalogue.incomplete,
    catalogue.unequal_placeholders,
    catalogue.stale,
    words.said,
    words.named,
    glossary.other_words,
    glossary.unpaired,
    spelling.slips,
    spelling.unlike,
    supplies.unlocked,
    supplies.unlicensed,
)


def name_of(check: Check) -> str:
    """`imports.broken_contracts`"""
    return f"{check.__module__.rpartition('.')[2]}.{check.__name__}"


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_house_rule_holds(check: Check) -> None:
    assert check(ROOT) == []
