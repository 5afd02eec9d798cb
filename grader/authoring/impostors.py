"""Answers that only look like one: each result of the solution replaced by something without its numbers.

Visible tests see through them; one who answers these from memory can still hand such things to the hidden ones. So each
tests cell, its visible assertions left out, has to refuse them.
"""

from __future__ import annotations

import ast

from grader.authoring.notebooks import strip_markers
from grader.authoring.source import Exercise
from grader.verdict.cells import split_hidden
from grader.verdict.paper import parse

# What stands in the place of each array, number or tensor of a result, and nothing in that of a text; "" for an empty
# list, tuple or dictionary in the place of a whole one.
KINDS = {
    "empty": "np.empty((0, *shape[1:]))",
    "broadcast": "np.empty((0, 1, 1, 1))",
    "shaped": "Shaped(shape, dtype)",
    "nan": "np.full(shape, np.nan)",
    "no entries": "",
}

LIAR = '''
def _liar():
    import functools, sys
    import numpy as np

    class Shaped:
        """Has a shape, a length and items, and no numbers."""

        def __init__(self, shape, dtype):
            self.shape, self.dtype, self.ndim, self.size = shape, dtype, len(shape), int(np.prod(shape))

        def __len__(self):
            return self.shape[0] if self.shape else 1

        def __getitem__(self, place):
            if place:
                raise IndexError
            return np.empty((0, 1, 1, 1))

    def lie(value):
        if isinstance(value, dict):
            return {{key: lie(each) for key, each in value.items()}}
        if isinstance(value, (list, tuple)):
            return type(value)(lie(each) for each in value)
        if isinstance(value, str):
            lies.append(value)
            return ""
        tf = sys.modules.get("tensorflow")
        tensor = tf is not None and isinstance(value, (tf.Tensor, tf.Variable))
        number = isinstance(value, (int, float, np.ndarray, np.generic)) and not isinstance(value, bool)
        if not (tensor or number):
            return value
        array = np.asarray(value)
        shape, dtype = array.shape, array.dtype
        lies.append(value)
        found = eval({kind!r}, dict(np=np, Shaped=Shaped, shape=shape, dtype=dtype))
        return tf.constant(found) if tensor and isinstance(found, np.ndarray) else found

    def lying(value):
        lies.clear()
        if {kind!r}:
            found = lie(value)
        elif isinstance(value, (dict, list, tuple)) and value:
            lies.append(value)
            found = type(value)()
        if not lies:
            raise TypeError("there is nothing to lie about")
        return found

    def wrapped(function):
        return functools.wraps(function)(lambda *args, **kwargs: lying(function(*args, **kwargs)))

    def replaced(value):
        try:
            return wrapped(value) if callable(value) else lying(value)
        except TypeError:
            return None

    lies = []
    return replaced
'''


def impostors(exercise: Exercise) -> dict[str, str]:
    """kind -> the text of a solution cell whose functions and values are such; none for classes and quiz questions."""
    solution = strip_markers(exercise.solution.text)
    names = [name for statement in parse(solution).body for name in _made(statement)]
    if not names or exercise.is_question:
        return {}
    replaced = "\n".join(f"{name} = _liar()({name})" for name in names)
    return {kind: f"{solution}\n{LIAR.format(kind=what)}\n{replaced}\n" for kind, what in KINDS.items()}


def _made(statement: ast.stmt) -> list[str]:
    """The names of functions and values that a statement of a solution makes."""
    if isinstance(statement, ast.FunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return []


def hidden_only(text: str) -> str:
    """A tests cell without its visible assertions: what stands between an impostor and its points."""
    visible, hidden = split_hidden({"source": text})
    return f"{ast.unparse(_Silent().visit(ast.parse(visible)))}\n{hidden}"


class _Silent(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        return ast.copy_location(ast.Pass(), node)
