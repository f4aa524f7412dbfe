"""The questions over other pages than the sample's stand on those pages."""

from eval.__main__ import main
from eval.gating import GOLD_FOLDER

FRESH = GOLD_FOLDER / "fresh"


def test_the_gold_over_further_pages_holds_on_them() -> None:
    gold = str(FRESH / "fresh_pages_questions.jsonl")
    assert main(["--validate", gold, "--pages", str(FRESH / "pages"), "--quiet"]) == 0
    assert main(["--validate", gold, "--quiet"]) == 1  # over the sample's pages it does not
