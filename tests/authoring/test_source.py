"""Text sources: what is read from them, and that each mistake of an author is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.mutants import mutants
from grader.authoring.notebooks import clear_solution
from grader.authoring.source import docstring, read_source, solution_lines
from grader.errors import SourceError
from tests.conftest import SOURCE


def test_cells_and_exercises_are_read(source_file: Path) -> None:
    source = read_source(source_file)
    assert (source.title, source.minutes, source.points) == ("A test notebook", 5, 6.0)
    assert list(source.exercises) == ["half", "twice", "q1"]
    assert source.exercises["half"].hints() == ["// rounds down: use /.", "This doubles.", "Nothing was divided."]
    assert source.cells[1].kind == "given" and source.cells[1].line == 7


def test_a_question_becomes_text_answer_tests_and_mistakes(source_file: Path) -> None:
    source = read_source(source_file)
    question = source.exercises["q1"]
    shown = "\n".join(cell.text for cell in source.cells if cell.kind == "markdown")
    assert "- **A.** Green" in shown and "grass" not in shown and "[x]" not in shown
    assert 'q1 = "B"' in question.solution.text
    assert "In the evening" in question.test_texts.split("BEGIN HIDDEN TESTS")[1]
    assert [docstring(cell.text) for cell in question.mistakes] == [
        "That is the grass.",
        "In the evening, at most.",
        "Look up.",
    ]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


FAULTS = {
    "missing points": ('# %% tests="half" points=3', '# %% tests="half"', "points are missing", '# %% tests="half"'),
    "no points": ("points=2", "points=0", "points are missing", "points=0"),
    "points differ from the heading": ("points=2", "points=4", "differ from its heading", "points=4"),
    "duplicate id": ('solution="twice"', 'solution="half"', "duplicate id", "Two times x"),
    "tests without a solution": ('# %% tests="twice"', '# %% tests="thrice"', "no solution cell above", "thrice"),
    "mistake without a docstring": ('    """This doubles."""\n', "", "needs a docstring", "return x * 2"),
    "no hidden tests": ("### BEGIN HIDDEN TESTS\nassert half", "assert half", "needs one region", '# %% tests="half"'),
    "no solution region": (
        '    ### END SOLUTION\n# %% tests="half"',
        '# %% tests="half"',
        "needs one region",
        '# %% solution="half"',
    ),
    "a region that isn't closed before the next one": (
        "    ### BEGIN SOLUTION\n    return x / 2\n",
        "    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n",
        "needs one region",
        '# %% solution="half"',
    ),
    "a region over a class": (
        "    ### BEGIN SOLUTION\n    return x / 2\n",
        "    ### BEGIN SOLUTION\n    class Half:\n        pass\n    return x / 2\n",
        "stands in a method of the class Half",
        "BEGIN SOLUTION",
    ),
    "a region in a class, and in no method": (
        'def half(x):\n    """Half of x, a number."""\n',
        "class Half:\n",
        "stands in a method of the class Half",
        "BEGIN SOLUTION",
    ),
    "unknown option": ('mistake="half"', 'mistaek="half"', "not understood", 'mistaek="half"'),
    "unknown kind": ("# %% demo", "# %% demonstration", "no kind of cell", "# %% demonstration"),
    "bad id": ('solution="half"', 'solution="Half-1"', "must be lower-case", "Half-1"),
    "a second tests cell without a part": (
        '# %% mistake="half"\n',
        '# %% tests="half" points=1\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n# %% mistake="half"\n',
        'a second one needs part="…"',
        'tests="half" points=1',
    ),
    "a comparison that broadcasts": (
        "assert close(twice(x), expected)",
        "assert np.allclose(twice(x), expected)",
        "companion.testing's close",
        "np.allclose",
    ),
    "a part of a solution": ('solution="half"', 'solution="half" part="a"', "belongs to a tests cell", 'part="a"'),
    "a part with a hyphen": ('tests="half"', 'tests="half" part="a-b"', "must be letters", 'part="a-b"'),
    "no Python": ("return x // 2", "return x // ", "no valid Python", "return x // "),
    "two right options": ("- [ ] **C.**", "- [x] **C.**", "2 right options", 'question="q1"'),
    "an option without its reason": ("#   > Look up.\n", "", "lacks its explanation", 'question="q1"'),
    "a letter left out": ("**D.**", "**E.**", "options of 'q1'", 'question="q1"'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_line(source_file: Path, fault: str) -> None:
    old, new, message, where = FAULTS[fault]
    assert old in SOURCE
    text = SOURCE.replace(old, new, 1)
    source_file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_source(source_file)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{source_file}:{caught.value.line}: ")
    assert abs(caught.value.line - line_of(text, where)) <= 2


def test_a_class_may_have_a_region_in_each_of_several_methods(source_file: Path) -> None:
    region = "    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n"
    method = "    def {}(self, x):\n        ### BEGIN SOLUTION\n        return x / 2\n        ### END SOLUTION\n"
    start = SOURCE.index("def half(x):")
    text = (
        SOURCE[:start]
        + "class Half:\n"
        + method.format("one")
        + method.format("other")
        + SOURCE[start:].partition(region)[2]
    )
    source_file.write_text(text, encoding="utf-8")
    cell = read_source(source_file).exercises["half"].solution.text
    assert clear_solution(cell).count("        raise NotImplementedError()") == 2 and "return" not in clear_solution(
        cell
    )
    assert solution_lines(cell) == {3, 4, 5, 7, 8, 9}
    assert {mutant.line for mutant in mutants(cell)} == {4, 8}


def test_a_solution_without_tests_and_too_few_mistakes_are_faults(source_file: Path) -> None:
    start, end = SOURCE.index('# %% tests="twice"'), SOURCE.index("# %% demo")
    source_file.write_text(SOURCE[:start] + SOURCE[end:], encoding="utf-8")
    with pytest.raises(SourceError, match="has no tests cell"):
        read_source(source_file)
    start, end = SOURCE.index('# %% mistake="twice"'), SOURCE.index("# %% demo")
    source_file.write_text(SOURCE[:start] + SOURCE[end:], encoding="utf-8")
    with pytest.raises(SourceError, match="has 0 mistakes, and needs 3"):
        read_source(source_file)


def test_a_missing_header_is_a_fault(source_file: Path) -> None:
    source_file.write_text(SOURCE.replace("# minutes: 5\n", ""), encoding="utf-8")
    with pytest.raises(SourceError, match="needs 'minutes'"):
        read_source(source_file)
