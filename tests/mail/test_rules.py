"""When delivery is tried again, when it is given up, and how an address is masked."""

from datetime import timedelta

import pytest

from voting.mail.rules import ATTEMPTS, hide, mask, wait_after


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 40), (8, 640), (9, 900), (10, 900), (11, 900), (12, None)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int | None) -> None:
    assert wait_after(attempts) == (None if seconds is None else timedelta(seconds=seconds))


def test_delivery_is_tried_for_over_an_hour() -> None:
    waits = [wait_after(attempts) for attempts in range(1, ATTEMPTS)]
    assert timedelta(hours=1) < sum((wait for wait in waits if wait), timedelta()) < timedelta(hours=2)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("anna@demo.example", "a…@demo.example"),
        ("a@demo.example", "a…@demo.example"),
        ("a@" + "d" * 100, "a…@" + "d" * 77),
    ],
)
def test_an_address_is_masked(address: str, masked: str) -> None:
    assert mask(address) == masked


def test_of_a_voters_address_one_letter_is_shown() -> None:
    assert hide("anna@smallfirm.example") == "a…@…"
