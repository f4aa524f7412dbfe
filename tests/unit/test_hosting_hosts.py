"""Which names a server answers to, and how a host and an origin are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hosting.hosts import HostnameError, Hosts, check_hostname, choose_hosts, read_host, read_origin

LOOPBACK = ("localhost", "127.0.0.1", "::1", "127.1.2.3")


def allowed(hosts: Hosts, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if hosts.allows(name))


@pytest.mark.parametrize(
    ("listening", "named", "others"),
    [
        ("127.0.0.1", (), ()),
        ("192.168.1.5", (), ("192.168.1.5",)),
        ("0.0.0.0", (), ("192.168.1.5", "10.9.9.9", "2001:db8::1", "box", "box.lan")),
        ("::", (), ("192.168.1.5", "10.9.9.9", "2001:db8::1", "box", "box.lan")),
        ("0.0.0.0", ("zones.example.org",), ("zones.example.org",)),
        ("127.0.0.1", ("Zones.Example.org.",), ("zones.example.org",)),
    ],
    ids=["loopback", "one", "every", "every of version 6", "named", "behind a proxy"],
)
def test_its_own_names_only(listening: str, named: tuple[str, ...], others: tuple[str, ...]) -> None:
    asked = (
        *LOOPBACK, "192.168.1.5", "10.9.9.9", "2001:db8::1", "box", "box.lan", "zones.example.org",
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "",
    )  # fmt: skip
    hosts = choose_hosts(listening, named, own_name="box.lan")
    assert set(allowed(hosts, asked)) == {*LOOPBACK, *others}


def test_all_names_where_that_is_said() -> None:
    assert choose_hosts("0.0.0.0", ("*",)).allows("evil.example")


@pytest.mark.parametrize("name", ["", "http://a.example", "a.example:7860", "a b", "a/b", "-a", "a,b"])
def test_what_is_no_name_says_what_would_do(name: str) -> None:
    with pytest.raises(HostnameError, match=r"without port and path, such as zones\.example\.org"):
        check_hostname(name)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:7860", "127.0.0.1"),
        ("[::1]:7860", "::1"),
        ("Zones.Example.Org.", "zones.example.org"),
        ("localhost", "localhost"),
        ("", ""),
        ("a b", ""),
        ("localhost:7860@evil.example", ""),
        ("evil.example#localhost", ""),
        ("::1", ""),
    ],
)
def test_a_host_is_read(header: str, name: str) -> None:
    assert read_host(header) == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("http://127.0.0.1:7860", "127.0.0.1"),
        ("https://Zones.example.org", "zones.example.org"),
        ("null", ""),
        ("http://[::1]:1", "::1"),
        ("http://[", ""),
    ],
)
def test_an_origin_is_read(header: str, name: str) -> None:
    assert read_origin(header) == name


@given(st.text(max_size=60))
def test_no_header_breaks_the_reading(text: str) -> None:
    hosts = choose_hosts("127.0.0.1")
    name = read_host(text)
    assert name == name.lower()
    assert not hosts.allows(name) or name.startswith("127.") or name in {"localhost", "::1"}
    read_origin(text)
