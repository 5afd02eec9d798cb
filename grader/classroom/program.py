"""The command line of `grader autograde`: what nbgrader's own application reads, and a few options of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from jupyter_core.application import JupyterApp, NoStart
from nbgrader.apps import AutogradeApp
from traitlets import Bool, Integer, Unicode
from traitlets import List as ListTrait

from grader.classroom.course import MARKS, Course, configured
from grader.errors import GraderError


class GraderAutogradeApp(AutogradeApp):  # type: ignore[misc]  # nbgrader has no types
    """Reads options and configuration exactly as `nbgrader autograde` does; grading is somebody else's."""

    name = "grader-autograde"
    description = (
        "Grade the submissions of an assignment that are not graded yet, and record them in the gradebook.\n\n"
        "Takes nbgrader autograde's options; ours besides are --jobs, --no-sandbox, and --student more than once."
    )
    examples = """
        grader autograde ps1
        grader autograde ps1 --student ada --student bob --force
        grader autograde ps1 --notebook "1*" --Execute.timeout=60
    """
    aliases: ClassVar[dict[str, Any]] = {
        **AutogradeApp.aliases,
        "student": "GraderAutogradeApp.students",
        "config": "JupyterApp.config_file",
        "jobs": "GraderAutogradeApp.jobs",
        "j": "GraderAutogradeApp.jobs",
    }
    flags: ClassVar[dict[str, Any]] = {
        **AutogradeApp.flags,
        "no-sandbox": (
            {"GraderAutogradeApp": {"sandboxed": False}},
            "Run notebooks with your own rights. Only for notebooks that you trust.",
        ),
    }

    students = ListTrait(Unicode(), help="Grade these students only: names or patterns.").tag(config=True)
    jobs = Integer(None, allow_none=True, min=1, help="Kernels at a time; one a core by default.").tag(config=True)
    sandboxed = Bool(True, help="Whether notebooks run in the sandbox.").tag(config=True)

    course: Course
    assignment = ""

    def start(self) -> None:
        """Take the one argument, the assignment, as nbgrader does."""
        JupyterApp.start(self)
        given = [*self.extra_args, *filter(None, [self.coursedir.assignment_id])]
        if len(given) > 1 and self.extra_args:
            raise GraderError(f"one assignment is graded at a time, and not {', '.join(given)}")
        if not given:
            raise GraderError("which assignment? grader autograde ASSIGNMENT")
        self.assignment = given[0]


def read_command(words: list[str]) -> GraderAutogradeApp:
    """What a command line and the configuration files that it leads to ask for; raises GraderError for a mistake in
    them, SystemExit where nothing but help was asked for."""
    application = GraderAutogradeApp()
    application.course = configured(application, course_option(words))
    try:
        application.start()
    except NoStart:
        raise SystemExit(0) from None
    if not application.assignment:  # its configuration was shown
        raise SystemExit(0)
    return application


def course_option(words: list[str]) -> list[str]:
    """The command line with `--course FOLDER`, as other commands have it, for --course-dir; nbgrader's own `--course`
    is followed by the name of a course."""
    joined = list(words)
    for place, word in enumerate(words[:-1]):
        if word == "--course":
            joined[place : place + 2] = [f"--course={words[place + 1]}", ""]
    folders = {word: word.partition("=")[2] for word in joined if word.startswith("--course=")}
    here = {word: path for word, path in folders.items() if any(Path(path, mark).exists() for mark in MARKS)}
    return [f"--course-dir={here[word]}" if word in here else word for word in joined if word]
