"""Whose network is that? From one address, by the count of the operator's own proxies, and from nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.services.work_networks import WorkNetworks, parse

LISTED = parse("192.0.2.0/24\n2001:db8::/32\n")
WORK, HOME = "192.0.2.17", "203.0.113.5"


def told(peer: str | None, forwarded: str = "", proxies: int = 0) -> bool:
    answer = WorkNetworks(LISTED, proxies).answer(peer, forwarded)
    assert len(answer) == 14
    return bool(json.loads(answer)["work"])


@pytest.mark.parametrize("address", [WORK, "192.0.2.255", "2001:db8::1", "2001:DB8:0::9", "::ffff:192.0.2.9"])
def test_an_address_of_a_listed_network_is_at_work(address: str) -> None:
    assert told(address)


@pytest.mark.parametrize(
    "address", [HOME, "192.0.3.0", "2001:db9::1", "::ffff:203.0.113.5", "", None, "unix:", "x" * 999]
)
def test_any_other_is_not(address: str | None) -> None:
    assert not told(address)


def test_without_a_proxy_the_header_is_not_believed() -> None:
    assert told(WORK, HOME)
    assert not told(HOME, WORK)


def test_behind_a_proxy_the_address_is_the_one_that_it_saw() -> None:
    assert told("127.0.0.1", WORK, proxies=1)
    assert not told("127.0.0.1", HOME, proxies=1)
    assert not told(WORK, "", proxies=1)


def test_what_a_visitor_puts_before_it_changes_nothing() -> None:
    for spoofed in (HOME, WORK, f"{WORK}, {HOME}", "", ",,,", "nonsense"):
        assert told("127.0.0.1", f"{spoofed},{WORK}", proxies=1)
        assert not told("127.0.0.1", f"{spoofed}, {HOME}", proxies=1)
        assert told("127.0.0.1", f"{spoofed}, {WORK}, 10.0.0.2", proxies=2)
        assert not told("127.0.0.1", f"{spoofed}, {HOME}, {WORK}", proxies=2)


def test_fewer_addresses_than_proxies_say_nothing() -> None:
    assert not told("127.0.0.1", WORK, proxies=2)
    assert not told(WORK, HOME, proxies=2)


@pytest.mark.parametrize("written", [f"{WORK}:50123", "[2001:db8::7]", "[2001:db8::7]:443", f"  {WORK}  "])
def test_ports_and_brackets_are_no_part_of_an_address(written: str) -> None:
    assert told("127.0.0.1", written, proxies=1)


def test_nobody_is_at_work_where_nothing_is_listed() -> None:
    assert json.loads(WorkNetworks().answer(WORK, WORK)) == {"work": False}


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 8))
def test_any_text_gets_an_answer_of_the_one_size(peer: str, forwarded: str, proxies: int) -> None:
    told(peer, forwarded, proxies)
