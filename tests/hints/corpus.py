"""Wrong answers as people write them, in other styles than our known mistakes, and the hints that they ought to get.

They are in `<notebook>.wrong.py` beside the sources: cells that begin with `# %% exercise "words of the hint"`, two of
these where there are two faults, `none` where the answer looks like no known mistake.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.authoring.notebooks import paper
from grader.authoring.source import Source, read_source
from grader.authoring.tree import find_tree
from grader.authoring.workbench import Trial, Workbench, author_server

TREE = find_tree(Path(__file__).parent)
CELL = re.compile(r"^# %% (\w+) ([^\n]+)\n(.*?)(?=^# %%|\Z)", re.M | re.S)


@dataclass(frozen=True)
class Answer:
    """A wrong answer to an exercise; expected: words of the hints that it may get, none where it may get none."""

    notebook: str
    exercise: str
    expected: tuple[str, ...]
    text: str


@dataclass
class Found:
    """What became of answers: those that were refused, and of them those with a right hint, with a wrong one; those
    that ought to have been refused."""

    refused: list[Answer] = field(default_factory=list)
    right: list[Answer] = field(default_factory=list)
    wrong: list[tuple[Answer, list[str]]] = field(default_factory=list)
    passed: list[Answer] = field(default_factory=list)

    def add(self, answer: Answer, fault: str, hints: list[str]) -> None:
        """Count an answer that was refused for a reason ("" where it passed), with these hints."""
        (self.refused if fault else self.passed).append(answer)
        if hints and all(any(words in hint for words in answer.expected) for hint in hints):
            self.right.append(answer)
        elif hints:
            self.wrong.append((answer, hints))


def notebooks() -> list[str]:
    """The ids of the notebooks that there are wrong answers to."""
    found = TREE.instructor.glob("*/*/*.wrong.py")
    return sorted(str(path.relative_to(TREE.instructor)).removesuffix(".wrong.py") for path in found)


def read_answers(notebook: str) -> list[Answer]:
    """The wrong answers to a notebook."""
    text = (TREE.instructor / f"{notebook}.wrong.py").read_text(encoding="utf-8")
    return [
        Answer(notebook, exercise, tuple(re.findall(r'"([^"]+)"', words)), f"{code.rstrip()}\n")
        for exercise, words, code in CELL.findall(text)
    ]


def problems(source: Source, answers: Iterable[Answer]) -> Iterator[str]:
    """Expected hints that no mistake of the exercise has, or more than one, a line each."""
    for answer in answers:
        hints = source.exercises[answer.exercise].hints() if answer.exercise in source.exercises else []
        for words in answer.expected:
            if sum(words in hint for hint in hints) != 1:
                yield f"{answer.notebook}: '{answer.exercise}' has not one mistake with the hint “{words}”"


def read_notebook(notebook: str) -> Source:
    """The source of a notebook."""
    return read_source(TREE.instructor / f"{notebook}.py")


def examine(answers: dict[str, list[Answer]]) -> dict[str, Found]:
    """notebook -> what became of its answers."""
    sources = {notebook: read_notebook(notebook) for notebook in answers}
    results = {}
    with author_server(sources.values()) as server:
        for notebook, chosen in answers.items():
            known, results[notebook] = paper(sources[notebook]), Found()
            with tempfile.TemporaryDirectory() as files, Workbench(sources[notebook], server, Path(files)) as bench:
                for answer in chosen:
                    fault, names = bench.attempt(Trial(answer.exercise, answer.text, True))
                    hints = [known.hint(answer.exercise, name) for name in names.split(" + ") if name]
                    results[notebook].add(answer, fault, hints)
    return results


def total(results: Iterable[Found]) -> Found:
    """All in one."""
    found = Found()
    for each in results:
        for name, entries in vars(each).items():
            getattr(found, name).extend(entries)
    return found
