"""Names that a sentence leaves to the sentences before it: 该公司 means the company named there.

They may confirm who a statement is about, and nothing else: no figure, date or zone is looked for in them.
"""

from __future__ import annotations

import re

from rag.answers import Citation
from rag.checking.name_words import NameWords, load_name_words

_SINCE = r"(?:目前|现在|如今|今年|去年|明年|随后|同时|此外|预计|未来|近年来|截至目前|据悉|据了解)"
_COMPANY_BACK = re.compile(
    r"该(?:公司|企业|集团|厂|院|校|项目|园|产业园|基地|中心|车间|机构|平台)|这(?:家|一项目|个项目)|它(?!们)"
    rf"|(?:(?<![\u3400-\u9fff])|{_SINCE})(?:公司|企业|集团|项目|工厂)(?!化)"
)
_PERSON_BACK = re.compile(r"该负责人|这位|(?<![其吉])他(?![们人日国省市乡])|她(?!们)")


def read_names_before(citation: Citation) -> str:
    """Give the words before a cited sentence that may name whom it speaks of; none where it names them.

    Its own persons and companies are the ones meant, unless it refers back.
    """
    if not citation.context:
        return ""
    words = load_name_words()
    has_person = _names_person(citation.text, words)
    has_company = _names_company(citation.text, words)
    company_back = _COMPANY_BACK.search(citation.text) is not None
    person_back = _PERSON_BACK.search(citation.text) is not None
    if not (company_back or person_back or not (has_person or has_company)):
        return ""
    return _blank_persons(citation.context, words) if has_person and not person_back else citation.context


def _names_person(text: str, words: NameWords) -> bool:
    return any(pattern.search(text) for pattern in (words.person_before, words.person_after))


def _names_company(text: str, words: NameWords) -> bool:
    plain = _COMPANY_BACK.sub("", text)
    companies = (match["name"] for match in words.company.finditer(plain))
    is_named = any(len(name) > 1 and not name.endswith(words.not_names) for name in companies)
    return is_named or words.trader.search(plain) is not None


def _blank_persons(text: str, words: NameWords) -> str:
    for pattern in (words.person_before, words.person_after):
        text = pattern.sub(lambda match: match[0].replace(match["name"], "|"), text)
    return text
