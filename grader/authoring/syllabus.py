"""The syllabus as data, and the front matter of a week's notes that says where each topic is taught."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from grader.errors import GraderError


@dataclass(frozen=True)
class Week:
    """A week of a course: its folder's name, and the topics that it must teach, unless it is a draft: some of its
    notebooks are there, and the rest is to come."""

    folder: str
    title: str
    topics: tuple[str, ...]
    plus: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Course:
    """A course; summary: a sentence; outcomes: what a learner can do at its end."""

    name: str
    title: str
    summary: str
    weeks: tuple[Week, ...]
    outcomes: tuple[str, ...] = ()


def read_syllabus(path: Path) -> list[Course]:
    """The courses of instructor/syllabus.yml; raises GraderError where it is not well formed."""
    try:
        return [_course(course) for course in _yaml(path, path.read_text(encoding="utf-8"))["courses"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise GraderError(
            f"{path}: each course has a folder, a title and weeks, each with folder, title and topics: {error!r}"
        ) from None


def _course(course: dict[str, Any]) -> Course:
    weeks = tuple(
        Week(week["folder"], week["title"], tuple(week["topics"]), week.get("plus", False), week.get("draft", False))
        for week in course["weeks"]
    )
    return Course(
        course["folder"], course["title"], course.get("summary", ""), weeks, tuple(course.get("outcomes", ()))
    )


def _yaml(path: Path, text: str, first: int = 1) -> dict[str, Any]:
    """A mapping in YAML, from line `first` of a file on; raises GraderError, with the line, where it is none."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + first}" if mark else ""
        raise GraderError(f"{path}{line}: no valid YAML: {getattr(error, 'problem', None) or 'unreadable'}") from None
    if not isinstance(found, dict | None):
        raise GraderError(f"{path}: here 'name: value' is needed, not a {type(found).__name__}")
    return found or {}


@dataclass(frozen=True)
class Notes:
    """A week's notes: the topics of their front matter, and their headings."""

    path: Path
    topics: dict[str, dict[str, Any]]
    headings: frozenset[str]
    lines: dict[str, int]

    def problems(self, topics: tuple[str, ...], exercises: set[str]) -> list[str]:
        """What is wrong, a line each, given the week's topics and its exercises as notebook/exercise."""
        found = [
            f"{self.path}:1: the topic '{topic}' is not in the front matter"
            for topic in topics
            if topic not in self.topics
        ]
        for topic, entry in self.topics.items():
            where = f"{self.path}:{self.lines.get(topic, 1)}"
            if topic not in topics:
                found.append(f"{where}: the topic '{topic}' is not in the syllabus")
            if entry.get("heading") not in self.headings:
                found.append(f"{where}: no heading '{entry.get('heading')}', where '{topic}' should be taught")
            unknown = [each for each in entry.get("exercises", []) if each not in exercises]
            found += [f"{where}: no exercise '{each}', which should practise '{topic}'" for each in unknown]
            if not entry.get("exercises"):
                found.append(f"{where}: no exercise practises '{topic}'")
        return found


def read_notes(path: Path) -> Notes:
    """Read a week's notes; without a file or front matter, notes that teach nothing."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    front = _yaml(path, match[1], 2) if match else {}
    headings = frozenset(re.findall(r"^#+ (.+?)\s*$", text, re.M))
    topics = {topic: entry or {} for topic, entry in _mapping(path, "topics", front.get("topics")).items()}
    for topic, entry in topics.items():
        _mapping(path, topic, entry)
    numbers = {line.strip().strip("'\":"): number for number, line in enumerate(text.splitlines(), 1)}
    return Notes(path, topics, headings, {topic: numbers.get(topic, 1) for topic in topics})


def _mapping(path: Path, name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict | None):
        raise GraderError(
            f"{path}: '{name}' in the front matter needs 'name: value' below it, not a {type(value).__name__}"
        )
    return value or {}
