"""What the class report promises: right numbers, pictures that say them, nothing that runs, a table of data."""

import base64
import csv
import io
import re
import statistics
import sys
import xml.etree.ElementTree as ET

import pytest

from grader.classroom.course import open_course
from grader.errors import GraderError
from grader.pages.report import class_report, write_report
from grader.pages.statistics import frequent_mistakes, frequent_reasons, graded_cells
from grader.pages.table import COLUMNS, guard, report_csv
from grader.verdict.results import CellGrade, NotebookGrade, Outcome, SubmissionGrade
from tests.courses import enter
from tests.pages.test_feedback import ATTACKS, check_page


def grade_of(name, outcome, score, points=4.0, message="", hint="", **more):
    mistake = "known" if hint else ""
    return CellGrade(f"test_{name}", name, f"Exercise · {name}", points, score, outcome, message, hint, mistake, **more)


def submission(student, *cells, error="", seconds=1.5, repairs=(), name="01_first"):
    return SubmissionGrade(student, "week2", (NotebookGrade(name, cells, repairs, error, seconds),))


def klass():
    """Ten students: 5 right, 3 wrong (2 of them with a known mistake), 1 not attempted, 1 unreadable."""
    hint = "The exponent needs a minus sign."
    found = [
        submission(f"right{number}", grade_of("a", Outcome.CORRECT, 4.0), seconds=1.0 + number) for number in range(5)
    ]
    found += [
        submission(f"known{n}", grade_of("a", Outcome.WRONG, 0.0, message="Check the sign.", hint=hint))
        for n in range(2)
    ]
    found.append(submission("wrong", grade_of("a", Outcome.WRONG, 1.0, message="Check the shape.")))
    found.append(
        submission("blank", grade_of("a", Outcome.NOT_ATTEMPTED, 0.0, message="not attempted yet"), repairs=("a", "b"))
    )
    found.append(submission("broken", error="invalid JSON, probably cut off"))
    return found


def pictures(page):
    """The SVG documents of a page."""
    uris = [
        attributes.get("src") or attributes.get("srcset") for tag, attributes in page.tags if tag in ("img", "source")
    ]
    return [base64.b64decode(uri.removeprefix("data:image/svg+xml;base64,")).decode() for uri in uris]


# ---------------------------------------------------------------------------------------------------------- the numbers


def test_summary_has_the_right_numbers():
    page = check_page(class_report(klass(), "Week 2"))
    scores = [4.0] * 5 + [0.0] * 3 + [1.0]
    assert statistics.median(scores) == 4.0
    assert "submissions 10" in page.text
    assert "median 4 of 4" in page.text and "mean 2.33 of 4" in page.text
    assert "with full marks 5" in page.text and "could not be graded 1" in page.text
    assert "Half of the submissions have 4 points or more of 4" in page.text


def test_outcomes_of_an_exercise_are_counted():
    (row,) = graded_cells(klass())
    assert row.counts == [(Outcome.CORRECT, 5), (Outcome.WRONG, 3), (Outcome.NOT_ATTEMPTED, 1)]
    assert row.mean == pytest.approx(21 / 9)
    page = check_page(class_report(klass(), "Week 2"))
    assert "✓ 5 correct" in page.text and "✗ 3 wrong" in page.text and "○ 1 not attempted" in page.text
    assert "2.33 / 4" in page.text.replace("\xa0", " ")
    assert "Fewest answers are correct in “Exercise · a”: 56 %" in page.text.replace("\xa0", " ")


def test_most_frequent_mistakes_and_messages_come_first():
    (row,) = graded_cells(klass())
    (mistake,) = frequent_mistakes([row])
    assert (mistake.count, mistake.total, mistake.text) == (2, 9, "The exponent needs a minus sign.")
    assert [(each.count, each.text, each.said) for each in frequent_reasons(row)] == [
        (2, "The exponent needs a minus sign.", "Check the sign."),
        (1, "Check the shape.", ""),
    ]
    page = check_page(class_report(klass(), "Week 2"))
    assert "2 of 3 wrong answers look like a known mistake" in page.text
    assert page.text.count("2 of 9: The exponent needs a minus sign.") == 2
    assert "The exponent needs a minus sign. The test said: Check the sign. 1 of 9: Check the shape." in page.text
    assert "not attempted yet" not in page.text


def test_rare_reasons_are_folded_and_bounded():
    grades = [submission(f"s{n:02}", grade_of("a", Outcome.CRASHED, 0.0, message=f"KeyError: {n}")) for n in range(30)]
    page = check_page(class_report(grades, "Week 2"))
    assert "1 of 30: ! crashed · KeyError: 2 27 rarer ones of Exercise · a" in page.text
    assert "KeyError: 19 And 10 more." in page.text and "KeyError: 20" not in page.text


def test_students_are_sorted_and_have_their_remarks():
    grades = [
        *klass(),
        submission("zoe", grade_of("a", Outcome.CRASHED, 0.0), grade_of("b", Outcome.OUT_OF_TIME, 0.0), seconds=61.25),
    ]
    page = check_page(class_report(list(reversed(grades)), "Week 2"))
    table = page.text[page.text.index("Student 01_") :]
    assert [name for name in re.findall(r"\b(?:right\d|known\d|wrong|blank|broken|zoe)\b", table)] == sorted(
        grade.student for grade in grades
    )
    assert "2 repaired" in table and "1 crashed, 1 out of time" in table and "61.2" in table
    assert "broken – 0" in table
    assert "Slowest: zoe" in page.text


def test_what_needs_a_look_comes_first():
    essay = CellGrade("essay", "essay", "Why?", 2.0, None, Outcome.MANUAL)
    flagged = grade_of("a", Outcome.MANUAL, 0.0, flag="failing tests pass here")
    grades = [
        *klass(),
        submission("mia", grade_of("a", Outcome.CORRECT, 4.0), essay),
        submission("eve", flagged, essay),
    ]
    page = check_page(class_report(grades, "Week 2"))
    look = page.text[page.text.index("What needs a look first") : page.text.index("Half of the submissions")]
    assert "broken : 01_first: invalid JSON, probably cut off" in look
    assert "eve : failing tests pass here (Exercise · a)" in look
    assert "Why? : 2 answers eve , mia" in look
    assert "Nothing: every notebook could be graded" in check_page(class_report(klass()[:5], "Week 2")).text


def test_exercises_of_the_same_title_are_told_apart():
    first = CellGrade("test_a", "a", "Same", 1.0, 1.0, Outcome.CORRECT)
    second = CellGrade("test_b", "b", "Same", 1.0, 0.0, Outcome.WRONG)
    assert [row.title for row in graded_cells([submission("x", first, second)])] == ["Same (test_a)", "Same (test_b)"]


def test_points_of_notebooks_that_are_missing_still_count_in_the_maximum():
    both = (
        NotebookGrade("01", (grade_of("a", Outcome.CORRECT, 4.0),)),
        NotebookGrade("02", (grade_of("b", Outcome.CORRECT, 6.0, 6.0),)),
    )
    lost = (both[0], NotebookGrade("02", error="02.ipynb is missing"))
    page = check_page(class_report([SubmissionGrade("a", "w", both), SubmissionGrade("b", "w", lost)], "W"))
    assert "median 7 of 10" in page.text and "b 4 – 4" in page.text


# --------------------------------------------------------------------------------------------------------- the pictures


def test_pictures_are_drawn_for_light_and_dark_wide_and_narrow():
    page = check_page(class_report(klass(), "Week 2"))
    drawn = pictures(page)
    assert len(page.all("img")) == 3 and len(drawn) == 12
    for text in drawn:
        ET.fromstring(text)
        assert "<script" not in text and 'href="http' not in text
    assert {attributes["media"] for attributes in page.all("source")} == {
        "(max-width: 34rem) and (prefers-color-scheme: dark)",
        "(max-width: 34rem)",
        "(prefers-color-scheme: dark)",
    }
    bars = [text for text in drawn if "Exercise · a" in text]
    assert len(bars) == 4 and all("✓ 5" in text and "56 % correct" in text for text in bars)
    assert page.all("img")[0]["alt"] == (
        "Histogram of the points of 9 submissions: 3 from 0 to 0.5, 1 from 1 to 1.5, 5 from 3.5 to 4. The median is 4."
    )


def test_pictures_leave_no_global_state():
    import matplotlib

    before = dict(matplotlib.rcParams)
    class_report(klass(), "Week 2")
    assert dict(matplotlib.rcParams) == before
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def test_report_is_the_same_each_time():
    assert class_report(klass(), "Week 2") == class_report(klass(), "Week 2")


@pytest.mark.parametrize(
    "grades",
    [
        [],
        [submission("a", error="empty")],
        [SubmissionGrade("a", "w", (), "unreadable")],
        [submission("a", grade_of("a", Outcome.CORRECT, 0.0, 0.0), seconds=0.0)],
        [submission("a", CellGrade("e", "e", "Why?", 2.0, None, Outcome.MANUAL))],
        [submission("a", grade_of("a", Outcome.CORRECT, 0.001, 0.001), seconds=1e-6)],
        [submission("a", grade_of("a", Outcome.CORRECT, 1e6, 1e6), seconds=1e6)],
        [submission("a", grade_of("$x_{$\\frac", Outcome.CORRECT, 9.0))],
    ],
)  # fmt: skip
def test_odd_classes_have_a_report(grades):
    check_page(class_report(grades, "Week 2"))
    report_csv(grades)


# --------------------------------------------------------------------------------------------------------- strange text


@pytest.mark.parametrize("attack", [*ATTACKS, "x" * 10**6, "\n" * 10**5])
def test_strange_text_stays_text(attack):
    cells = [
        grade_of("a", Outcome.WRONG, 0.0, message=attack, hint=attack, flag=attack),
        CellGrade("e", "e", attack, 2.0, None, Outcome.MANUAL),
    ]
    grades = [
        submission(attack, *cells, repairs=(attack,)),
        submission(attack + "2", error=attack),
        submission("c", name=attack),
    ]
    text = class_report(grades, attack)
    page = check_page(text)
    text.encode()
    assert len(text) < 1_000_000
    for picture in pictures(page):
        tags = {element.tag.rpartition("}")[2].lower() for element in ET.fromstring(picture).iter()}
        assert not tags & {"script", "iframe", "foreignobject", "a", "image", "img", "form", "math"}


# ------------------------------------------------------------------------------------------------------------ the table


def test_table_has_a_row_for_each_student_and_graded_cell():
    essay = CellGrade("essay", "essay", "Why?", 2.0, None, Outcome.MANUAL, seconds=0.25)
    known = grade_of("a", Outcome.PARTIAL, 1.25, message="Check the sign.", hint="h", seconds=0.5)
    rows = list(
        csv.DictReader(
            io.StringIO(report_csv([submission("b", known, essay), submission("a", known), submission("c", error="x")]))
        )
    )
    assert tuple(rows[0]) == COLUMNS
    assert [(row["student"], row["cell"]) for row in rows] == [("a", "test_a"), ("b", "test_a"), ("b", "essay")]
    assert rows[1] == {
        "student": "b", "assignment": "week2", "notebook": "01_first", "cell": "test_a", "exercise": "a",
        "score": "1.25", "max_score": "4", "outcome": "partly correct", "mistake": "known", "seconds": "0.500",
        "message": "Check the sign.", "hint": "h", "students_with_mistake": "2", "manual_score": "", "extra_credit": "",
    }  # fmt: skip
    assert rows[2]["score"] == "" and rows[2]["outcome"] == "needs manual grading"
    assert rows[2]["students_with_mistake"] == ""


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "=", "+1e", "-1 2"]
)
def test_formulas_are_disarmed(text):
    assert guard(text) == f"'{text}"
    (row,) = csv.DictReader(
        io.StringIO(report_csv([submission(text, grade_of("a", Outcome.CORRECT, 4.0))]), newline="")
    )
    assert row["student"] == f"'{text}"


@pytest.mark.parametrize("text", ["", "-5", "+49", "-1.5e-3", "12", "anna", "a=b", "o'brien", "1-2"])
def test_plain_numbers_and_words_are_left_alone(text):
    assert guard(text) == text


def test_separators_and_quotes_in_names_stay_in_their_cell():
    for name in ('a,b;"c"', "two\nlines", "semi;colon", "\u202eabc", "x" * 10**5):
        (row,) = csv.DictReader(
            io.StringIO(report_csv([submission(name, grade_of("a", Outcome.CORRECT, 4.0))]), newline="")
        )
        assert row["student"] == name and row["score"] == "4"


# ------------------------------------------------------------------------------------------------------------ the files


def test_report_is_written_beside_the_course(tmp_path):
    (tmp_path / "nbgrader_config.py").touch()
    course = open_course(tmp_path)
    with pytest.raises(GraderError, match="nothing of 'week2' was graded yet"):
        write_report(course, "week2")
    enter(course, "week2", [grade.student for grade in klass()])
    course.results("week2").mkdir(parents=True)
    for grade in klass():
        (course.results("week2") / f"{grade.student}.json").write_text(grade.to_json(), encoding="utf-8")
    page, table = write_report(course, "week2")
    assert (page, table) == (tmp_path / "reports" / "week2.html", tmp_path / "reports" / "week2.csv")
    assert "right4" in check_page(page.read_text(encoding="utf-8")).text
    assert len(list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))) == 9


def test_submissions_that_had_to_be_repaired_are_named():
    right = grade_of("a", Outcome.CORRECT, 4.0)
    page = class_report([submission("ann", right), submission("bob", right, repairs=("put back", "put back"))], "w")
    text = re.sub("<[^>]+>", "", page)
    assert "bob: 2 repairs" in text and "ann: " not in text and "nothing odd was seen" not in text
