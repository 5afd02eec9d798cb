"""Answers that only look like one: each result of the solution replaced by something without its numbers; the solution
of arguments that it has wiped out first.

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

# It wipes its arguments out, and gives them back afterwards or not. A test that refuses only the one that gives them
# back computes what it expects from what the answer left there.
SPOILER = """
def _spoiling(function, gives_back):
    import functools, sys
    import numpy as np

    def wipe(value, undo):
        keras, tf = sys.modules.get("keras"), sys.modules.get("tensorflow")
        if isinstance(value, np.ndarray) and value.dtype.kind in "fcbiu" and value.flags.writeable:
            undo.append((functools.partial(np.copyto, value), value.copy()))
            value[...] = 0
        elif isinstance(value, (dict, list, tuple)):
            for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
                if isinstance(each, (int, float)) and not isinstance(value, tuple):
                    undo.append((functools.partial(value.__setitem__, key), each))
                    value[key] = 0
                wipe(each, undo)
        elif isinstance(value, set):
            undo.append((value.update, value.copy()))
            value.clear()
        elif tf is not None and isinstance(value, tf.Variable) and value.dtype.is_floating:
            undo.append((value.assign, value.numpy()))
            value.assign(tf.zeros_like(value))
        elif keras is not None and isinstance(value, keras.layers.Layer) and value.weights:
            undo.append((value.set_weights, value.get_weights()))
            value.set_weights([np.zeros_like(each) for each in value.get_weights()])

    def spoiling(*args, **kwargs):
        undo = []
        wipe(args, undo)
        wipe(tuple(kwargs.values()), undo)
        try:
            return function(*args, **kwargs)
        finally:
            for give, value in undo if gives_back else ():
                give(value)

    return functools.wraps(function)(spoiling)
"""


def impostors(exercise: Exercise) -> dict[str, str]:
    """kind -> the text of a solution cell whose functions and values are such; none for classes and quiz questions."""
    solution = strip_markers(exercise.solution.text)
    names = [name for statement in parse(solution).body for name in _made(statement)]
    if not names or exercise.is_question:
        return {}
    replaced = "\n".join(f"{name} = _liar()({name})" for name in names)
    found = {kind: f"{solution}\n{LIAR.format(kind=what)}\n{replaced}\n" for kind, what in KINDS.items()}
    return found | spoilers(exercise, gives_back=False)


def spoilers(exercise: Exercise, gives_back: bool) -> dict[str, str]:
    """ "spoiler" -> the text of a solution cell whose functions wipe their arguments out first; none where it has no
    functions."""
    solution = strip_markers(exercise.solution.text)
    functions = [each.name for each in parse(solution).body if isinstance(each, ast.FunctionDef)]
    spoiling = "\n".join(f"{name} = _spoiling({name}, {gives_back})" for name in functions)
    return {"spoiler": f"{solution}\n{SPOILER}\n{spoiling}\n"} if functions else {}


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
