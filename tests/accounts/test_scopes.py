"""What a role covers, what of it may be said, and what is left of its permissions."""

import pytest

from voting.accounts.rules import ROLE_PERMISSIONS, Permission, Role, permissions_of
from voting.accounts.scopes import (
    BadScope,
    Scope,
    Scopes,
    cover,
    name_scopes,
    read_scope,
    read_scopes,
    within,
    write_scopes,
)
from voting.text import rehearsal_slug

BOOKS, BOOKS_26, MUSIC = Scope("books"), Scope("books", 2026), Scope("music")


@pytest.mark.parametrize(
    ("scopes", "award", "year", "covered"),
    [
        (None, "books", 2026, True),
        (None, "books", None, True),
        (frozenset({BOOKS}), "books", 2026, True),
        (frozenset({BOOKS}), "books", None, True),
        (frozenset({BOOKS}), "music", 2026, False),
        (frozenset({BOOKS_26}), "books", 2026, True),
        (frozenset({BOOKS_26}), "books", 2027, False),
        (frozenset({BOOKS_26}), "books", None, False),  # a page of the whole award
        (frozenset({BOOKS_26, MUSIC}), "music", 1999, True),
        (frozenset(), "books", 2026, False),
        (frozenset({BOOKS}), "books-rehearsal", 2026, True),
        (frozenset({BOOKS_26}), "books-rehearsal", 2026, True),
        (frozenset({BOOKS_26}), "books-rehearsal", 2027, False),
        (frozenset({MUSIC}), "books-rehearsal", 2026, False),
        (frozenset({Scope("b" * 60)}), rehearsal_slug("b" * 60), 2026, True),
        (frozenset({Scope("b" * 60)}), rehearsal_slug("b" * 59), 2026, False),
    ],
)
def test_role_covers_what_it_names(scopes: Scopes, award: str, year: int | None, covered: bool) -> None:
    assert cover(scopes, award, year) is covered


@pytest.mark.parametrize(
    ("inner", "outer", "answer"),
    [
        (None, None, True),
        (frozenset({BOOKS}), None, True),
        (None, frozenset({BOOKS}), False),
        (frozenset({BOOKS_26}), frozenset({BOOKS}), True),
        (frozenset({BOOKS}), frozenset({BOOKS_26}), False),
        (frozenset({BOOKS_26, MUSIC}), frozenset({BOOKS}), False),
        (frozenset(), frozenset({BOOKS}), True),
    ],
)
def test_less_lies_within_more(inner: Scopes, outer: Scopes, answer: bool) -> None:
    assert within(inner, outer) is answer


@pytest.mark.parametrize("scopes", [None, frozenset(), frozenset({BOOKS_26, MUSIC, BOOKS})])
def test_scopes_are_read_as_they_were_written(scopes: Scopes) -> None:
    assert read_scopes(write_scopes(scopes)) == scopes


def test_audit_log_names_them_in_order() -> None:
    assert name_scopes(frozenset({MUSIC, BOOKS_26})) == "books/2026, music"
    assert name_scopes(None) == "everything"


@pytest.mark.parametrize("written", ["", "/2026", "books/", "books/x", "books/0", "books/10000", "books/٢", "b" * 61])
def test_nonsense_is_no_scope(written: str) -> None:
    with pytest.raises(BadScope):
        read_scope(written)


def test_a_limited_role_has_nothing_of_the_site_as_a_whole() -> None:
    assert permissions_of(frozenset({Role.ADMIN}), scoped=True) == {
        Permission.VOTE,
        Permission.HOLD_FACTORS,
        Permission.RUN_CONTEST,
    }
    assert permissions_of(frozenset({Role.JUROR}), scoped=True) == permissions_of(frozenset({Role.JUROR}))
    assert permissions_of(frozenset({Role.ADMIN})) >= ROLE_PERMISSIONS[Role.ADMIN]
