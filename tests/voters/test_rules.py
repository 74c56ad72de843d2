"""Reading pasted lists and mail domains: what is taken, what is refused, and where."""

import pytest

from voting.accounts.rules import Address, read_address
from voting.voters import rules
from voting.voters.rules import read_domains, read_list


def read(*lines: str) -> list[str]:
    found = read_list("\n".join(lines))
    assert found.problems == []
    return list(found.addresses)


def test_addresses_are_read_however_they_are_pasted() -> None:
    assert read("anna@demo.example", "", "  bo@demo.example  ") == ["anna@demo.example", "bo@demo.example"]
    assert read("Namn;E-post", "Anna Berg;anna@demo.example", '"Bo, Ek",bo@demo.example') == [
        "anna@demo.example",
        "bo@demo.example",
    ]
    assert read("\ufeffAnna <anna@demo.example>", "mailto:bo@demo.example\r") == [
        "anna@demo.example",
        "bo@demo.example",
    ]
    assert read("a\tanna@demo.example\t4") == ["anna@demo.example"]


def test_spellings_of_one_mailbox_count_once_and_are_told() -> None:
    found = read_list("anna.berg@gmail.com\nBo@Demo.Example\nannaberg+pris@googlemail.com\nBo@demo.EXAMPLE")
    assert list(found.addresses) == ["annaberg@gmail.com", "bo@demo.example"]
    assert (found.problems, found.twice) == ([], [(3, 1), (4, 2)])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("anna", rules.NO_ADDRESS),
        ("anna@", rules.NO_ADDRESS),
        ("anna@demo", rules.NO_ADDRESS),
        ("a@demo.example b@demo.example", rules.SEVERAL),
        ("anna@mailinator.com", rules.THROWAWAY),
        ("=1+1", rules.NO_ADDRESS),
        ("x" * 10_000 + "@demo.example", rules.NO_ADDRESS),
        ("<script>alert(1)</script>@demo.example", rules.NO_ADDRESS),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, message: str) -> None:
    found = read_list(f"heading\nfine@demo.example\n{line}\n")
    assert found.problems == [(message, {"line": 3})]


@pytest.mark.parametrize("line", ["v%d@demo.example", "anna@demo.example", "nobody@"])
def test_no_more_is_read_than_shows_that_it_is_too_long(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr(rules, "MOST_VOTERS", 5)
    asked: list[str] = []

    def noted(typed: str) -> Address:
        asked.append(typed)
        return read_address(typed)

    monkeypatch.setattr(rules, "read_address", noted)
    lines = [line % number if "%" in line else line for number in range(50)]
    assert read_list("\n".join(lines)).too_long
    assert len(asked) <= 7
    assert not read_list("\n".join(lines[:5])).too_long
    assert read_list("\n".join(lines[:7])).too_long


def test_domains_are_read_in_any_form_and_kept_as_mailboxes_have_them() -> None:
    assert read_domains(" Demo.Example, @räksmörgås.se\nGOOGLEMAIL.com; demo.example. ") == [
        "demo.example",
        "gmail.com",
        "xn--rksmrgs-5wao1o.se",
    ]
    assert read_domains(" \n ") == []


@pytest.mark.parametrize(
    "typed", ["demo", "a@demo.example", "demo example", "mailinator.com", "[127.0.0.1]", "{{7*7}}.se"]
)
def test_what_is_no_mail_domain_is_refused(typed: str) -> None:
    with pytest.raises(rules.BadDomain):
        read_domains(typed)


def test_so_many_domains_are_refused() -> None:
    with pytest.raises(rules.TooManyDomains):
        read_domains("\n".join(f"d{number}.example" for number in range(rules.MOST_DOMAINS + 1)))
