"""Every setting that nbgrader's programs read is obeyed, without effect here, or refused in a line."""

from __future__ import annotations

from pathlib import Path

import nbconvert.exporters
import pytest
from nbgrader import converters, preprocessors
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

from grader.classroom.course import open_course
from grader.classroom.settings import EVERYTHING, READ, nbgrader_class, refuse_settings, settings_of
from grader.errors import GraderError
from tests.courses import answer, checks, make_course

PARITY = (Path(__file__).parents[2] / "docs" / "parity.md").read_text(encoding="utf-8")
ROWS = [(program, name) for program, rows in READ.items() for name in rows]
STEPS = {
    "autograde": [
        *Autograde.sanitize_preprocessors.default(),
        *Autograde.autograde_preprocessors.default(),
    ],
    "generate_assignment": GenerateAssignment.preprocessors.default(),
    "generate_feedback": GenerateFeedback.preprocessors.default(),
}


@pytest.mark.parametrize(("program", "name"), ROWS)
def test_the_settings_of_a_class_are_those_that_this_nbgrader_has(program: str, name: str) -> None:
    row = READ[program][name]
    said = [setting for column in row for setting in column.split()]
    if EVERYTHING in said:
        assert said == [EVERYTHING]
    else:
        assert sorted(said) == sorted(settings_of(nbgrader_class(name))), "a setting that nobody has judged"


@pytest.mark.parametrize("program", STEPS)
def test_each_step_of_a_program_is_in_the_table(program: str) -> None:
    assert {step.__name__ for step in STEPS[program]} <= READ[program].keys()


def test_no_converter_or_step_of_nbgraders_was_forgotten() -> None:
    known = {name for rows in READ.values() for name in rows}
    others = {"Assign", "Feedback", "GenerateSolution", "GenerateSourceWithTests"}  # old names, other programs
    bases = {"BaseConverter", "NbGraderException", "NbGraderPreprocessor"}
    assert {*converters.__all__, *preprocessors.__all__} - others - bases <= known


def cell(settings: str) -> str:
    return "all" if settings == EVERYTHING else ", ".join(f"`{name}`" for name in sorted(settings.split()))


def table(program: str) -> str:
    """The table of the documentation."""
    rows = [
        f"| `{name}` | {cell(row.obeyed)} | {cell(row.idle)} | {cell(row.refused)} |"
        for name, row in READ[program].items()
    ]
    return "\n".join(rows).replace("|  |", "| |").replace("|  |", "| |")


@pytest.mark.parametrize("program", READ)
def test_the_documentation_has_the_table(program: str) -> None:
    assert table(program) in PARITY


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = [answer("f", "def f(x):\n    return x"), checks("test_f", 1, "assert f(2) == 2")]
    return make_course(tmp_path_factory.mktemp("settings") / "course", {"nb": cells})


REFUSED = [
    (program, name, setting)
    for program, rows in READ.items()
    for name, row in rows.items()
    for setting in (sorted(settings_of(nbgrader_class(name))) if row.refused == EVERYTHING else row.refused.split())
]


@pytest.mark.parametrize("program", READ)
def test_what_is_not_obeyed_is_refused_in_a_line(root: Path, program: str) -> None:
    for _, name, setting in [each for each in REFUSED if each[0] == program]:
        course = open_course(root)
        course.config[name][setting] = "another value"
        with pytest.raises(GraderError) as caught:
            refuse_settings(course, program)
        assert str(caught.value).startswith(f"c.{name}.{setting} is set") and "\n" not in str(caught.value)


def test_a_setting_of_a_class_above_is_refused_and_the_usual_value_is_not(root: Path) -> None:
    course = open_course(root)
    course.config.ExecutePreprocessor.extra_arguments = []
    course.config.BaseConverter.exporter_class = nbconvert.exporters.NotebookExporter
    refuse_settings(course, "autograde")
    course.config.NotebookClient.extra_arguments = ["--debug"]
    with pytest.raises(GraderError, match=r"c\.NotebookClient\.extra_arguments is set"):
        refuse_settings(course, "autograde")


def test_no_execution_with_cleared_outputs_would_give_everybody_everything(root: Path) -> None:
    course = open_course(root)
    course.config.Execute.enabled = False
    with pytest.raises(GraderError, match=r"c\.Execute\.enabled is off"):
        refuse_settings(course, "autograde")
    course = open_course(root)
    course.config.Execute.enabled = course.config.ClearOutput.enabled = False
    refuse_settings(course, "autograde")


@pytest.mark.parametrize("line", ["c.Autograde.permissions = 'rw'", "c.Execute.timeout = 'long'", "c.oops(", "1 / 0"])
def test_a_mistake_in_the_configuration_is_a_line(root: Path, tmp_path: Path, line: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")
    with pytest.raises(GraderError, match=r"nbgrader_config\.py") as caught:
        course = open_course(tmp_path)
        assert course.converter.permissions and course.execute.timeout
    assert "\n" not in str(caught.value)
