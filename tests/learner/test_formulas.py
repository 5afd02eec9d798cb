"""Formulas as plain text: what becomes of single ones, what stays, and every hint of the courses in a terminal."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from grader.authoring.source import read_source
from grader.authoring.tree import find_tree
from grader.learner.formulas import FORMULA, plain, told, without_formulas
from grader.learner.hints import Hint, folded_hints, help_steps
from grader.pages import terminal
from grader.verdict.results import CellGrade, NotebookGrade, Outcome

TREE = find_tree(Path(__file__).parent)
TEX = re.compile(r"\$|\\[a-zA-Z,;:! ]|[{}]")
FORMULAS = {
    r"(n_h, 1)": "(n_h, 1)",
    r"A \odot B": "A ⊙ B",
    r"e^{-2z}": "e^(-2z)",
    r"W^{[2]}": "W^[2]",
    r"z^{(i)}": "z^(i)",
    r"\frac12 + \frac12\tanh(z/2)": "1/2 + 1/2 tanh(z/2)",
    r"\frac{1 - e^{-2z}}{1 + e^{-2z}}": "(1 - e^(-2z))/(1 + e^(-2z))",
    r"\frac{\lambda}{2m} \sum W^2": "λ/(2m) ∑ W^2",
    r"9\frac13": "9 1/3",
    r"-\log\big(1 - \hat y\big)": "-log(1 - ŷ)",
    r"\sqrt{\sigma^2 + \varepsilon}": "√(σ^2 + ε)",
    r"n\,\operatorname{Var}(w), \qquad \text{rows} \cdot m": "n Var(w), rows ⋅ m",
    r"0 \le k": "0 ≤ k",
}


def notebook_texts() -> Iterator[str]:
    """The Markdown cells of all exercise notebooks."""
    for path in sorted(TREE.root.glob("course*/*/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield from ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def on_terminal(title: str, text: str) -> str:
    """What a terminal shows of a step of help."""
    console = Console(file=io.StringIO(), width=200)
    terminal.hint(console, Hint(CellGrade("t", "t", "Exercise 1", 1.0, 0.0, Outcome.WRONG), 1, 1, title, text))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_one_line_of_text(formula: str) -> None:
    assert plain(formula) == FORMULAS[formula]


@pytest.mark.parametrize(
    "formula", ["{" * 5000, "}" * 5000, r"\frac" * 1000, "^{" * 1000 + "}" * 1000, "\\", r"\frac1", ""]
)
def test_what_is_no_formula_has_an_end_and_no_tex(formula: str) -> None:
    assert not TEX.search(plain(formula))


def test_code_sums_of_money_and_variables_of_a_shell_are_no_formulas() -> None:
    text = "`$x$` and ``$y$``, $5 and $6, $HOME:$PATH, a$b$c, \\$x\\$"
    assert without_formulas(text) == text
    assert without_formulas("$x_1$ and $$y^{-1}$$", str.upper) == "X_1 and Y^(-1)"


def test_a_message_that_quotes_an_answer_stays_as_it_is() -> None:
    of_a_test = CellGrade("t", "t", "", 1.0, 0.0, Outcome.WRONG, r"'$\frac12$' isn't '$1/2$'", "Look at the text.")
    of_a_quiz = CellGrade("q", "q", "", 1.0, 0.0, Outcome.WRONG, r"It is $\frac12$.", r"It is $\frac12$.")
    assert told(of_a_test) == of_a_test.message and told(of_a_quiz) == "It is 1/2."


@pytest.mark.content
def test_no_formula_of_the_courses_keeps_any_tex() -> None:
    formulas = {found[3] for text in notebook_texts() for found in FORMULA.finditer(text) if found[3]}
    assert len(formulas) > 500
    assert {each: plain(each) for each in formulas if TEX.search(plain(each))} == {}


@pytest.mark.content
def test_no_folded_hint_shows_tex_in_a_terminal() -> None:
    shown = [on_terminal(*hint) for text in notebook_texts() for hint in folded_hints(text)]
    assert len(shown) > 200 and any("⊙" in each for each in shown)
    assert [each for each in shown if re.search(r"\$|\\[a-zA-Z]", each)] == []


@pytest.mark.content
def test_no_hint_for_a_mistake_or_a_wrong_letter_shows_tex_in_a_terminal() -> None:
    every = (hint for path in TREE.sources for each in read_source(path).exercises.values() for hint in each.hints())
    hints = {hint for hint in every if "$" in hint or "\\" in hint}
    cells = [nbformat.v4.new_code_cell("q = 'A'", metadata={"nbgrader": {"grade_id": name}}) for name in ("q", "t")]
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    shown = []
    for hint in hints:
        for message in (hint, ""):
            cell = CellGrade("t", "q", "Question 1", 1.0, 0.0, Outcome.WRONG, message, hint)
            grade = NotebookGrade("quiz", (cell,), notebook=notebook)
            shown += [on_terminal(*step) for step in help_steps(grade, cell)]
    assert any("λ" in each for each in shown)
    assert [each for each in shown if re.search(r"\$[^$\n]+\$|\\[a-zA-Z]", each)] == []
