"""Proves that lists of names are read or refused in a line, and that words, speeches and sentences are as described."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from companion.data import find_data
from companion.words import (
    LISTS,
    Glove,
    load_analogies,
    load_glove,
    load_names,
    load_sentences,
    load_speeches,
    read_names,
    split_names,
)


@pytest.fixture(scope="module")
def glove() -> Glove:
    return load_glove()


# ------------------------------------------------------------------------------------------------------ lists of names


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_of_one_s_own_is_read_in_the_encodings_that_editors_write(tmp_path, encoding, end):
    (tmp_path / "names.txt").write_bytes(end.join(["  Zoë", "", "Æneas van\tDijk ", "ZOË", "Þór"]).encode(encoding))
    assert read_names(tmp_path / "names.txt") == ("Zoë", "Æneas van Dijk", "Þór")


def test_a_letter_is_one_character_however_it_was_typed(tmp_path):
    (tmp_path / "names.txt").write_text("Zoe\u0308\nZo\u00eb\n", encoding="utf-8")
    assert read_names(tmp_path / "names.txt") == ("Zo\u00eb",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no names"),
        (b" \n\n", "has no names"),
        ("Zoë".encode("latin-1"), "isn't text in UTF-8: save it"),
        (b"\xff\xfea", "isn't text in UTF-8: save it"),
        (b"PK\x03\x04\0\0", "isn't plain text"),
        (b"Ann\nBea, Cleo\n", "line 2: 'Bea, Cleo' isn't one name: write one name a line"),
        (b"Ann\n" + b"x" * 41, "line 2: 'x+' isn't one name"),
        (b"Ann\n" * 1_300_000, "more than 5 MB"),
    ],
)
def test_what_is_no_list_of_names_is_told_in_a_line(tmp_path, content, words):
    (tmp_path / "names.txt").write_bytes(content)
    with pytest.raises(ValueError, match=words) as raised:
        read_names(tmp_path / "names.txt")
    assert "names.txt" in str(raised.value) and "\n" not in str(raised.value)


def test_a_list_that_is_missing_is_told_from_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="is a folder, and has to be a text file"):
        read_names(tmp_path)
    with pytest.raises(FileNotFoundError, match="isn't there: check the name"):
        read_names(tmp_path / "nothing.txt")


@pytest.mark.parametrize("size", [2, 3, 10, 101])
def test_a_split_is_whole_fixed_and_without_an_empty_part(size):
    names = [f"name {number}" for number in range(size)]
    split = split_names(names)
    assert sorted(split.train + split.dev) == sorted(names)
    assert len(split.dev) == max(1, round(size / 10)) < size
    assert split_names(names[::-1]) == split


def test_what_cannot_be_split_is_told():
    for names in (["Ann"], ["Ann", "Ann"]):
        with pytest.raises(ValueError, match="needs two or more, all different"):
            split_names(names)


@pytest.mark.parametrize(
    ("kind", "train", "dev"), [("first_names", 4647, 516), ("surnames", 4500, 500), ("dinosaurs", 391, 43)]
)
def test_the_lists_have_the_documented_names_in_two_parts(kind, train, dev):
    names = load_names(kind)
    assert (len(names.train), len(names.dev)) == (train, dev)
    together = names.train + names.dev
    assert len({name.lower() for name in together}) == train + dev
    assert all(re.fullmatch("[A-Z][a-z]+", name) for name in together)
    assert list(names.train) != sorted(names.train)
    assert f"| `{kind}.txt` | {train + dev:,} |" in find_data("names.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LISTS)
def test_the_lists_are_those_that_the_datasheet_describes(kind):
    stated = re.search(rf"`{kind}.txt` .*`([0-9a-f]{{64}})`", find_data("names.md").read_text(encoding="utf-8"))
    assert hashlib.sha256(find_data(f"{kind}.txt").read_bytes()).hexdigest() == stated[1]


def test_an_unknown_list_is_refused():
    with pytest.raises(ValueError, match="must be one of first_names, surnames, dinosaurs"):
        load_names("cats")


# -------------------------------------------------------------------------------------------------------- word vectors


def test_glove_has_the_documented_words_and_vectors(glove):
    assert glove.vectors.shape == (20_000, 100) and glove.vectors.dtype == np.float32
    assert len(set(glove.words)) == 20_000 and glove.words[:3] == ("the", "of", "to")
    assert all(glove.words[row] == word for word, row in glove.word_to_index.items())
    assert all(re.fullmatch("[a-z]+([-'][a-z]+)*", word) for word in glove.words)
    assert not {"a", "i"} & set(glove.words)
    assert (np.linalg.norm(glove.vectors, axis=1) > 1).all()


def test_every_question_is_of_four_known_words_and_asked_once(glove):
    questions = load_analogies()
    assert len(set(questions)) == 102
    assert len({question.relation for question in questions}) == 11
    assert all(word in glove.word_to_index for question in questions for word in question[1:])
    assert all(len(set(question[1:])) == 4 for question in questions)


def test_the_vectors_answer_as_many_questions_as_the_datasheet_says(glove):
    unit = glove.vectors / np.linalg.norm(glove.vectors, axis=1, keepdims=True)
    right = Counter()
    for relation, *words in load_analogies():
        a, b, c, d = (glove.word_to_index[word] for word in words)
        nearness = unit @ (unit[b] - unit[a] + unit[c])
        nearness[[a, b, c]] = -np.inf
        right[relation] += int(nearness.argmax() == d)
    sheet = find_data("glove.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"^\| (\w+) \| \d+ \| (\d+) \| \d+ \|$", sheet, re.M)}
    assert stated == right
    assert f"is right in {right.total()} (" in sheet


# ----------------------------------------------------------------------------------------------- speeches and sentences


def test_speeches_have_the_documented_sentences_and_words():
    speeches = load_speeches()
    assert [(len(part), sum(map(len, part))) for part in speeches] == [(13_331, 352_610), (1_207, 30_196)]
    assert all(re.fullmatch("[a-z]+('[a-z]+)?", word) for part in speeches for sentence in part for word in sentence)
    assert min(len(sentence) for part in speeches for sentence in part) == 4
    assert Counter(word for sentence in speeches.train for word in sentence).most_common(2)[1][0] == "of"


def test_no_sentence_of_a_dev_speech_is_in_train():
    train, dev = ({tuple(sentence) for sentence in part} for part in load_speeches())
    assert not train & dev


def test_sentences_are_balanced_and_in_no_part_twice():
    sentences = load_sentences()
    assert sentences.classes == ("love", "sport", "joy", "sadness", "food")
    assert sentences.emoji == ("❤️", "⚽", "😄", "😞", "🍴")
    assert np.bincount(sentences.Y_train).tolist() == [40] * 5 and np.bincount(sentences.Y_dev).tolist() == [20] * 5
    assert sentences.Y_train.dtype == sentences.Y_dev.dtype == np.int64
    together = sentences.X_train + sentences.X_dev
    assert len(set(together)) == 300
    assert all(re.fullmatch("[a-z]+( [a-z]+){2,8}", sentence) for sentence in together)


def test_dev_sentences_have_words_that_only_glove_knows(glove):
    sentences = load_sentences()
    train, dev = ({word for each in part for word in each.split()} for part in (sentences.X_train, sentences.X_dev))
    assert (train | dev) - set(glove.words) == {"a", "i"}
    assert len(train) == 458 and len(dev - train) == 230


@pytest.mark.parametrize(("sheet", "file"), [("speeches.md", "speeches.txt.gz"), ("sentences.md", "sentences.csv")])
def test_the_file_is_the_one_that_its_datasheet_describes(sheet, file):
    stated = re.search(rf"sha256 of `{file}` [^`]*`([0-9a-f]{{64}})`", find_data(sheet).read_text(encoding="utf-8"))
    assert hashlib.sha256(find_data(file).read_bytes()).hexdigest() == stated[1]


@pytest.mark.parametrize(
    ("load", "file"),
    [
        (load_names, "first_names.txt"),
        (load_glove, "glove.h5"),
        (load_analogies, "word_pairs.csv"),
        (load_speeches, "speeches.txt.gz"),
        (load_sentences, "sentences.csv"),
    ],
)
def test_a_missing_file_is_told_in_one_line(tmp_path, monkeypatch, load, file):
    monkeypatch.setenv("COMPANION_DATA", str(Path(tmp_path)))
    with pytest.raises(FileNotFoundError, match=rf"^no file {re.escape(file)} in .*: set COMPANION_DATA .*$"):
        load()
