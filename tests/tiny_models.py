"""Models of other makers in miniature, made on the spot: folders of safetensors for the real libraries.

Nothing is trained and nothing is by chance. The language model's weights are written down so that each piece
of its answer calls the next one, whatever the prompt: what it says is known, and how it gets there (template,
tokens, forward passes, streaming, stopping) is the path of any model.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

QUERY_PROMPT = "查询："
PASSAGE_PROMPT = "文章："
END, ASSISTANT, USER, SYSTEM = "<|end|>", "<|assistant|>", "<|user|>", "<|system|>"
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
THINKING_TEMPLATE = CHAT_TEMPLATE + "{% if enable_thinking is not defined or enable_thinking %}想{% endif %}"
"""Thinks unless told not to, as the templates of models that can think do."""

_HANZI = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "开区铜铝铁煤药醋企业加工投资亿元万吨项目县市高新技术示范园管委主任产值出口箔管线电池光伏材料建设达成今去哪些"
)
_WORDS = (
    " the",
    " of",
    " and",
    " in",
    " zone",
    " zones",
    " which",
    " copper",
    " what",
    " is",
    "invest",
    "make",
)
_EMBEDDING, _LAYERS, _HEADS = 64, 2, 4


def make_sentence_model(folder: Path, *, seed: int = 1, dimensions: int = 32) -> Path:
    """Save a small BERT with mean pooling, and with prompts for queries and passages."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    torch.manual_seed(seed)
    _save_bert(folder / "bert", dimensions=dimensions)
    transformer = Transformer(str(folder / "bert"))
    pooling = Pooling(dimensions, pooling_mode="mean")
    prompts = {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}
    model = SentenceTransformer(modules=[transformer, pooling], prompts=prompts, device="cpu")
    model.save_pretrained(str(folder / "encoder"), create_model_card=False)
    return folder / "encoder"


def make_cross_encoder(folder: Path, *, seed: int = 2, labels: int = 1) -> Path:
    """Save a small BERT that scores a pair of texts."""
    import torch

    torch.manual_seed(seed)
    _save_bert(folder, dimensions=32, labels=labels)
    return folder


def make_causal_model(
    folder: Path,
    answer: str,
    *,
    template: str | None = CHAT_TEMPLATE,
    window: int = 16384,
    endless: bool = False,
) -> Path:
    """Save a language model that answers every chat with one text.

    Args:
        folder: Where to.
        answer: What it says.
        template: Its chat template, which ends with the assistant's token or with a piece of the tokenizer.
        window: How many tokens it takes, prompt and answer together.
        endless: Begin the answer again at its end, for ever.
    """
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    pieces = cut_into_pieces(answer)
    tokenizer = make_tokenizer(pieces)
    tokenizer.chat_template = template
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=_EMBEDDING,
        intermediate_size=_EMBEDDING,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_HEADS,
        num_key_value_heads=_HEADS,
        head_dim=_EMBEDDING // _HEADS,
        max_position_embeddings=window,
        tie_word_embeddings=False,
        eos_token_id=tokenizer.convert_tokens_to_ids(END),
        pad_token_id=tokenizer.convert_tokens_to_ids(END),
    )
    torch.manual_seed(3)
    model = Qwen3ForCausalLM(config)
    chain = [ASSISTANT, *pieces, *([pieces[0]] if endless else [END])]
    _write_chain(model, [tokenizer.convert_tokens_to_ids(piece) for piece in chain])
    save: Any = model.save_pretrained
    save(folder)
    tokenizer.save_pretrained(folder)
    return folder


def cut_into_pieces(text: str) -> list[str]:
    """Cut a text into pieces of which none comes twice, as short as that allows."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + 1
        while text[start:end] in pieces and end < len(text):
            end += 1
        if text[start:end] in pieces:
            # The rest stands there already: it is joined to the piece before, which is then a longer one.
            start -= len(pieces.pop())
        pieces.append(text[start:end])
        start = end
    if len(set(pieces)) != len(pieces):
        raise ValueError(f"{text!r} cannot be cut into pieces of which none comes twice")
    return pieces


def make_tokenizer(pieces: list[str]) -> Any:
    """Make a tokenizer of these pieces, of some hundred hanzi and words, and of bytes for all else."""
    from tokenizers import Tokenizer, decoders, models
    from transformers import PreTrainedTokenizerFast

    known = [chr(code) for code in range(32, 127)] + ["\n", *"，。！？、：；「」（）《》"]
    singles = dict.fromkeys([*known, *_HANZI, *_WORDS, *pieces])
    scores = [(piece, -10.0 + 0.1 * len(piece)) for piece in singles]
    spelt = [(f"<0x{byte:02X}>", -20.0) for byte in range(256)]
    tokenizer = Tokenizer(models.Unigram([("<unk>", -30.0), *spelt, *scores], unk_id=0, byte_fallback=True))
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    make: Any = PreTrainedTokenizerFast  # transformers gives its constructor no types
    return make(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=END,
        additional_special_tokens=[ASSISTANT, USER, SYSTEM],
        clean_up_tokenization_spaces=False,
    )


def _write_chain(model: Any, chain: list[int]) -> None:
    """Let attention and feed-forward add nothing, and each token's own row call the token after it."""
    import torch

    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        rows = torch.nn.functional.normalize(torch.randn(model.config.vocab_size, _EMBEDDING), dim=1)
        model.model.embed_tokens.weight.copy_(rows)
        model.lm_head.weight.zero_()
        for token, following in pairwise(chain):
            model.lm_head.weight[following] += rows[token]


def _save_bert(folder: Path, *, dimensions: int, labels: int = 0) -> None:
    from tokenizers import processors
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    tokenizer = make_tokenizer([])
    tokenizer.add_special_tokens({"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"})
    special = [(name, tokenizer.convert_tokens_to_ids(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=special
    )
    make: Any = BertConfig
    config = make(
        vocab_size=len(tokenizer),
        hidden_size=dimensions,
        num_hidden_layers=_LAYERS,
        num_attention_heads=_HEADS,
        intermediate_size=dimensions,
        max_position_embeddings=1024,
        initializer_range=0.5,
        num_labels=max(labels, 1),
        pad_token_id=tokenizer.convert_tokens_to_ids("[PAD]"),
    )
    tokenizer.model_max_length = config.max_position_embeddings
    model = BertForSequenceClassification(config) if labels else BertModel(config)
    save: Any = model.save_pretrained
    save(folder)
    tokenizer.save_pretrained(folder)
