"""What holds for every test: no network, no telemetry, and no silent skip where everything is installed."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.update(
    {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "NO_PROXY": "localhost,127.0.0.1,::1",
        "no_proxy": "localhost,127.0.0.1,::1",
    }
)


def everything_is_required() -> bool:
    """`REQUIRE_ALL=1` says that browser and models are installed, so that a skip hides a failure."""
    return os.environ.get("REQUIRE_ALL") == "1"


# A busy machine is no fault of the code; CI tries the same cases each time, a developer new ones.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=everything_is_required(),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


def turn_skip_into_failure(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Keep the reason of the skip in the message of the failure."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"REQUIRE_ALL=1, and still: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test where everything is required; an expected failure stays what it is."""
    del item, call
    report = yield
    if report.skipped and everything_is_required() and not hasattr(report, "wasxfail"):
        turn_skip_into_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself while it is read."""
    del collector
    report = yield
    if report.skipped and everything_is_required():
        turn_skip_into_failure(report)
    return report


def is_this_machine(host: str) -> bool:
    """Whether an address stays on the machine; an unresolved name other than localhost does not."""
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%", 1)[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Generator[None]:
    """Let sockets connect to this machine only: the program promises that nothing leaves it."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not is_this_machine(str(address[0])):
            raise AssertionError(f"a test tried to reach {address[0]}; tests run without a network")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield
