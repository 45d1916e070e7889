"""A byte-level vocabulary: learned, loaded, exact in every language, and not to be confused by a text."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

from pipeline.resources import sample
from pipeline.vocabulary.tokenizer import SEPARATOR, encode, encode_documents, load_tokenizer, train_tokenizer

TEXTS = [
    "The lower the newer, the wider the lowest.\n" * 3,
    "low low low lower lowest newest widest",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002\u4f60\u597d\uff01",
]


@pytest.fixture(scope="module")
def content() -> str:
    return train_tokenizer(TEXTS, vocabulary_size=300)


@pytest.fixture(scope="module")
def tokenizer(content: str) -> Tokenizer:
    return load_tokenizer(content)


def test_first_the_separator_then_the_bytes_then_merges(content: str) -> None:
    vocabulary = json.loads(content)["model"]["vocab"]
    assert vocabulary[SEPARATOR] == 0
    singles = {token for token, number in vocabulary.items() if 1 <= number <= 256}
    assert singles == set(pre_tokenizers.ByteLevel.alphabet())
    assert len(vocabulary) <= 300
    assert "\u0120low" in vocabulary  # a blank is part of the word behind it


def test_pairs_below_min_frequency_are_not_merged() -> None:
    assert "ab" in json.loads(train_tokenizer(["ab ab"], min_frequency=1))["model"]["vocab"]
    assert "xy" in json.loads(train_tokenizer(["xy zxy"], min_frequency=2))["model"]["vocab"]
    assert "xy" not in json.loads(train_tokenizer(["xy z"], min_frequency=2))["model"]["vocab"]


def test_order_of_the_texts_does_not_matter(content: str) -> None:
    for seed in range(5):
        shuffled = list(TEXTS)
        random.Random(seed).shuffle(shuffled)
        assert train_tokenizer(shuffled, vocabulary_size=300) == content


@given(text=st.text(max_size=80))
def test_every_text_comes_back(tokenizer: Tokenizer, text: str) -> None:
    (ids,) = encode(tokenizer, [text])
    assert tokenizer.decode(ids[:-1], skip_special_tokens=False) == text
    assert ids[-1] == 0


@pytest.mark.parametrize("page", sorted(path.name for path in sample("multilingual/debian-handbook").iterdir()))
def test_every_language_comes_back(tokenizer: Tokenizer, page: str) -> None:
    folder = sample("multilingual/debian-handbook") / page
    if not folder.is_dir():
        return
    text = next(iter(sorted(folder.glob("*.html")))).read_text(encoding="utf-8")
    (ids,) = encode(tokenizer, [text])
    assert tokenizer.decode(ids[:-1], skip_special_tokens=False) == text


def test_a_separator_in_a_text_ends_nothing(tokenizer: Tokenizer) -> None:
    first, second = encode(tokenizer, [f"before {SEPARATOR} after", ""])
    assert first.count(0) == 1
    assert first[-1] == 0
    assert tokenizer.decode(first[:-1], skip_special_tokens=False) == f"before {SEPARATOR} after"
    assert second == [0]


def test_a_lone_surrogate_is_a_question_mark(tokenizer: Tokenizer) -> None:
    assert encode(tokenizer, ["a\ud800b"]) == encode(tokenizer, ["a?b"])


def test_truncation_of_another_model_is_switched_off(content: str) -> None:
    cutting = Tokenizer.from_str(content)
    cutting.enable_truncation(5)
    assert len(encode(load_tokenizer(cutting.to_str()), ["z" * 50])[0]) == 51


def test_as_plain_data(content: str, tokenizer: Tokenizer) -> None:
    texts = ["the lower", f"a {SEPARATOR} b", "", "a\ud800b"]
    assert encode_documents(content, texts) == encode(tokenizer, texts)
    assert encode_documents(content, []) == []
    with pytest.raises(ValueError, match=r"not a tokenizer\.json"):
        encode_documents("{}", texts)


def test_nothing_is_cut_filled_up_or_added(content: str) -> None:
    other = Tokenizer.from_str(content)
    other.enable_truncation(5)
    other.enable_padding(length=100)
    other.post_processor = processors.TemplateProcessing(
        single=f"{SEPARATOR} $A {SEPARATOR}", special_tokens=[(SEPARATOR, 0)]
    )
    assert encode_documents(other.to_str(), TEXTS) == encode_documents(content, TEXTS)


@pytest.mark.parametrize(("size", "frequency", "separator"), [(256, 2, "x"), (300, 0, "x"), (300, 2, "")])
def test_impossible_vocabularies(size: int, frequency: int, separator: str) -> None:
    with pytest.raises(ValueError, match="vocabulary_size must be at least 257"):
        train_tokenizer([], size, frequency, separator)


def test_the_smallest_vocabulary_is_bytes_and_separator() -> None:
    assert load_tokenizer(train_tokenizer([], 257)).get_vocab_size() == 257


@pytest.mark.parametrize(
    ("broken", "message"),
    [("", "not a tokenizer.json"), ("{}", "not a tokenizer.json"), ("[1]", "not a tokenizer.json")],
)
def test_what_is_no_tokenizer(broken: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load_tokenizer(broken)


def test_another_separator(content: str) -> None:
    with pytest.raises(ValueError, match="no token '</s>' to end a document with"):
        load_tokenizer(content, "</s>")
    other = load_tokenizer(train_tokenizer(TEXTS, 300, separator="</s>"), "</s>")
    assert encode(other, ["low"], "</s>")[0][-1] == other.token_to_id("</s>")


@pytest.mark.parametrize(
    "normalizer",
    [
        normalizers.Lowercase(),
        normalizers.NFKC(),
        normalizers.NFKD(),
        normalizers.Nmt(),
        normalizers.StripAccents(),
        normalizers.Strip(left=True, right=False),
        normalizers.Strip(left=False, right=True),
        normalizers.Replace("  ", " "),
        normalizers.Replace("\r\n", "\n"),
        normalizers.Replace("\u2019", "'"),
    ],
    ids=str,
)
def test_a_tokenizer_that_changes_texts_is_refused(content: str, normalizer: normalizers.Normalizer) -> None:
    changing = Tokenizer.from_str(content)
    changing.normalizer = normalizer
    with pytest.raises(ValueError, match="does not give texts back"):
        load_tokenizer(changing.to_str())


@pytest.mark.parametrize("normalizer", [normalizers.NFC(), normalizers.NFD()], ids=str)
def test_a_tokenizer_may_compose_accents_or_take_them_apart(content: str, normalizer: normalizers.Normalizer) -> None:
    composing = Tokenizer.from_str(content)
    composing.normalizer = normalizer
    loaded = load_tokenizer(composing.to_str())
    apart, composed = encode(loaded, ["e\u0301"])[0], encode(loaded, ["\u00e9"])[0]
    assert apart == composed
    assert loaded.decode(apart[:-1]) in ("e\u0301", "\u00e9")


def test_a_tokenizer_with_unknown_words_is_refused() -> None:
    words = Tokenizer(models.WordLevel({"[UNK]": 0, SEPARATOR: 1}, unk_token="[UNK]"))
    with pytest.raises(ValueError, match="does not give texts back"):
        load_tokenizer(words.to_str())


def test_an_added_token_that_swallows_blanks_is_refused(content: str) -> None:
    swallowing = Tokenizer.from_str(content)
    swallowing.add_tokens([AddedToken("wow", lstrip=True, rstrip=True)])
    with pytest.raises(ValueError, match="does not give texts back"):
        load_tokenizer(swallowing.to_str())


def test_a_separator_that_is_an_ordinary_word_is_refused(content: str) -> None:
    data = json.loads(content)
    data["added_tokens"][0]["special"] = False
    with pytest.raises(ValueError, match="in a text would end the document"):
        load_tokenizer(json.dumps(data))


def test_dropout_is_switched_off(content: str, tokenizer: Tokenizer) -> None:
    data = json.loads(content)
    data["model"]["dropout"] = 0.9
    assert encode(load_tokenizer(json.dumps(data)), TEXTS) == encode(tokenizer, TEXTS)
