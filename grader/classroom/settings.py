"""Which of nbgrader's settings are obeyed here: what a course sets and would not be obeyed is refused in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from grader.classroom.course import Course
from grader.errors import GraderError

if TYPE_CHECKING:
    from traitlets.config import Configurable

EVERYTHING = "*"


class Row(NamedTuple):
    """The settings of one of nbgrader's classes: obeyed; of no effect here, since what they are for doesn't arise or is
    always done; refused."""

    obeyed: str = ""
    idle: str = ""
    refused: str = ""


FOLDERS = Row(
    "assignment_id autograded_directory course_id db_url directory_structure feedback_directory groupshared ignore "
    "notebook_id release_directory root source_directory student_id student_id_exclude submitted_directory",
    "include max_dir_size max_file_size solution_directory source_with_tests_directory",
)
PROGRAM = Row(
    "config_file config_file_name generate_config log_level logfile show_config show_config_json",
    "answer_yes log_datefmt log_format logging_config",
)
# What nbgrader's program of that name reads: its classes, and those of nbconvert and nbclient that it uses.
READ = {
    "autograde": {
        "AutogradeApp": PROGRAM,
        "CourseDirectory": FOLDERS,
        "Autograde": Row(
            "create_student exclude_overwriting force permissions post_convert_hook pre_convert_hook",
            refused="autograde_preprocessors exporter_class sanitize_preprocessors",
        ),
        "ClearOutput": Row("enabled", "remove_metadata_fields"),
        "DeduplicateIds": Row(refused="enabled"),
        "OverwriteKernelspec": Row(refused="enabled"),
        "OverwriteCells": Row("", "add_missing_cells", "enabled missing_cell_notification"),
        "CheckCellMetadata": Row(refused="enabled"),
        "Execute": Row(
            "enabled kernel_name skip_cells_with_tag timeout",
            "execute_retries iopub_timeout ipython_hist_file raise_on_iopub_timeout record_timing "
            "shell_timeout_interval shutdown_kernel startup_timeout store_widget_state",
            "allow_error_names error_on_timeout extra_arguments force_raise_errors interrupt_on_timeout "
            "kernel_manager_class on_cell_complete on_cell_error on_cell_execute on_cell_start "
            "on_notebook_complete on_notebook_error on_notebook_start timeout_func",
        ),
        "IgnorePattern": Row("enabled pattern"),
        "ClearMetadataPreprocessor": Row(
            "clear_cell_metadata clear_notebook_metadata enabled preserve_cell_metadata_mask preserve_nb_metadata_mask"
        ),
        "LimitOutput": Row("enabled max_lines max_traceback"),
        "SaveAutoGrades": Row(refused="enabled"),
        "AssignLatePenalties": Row("enabled plugin_class"),
        "LateSubmissionPlugin": Row("penalty_method"),
        "NotebookExporter": Row(refused=EVERYTHING),
        "FilesWriter": Row(refused=EVERYTHING),
        "Authenticator": Row(idle=EVERYTHING),
        "ExchangeFactory": Row(idle=EVERYTHING),
    },
    "generate_assignment": {
        "GenerateAssignmentApp": Row(
            "config_file config_file_name", "answer_yes generate_config log_datefmt log_format log_level logfile "
            "logging_config show_config show_config_json", "source_with_tests",
        ),
        "CourseDirectory": FOLDERS,
        "GenerateAssignment": Row(EVERYTHING),
        "IncludeHeaderFooter": Row(EVERYTHING),
        "InstantiateTests": Row(EVERYTHING),
        "LockCells": Row(EVERYTHING),
        "ClearSolutions": Row(
            "begin_solution_delimeter code_stub enabled end_solution_delimeter enforce_metadata text_stub"
        ),
        "ClearOutput": Row(EVERYTHING),
        "CheckCellMetadata": Row(EVERYTHING),
        "ComputeChecksums": Row(EVERYTHING),
        "SaveCells": Row(EVERYTHING),
        "ClearHiddenTests": Row("begin_test_delimeter enabled end_test_delimeter enforce_metadata"),
        "ClearMarkScheme": Row(
            "begin_mark_scheme_delimeter check_attachment_leakage enabled end_mark_scheme_delimeter enforce_metadata"
        ),
        "NotebookExporter": Row(EVERYTHING),
        "FilesWriter": Row(EVERYTHING),
    },
    "generate_feedback": {
        "GenerateFeedbackApp": Row(
            "config_file config_file_name", "answer_yes generate_config log_datefmt log_format log_level logfile "
            "logging_config show_config show_config_json",
        ),
        "CourseDirectory": FOLDERS,
        "GenerateFeedback": Row(
            "permissions", "force", "exporter_class post_convert_hook pre_convert_hook preprocessors"
        ),
        "GetGrades": Row("", "", "enabled"),
        "CSSHTMLHeaderPreprocessor": Row(refused=EVERYTHING),
        "HTMLExporter": Row(refused=EVERYTHING),
        "FilesWriter": Row(refused=EVERYTHING),
    },
}  # fmt: skip
INHERITED = ("default_language", "display_data_priority")  # of every step of nbconvert; none of these reads them


def nbgrader_class(name: str) -> type[Configurable]:
    """One of nbgrader's classes, or of those that it uses, by its name."""
    import nbconvert.exporters
    import nbconvert.preprocessors
    import nbconvert.writers
    from nbgrader import apps, auth, converters, coursedir, exchange, plugins, preprocessors

    ours = (apps, auth, converters, coursedir, exchange, plugins, preprocessors)
    for module in (*ours, nbconvert.exporters, nbconvert.preprocessors, nbconvert.writers):
        if hasattr(module, name):
            return getattr(module, name)  # type: ignore[no-any-return]
    raise AttributeError(name)


def settings_of(kind: type[Configurable]) -> set[str]:
    """The names that a course may set of a class and those it is made from."""
    return set(kind.class_traits(config=True)) - set(INHERITED)


def refuse_settings(course: Course, program: str) -> None:
    """Raise GraderError where a course sets what the named program of nbgrader obeys, and we do not."""
    for name, row in READ[program].items():
        if not row.refused:
            continue
        kind = nbgrader_class(name)
        names = settings_of(kind) if row.refused == EVERYTHING else set(row.refused.split())
        for section in (each.__name__ for each in kind.mro() if each.__name__ in course.config):
            for setting in sorted(names & set(course.config[section])):
                if differs(kind, setting, course.config[section][setting]):
                    raise GraderError(
                        f"c.{section}.{setting} is set, and would not be obeyed: "
                        f"take it out, or run nbgrader {program} (docs/parity.md)"
                    )
    if program == "autograde" and not course.execute.enabled and clears_output(course):
        raise GraderError(
            "c.Execute.enabled is off and c.ClearOutput.enabled is not: nothing would be left to grade; "
            "--no-execute sets both"
        )


def differs(kind: type[Configurable], setting: str, value: Any) -> bool:
    """Whether a value is another one than if it weren't set."""
    return bool(value != kind.class_traits()[setting].default())


def clears_output(course: Course) -> bool:
    from nbgrader.preprocessors import ClearOutput

    return bool(course.setting(ClearOutput).enabled)


def share_pages(course: Course, assignment: str) -> None:
    """Give the feedback of an assignment nbgrader's file modes: the course's, and its group's where it is shared."""
    from nbgrader.converters import GenerateFeedback

    converter = course.setting(GenerateFeedback, coursedir=course.coursedir)
    for student in course.students(assignment):
        if course.folder("feedback", student, assignment).is_dir():
            converter.set_permissions(assignment, student)
