"""The peers themselves, real, over a few pages, with our encoder and without a network."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from eval.peers.makers import PEERS
from eval.peers.pieces import Peer
from index.embedding import StaticEncoder

if TYPE_CHECKING:
    from eval.peers.langchain_peers import KeywordPeer

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(find_spec("llama_index") is None, reason="the bench extra is not installed"),
    # LangChain ends this package, and says so at each import; see decision 0019.
    pytest.mark.filterwarnings("ignore:.langchain-community. is being sunset:DeprecationWarning"),
]
PAGES = [
    "垣曲经济技术开发区年产8万吨低氧铜杆项目开工，总投资7.4亿元。\n铜加工产业链不断延伸。",
    "祁县经济技术开发区出口玻璃器皿5600万件，炉火正旺。",
    "晋城经济技术开发区年产光学镜头3.6亿颗，手机镜头走俏。",
]
MEANING = ["langchain-dense", "llamaindex"]


@pytest.fixture(scope="module", params=list(PEERS))
def peer(request: pytest.FixtureRequest, encoder: StaticEncoder) -> Peer:
    return PEERS[request.param].build(PAGES, encoder)


def test_every_peer_has_the_pages_and_gives_each_piece_once(peer: Peer) -> None:
    assert "".join(peer.texts) == "".join(PAGES)
    assert sorted(peer.search("铜加工", k=3).numbers) == [0, 1, 2]
    assert len(peer.search("铜加工", k=2).numbers) == 2


@pytest.mark.parametrize("name", MEANING)
@pytest.mark.parametrize(
    ("question", "number"),
    [
        pytest.param("Which zone makes copper?", 0, id="copper, in English"),
        pytest.param("哪里出口玻璃？", 1, id="glass, in Chinese"),
        pytest.param("Who makes optical lenses?", 2, id="lenses, in English"),
    ],
)
def test_a_known_question_finds_its_piece_by_meaning(
    name: str, question: str, number: int, encoder: StaticEncoder
) -> None:
    found = PEERS[name].build(PAGES, encoder).search(question, k=3)
    assert found.numbers[0] == number


@pytest.mark.parametrize("name", MEANING)
def test_what_fits_is_surer_than_what_does_not(name: str, encoder: StaticEncoder) -> None:
    peer = PEERS[name].build(PAGES, encoder)
    assert peer.search("铜杆项目总投资", k=1).confidence > peer.search("国际象棋冠军", k=1).confidence


def test_both_give_the_order_of_the_inner_product(encoder: StaticEncoder) -> None:
    question = "铜加工"
    vectors = encoder.encode_passages(PAGES) @ encoder.encode_queries([question])[0]
    wanted = tuple(int(place) for place in (-vectors).argsort())
    for name in MEANING:
        assert PEERS[name].build(PAGES, encoder).search(question, k=3).numbers == wanted


def test_the_default_tokenizer_of_bm25_is_blind_to_chinese(encoder: StaticEncoder) -> None:
    peer = build_keyword("langchain-bm25", encoder)
    assert peer.score_pieces("哪些开发区发展铜加工产业？") == [0.0, 0.0, 0.0]
    # So whatever is asked, the same pieces come, in the order of their place.
    assert peer.search("铜加工", k=3).numbers == peer.search("玻璃器皿", k=3).numbers


def test_pairs_of_hanzi_open_its_eyes(encoder: StaticEncoder) -> None:
    peer = build_keyword("langchain-bm25-hanzi", encoder)
    assert peer.search("哪里出口玻璃？", k=3).numbers[0] == 1
    assert peer.score_pieces("铜加工产业")[1:] == [0.0, 0.0]
    assert peer.score_pieces("Which zone makes copper?") == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("name", ["langchain-bm25", "langchain-bm25-hanzi"])
@pytest.mark.parametrize("question", ["铜加工产业 玻璃", "国际象棋"])
def test_keywords_are_as_sure_as_their_best_score(name: str, question: str, encoder: StaticEncoder) -> None:
    peer = build_keyword(name, encoder)
    assert peer.search(question, k=3).confidence == pytest.approx(max(peer.score_pieces(question)))


def test_words_are_split_at_spaces_and_hanzi_in_pairs() -> None:
    from eval.peers.langchain_peers import split_hanzi

    assert split_hanzi("LED 铜加工 镁") == ["led", "铜加", "加工", "镁"]
    assert split_hanzi("铜加\n工") == ["铜加", "加工"]


def test_long_pages_are_cut_as_the_defaults_say(encoder: StaticEncoder) -> None:
    page = "铜" * 2600
    texts = PEERS["langchain-dense"].build([page], encoder).texts
    assert [len(text) for text in texts] == [1000, 1000, 1000]  # each begins 800 after the one before
    assert len(PEERS["llamaindex"].build(["铜加工。" * 2000], encoder).texts) > 1


@pytest.mark.parametrize("name", list(PEERS))
def test_pieces_are_as_long_as_is_asked(name: str, encoder: StaticEncoder) -> None:
    page = "铜加工产业链不断延伸，出口玻璃器皿走俏。" * 100
    texts = PEERS[name].build([page], encoder, size=300).texts
    assert 200 < sum(map(len, texts)) / len(texts) <= 300


def build_keyword(name: str, encoder: StaticEncoder) -> KeywordPeer:
    from eval.peers.langchain_peers import KeywordPeer

    peer = PEERS[name].build(PAGES, encoder)
    assert isinstance(peer, KeywordPeer)
    return peer
