"""Takes words off a statement that only say where it was read: "According to sentence 1, …"."""

from __future__ import annotations

import re

_KIND_EN = (
    r"(?:sentences?|sources?|articles?|texts?|pages?|passages?"
    r"|evidence|excerpts?|reports?|documents?|citations?)"
)
_KIND_ZH = r"(?:句子?|来源|文章|报道|资料|材料|原文|文本|页面|版面|证据|引文|内容|信息|报纸|文献)"
_NUMBERS = r"(?:\s*(?:no\.?\s*)?\[?\d{1,2}\]?(?:\s*(?:,|and|、|和|与|及)\s*\[?\d{1,2}\]?)*)?"
_GIVEN_EN = r"(?:(?:provided|given|cited|above|quoted|retrieved|supplied)\s+)*"
_LEAD = re.compile(
    rf"^\s*(?:(?:according to|based on|as (?:stated|reported|noted|mentioned) (?:in|by)|per|as per|in)\s+"
    rf"(?:the\s+)?{_GIVEN_EN}{_KIND_EN}{_NUMBERS}(?:\s+(?:provided|given|cited|above))?\s*[,:]"
    rf"|{_KIND_EN}{_NUMBERS}\s+(?:says?|states?|reports?|notes?|mentions?|shows?)\s+that\b"
    rf"|the\s+{_GIVEN_EN}{_KIND_EN}{_NUMBERS}\s+(?:says?|states?|reports?|notes?|mentions?|shows?)\s+that\b"
    rf"|(?:根据|依据|按照|据|从|在)?(?:您|你|以上|上述|所|已)?(?:提供|给出|引用|检索到|列出)?的?"
    rf"(?:第?\s*\[?\d{{1,2}}\]?\s*(?:[、和与及,]\s*\[?\d{{1,2}}\]?)*\s*[个条篇号]?)?{_KIND_ZH}"
    rf"(?:\s*\[?\d{{1,2}}\]?)?(?:中|里|来看|可知|显示|称|所述|所说|提到|指出)*[，,：:])\s*",
    re.IGNORECASE,
)


def take_attribution_off(text: str) -> str:
    """Give a statement without a lead-in that names its source; all of it where nothing else is left."""
    rest = text[found.end() :] if (found := _LEAD.match(text)) else text
    return rest if any(character.isalnum() for character in rest) else text
