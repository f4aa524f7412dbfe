"""The options of --peers, what they refuse, and what is said where the extra is missing."""

import pytest

from eval import __main__ as command
from eval.measuring import CommandFailedError
from eval.peers import makers
from eval.peers.makers import PEERS, require_packages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--peers", "haystack"], "knows no haystack; choose of langchain-dense", id="unknown"),
        pytest.param(["--peers", "--pages", "p"], "--questions FILE and --pages DIR together", id="half"),
        pytest.param(["--peers", "--piece-chars", "300", "9"], "--piece-chars 9 is too short", id="tiny"),
        pytest.param(["--peers", "--set", "hits=5"], "at their defaults; leave out --set", id="settings"),
    ],
)
def test_what_does_not_fit_is_a_usage_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_a_missing_extra_is_one_line_that_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(makers, "find_spec", lambda name: None if name == "llama_index" else object())
    assert command.main(["--peers", "llamaindex", "--quiet"]) == 1
    message = capsys.readouterr().err
    assert "extra `bench` (llama_index not found)" in message
    assert "pip install -c constraints.txt -e '.[bench]'" in message
    assert message.count("\n") == 1


def test_only_what_the_named_peers_need_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(makers, "find_spec", lambda name: None if name == "rank_bm25" else object())
    require_packages(["langchain-dense", "llamaindex"])
    with pytest.raises(CommandFailedError, match="rank_bm25 not found"):
        require_packages(list(PEERS))
