"""Writes the index of each course: its README, the path through its weeks with minutes and points."""

from __future__ import annotations

from grader.authoring.source import Source
from grader.authoring.syllabus import Course, Week, read_syllabus
from grader.authoring.tree import Tree


def indexes(tree: Tree, sources: list[Source]) -> dict[str, str]:
    """Course -> the text of its README."""
    courses = read_syllabus(tree.syllabus)
    return {course.name: _index(tree, course, sources) for course in courses}


CHECKING = """\
## How to work through it
Take the weeks in order, and in each the notes first, then its notebooks, then the quiz. `make lab` in the top folder
opens JupyterLab. Fill the cells that say `YOUR CODE HERE` and run the tests below them: they say at once what to look
at. Then ask for the verdict, with further tests:

```
.venv/bin/grader check {course}/<week>/<notebook>.ipynb          # a table, and a page with what to look at
.venv/bin/grader check {course}/<week>/<notebook>.ipynb --hint   # hints for an exercise, one step at a time
```

A wrong answer costs its own exercise only, not those that use it. The minutes are for someone who knows the
prerequisites that each notebook names; the points say how much work an exercise is.
"""


def _index(tree: Tree, course: Course, sources: list[Source]) -> str:
    """The text of a course's README."""
    rows = [row for week in course.weeks for row in _index_rows(tree, course.name, week, sources)]
    own = [source for source in sources if source.course == course.name]
    if own:
        total = sum(source.minutes for source in own), sum(source.points for source in own)
        rows.append(f"| **The course** | | **{total[0]}** | **{total[1]:g}** |")
    outcomes = [f"- {outcome}" for outcome in course.outcomes]
    parts = [
        f"# {course.title}\n\n{course.summary}\n",
        "\n".join(["| week | notebook | minutes | points |", "|---|---|---:|---:|", *rows, ""]),
        *(["\n".join(["## At the end you can", *outcomes, ""])] if outcomes else []),
        *([CHECKING.format(course=course.name)] if own else []),
        "<!-- Made by `make notebooks` from instructor/syllabus.yml and the sources beside it. -->\n",
    ]
    return "\n".join(parts)


def _index_rows(tree: Tree, course: str, week: Week, sources: list[Source]) -> list[str]:
    found = [source for source in sources if (source.course, source.week) == (course, week.folder)]
    if not found:
        return [f"| {week.title} | *to come:* {'; '.join(week.topics)} | | |"]
    title = f"[{week.title}]({week.folder}/README.md)"
    if week.draft:
        rows = [f"| {week.title} | *in progress; to come:* its other notebooks, notes and quiz | | |"]
    else:
        rows = [f"| {title} | {len(week.topics)} topics, the week's notes | | |"]
    for source in found:
        rows.append(f"| | [{source.title}]({week.folder}/{source.name}.ipynb) | {source.minutes} | {source.points:g} |")
    total = sum(source.minutes for source in found), sum(source.points for source in found)
    return [*rows, f"| | *together* | {total[0]} | {total[1]:g} |"]
