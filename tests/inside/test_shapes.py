"""Shapes of values and objects that a course's tests may want to hand over or look at: each works, or is refused with
one line that names it."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from grader.inside import handles, testing, transcript, wire
from grader.inside.failures import WireError
from grader.inside.reference import Reference

GIVEN = """
import dataclasses, datetime, random
from collections import Counter, OrderedDict, defaultdict, namedtuple
import keras, numpy as np, tensorflow as tf
from keras import layers

Pair = namedtuple("Pair", "a b")

@dataclasses.dataclass
class Point:
    x: float
    y: float

class Twice(keras.layers.Layer):
    def call(self, x):
        return 2 * x

class Chain(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)
    def call(self, x, training=False):
        return self.dense(x)
"""

# name -> (what the notebook defines, what a test asks)
WORKS = {
    "a Keras tensor returned": ("def make():\n    i = keras.Input((4,))\n    return i, layers.Dense(3)(i)", "i, o = make()\nassert tuple(o.shape) == (None, 3) and o.dtype == 'float32'"),
    "a function of Keras tensors, on tensors": ("def f(X): return layers.ReLU()(layers.Dense(3)(X))", "import tensorflow as tf\nassert tuple(f(tf.zeros((2, 4))).shape) == (2, 3)"),
    "the methods of a model": ("def make(): return keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])", "import numpy as np\nm = make()\nassert m.count_params() == 27 and [each.name[:5] for each in m.layers] == ['dense', 'batch'] and m.layers[0].trainable is True\nassert m.predict(np.zeros((2, 4)), verbose=0).shape == (2, 3) and m.layers[1].get_config()['momentum'] == 0.99"),
    "a layer in train mode": ("def make(): return layers.Dropout(0.5)", "import numpy as np, tensorflow as tf\nl = make()\nassert np.allclose(l(tf.ones((2, 3)), training=False), 1) and not np.allclose(l(tf.ones((20, 30)), training=True), 1)"),
    "isinstance of a layer": ("def make(): return layers.Dense(2)", "import keras\nassert isinstance(make(), keras.layers.Layer)"),
    "a model that was trained": ("def make(X, Y):\n    m = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n    m.compile('sgd', 'mse')\n    return m, m.fit(X, Y, verbose=0, epochs=2)", "import numpy as np\nfrom companion import checks\nm, h = make(np.zeros((10, 4)), np.zeros((10, 3)))\nassert len(h.history['loss']) == 2 and m.evaluate(np.zeros((10, 4)), np.zeros((10, 3)), verbose=0) == 0\nassert checks.describe(m)['output_shape'] == (None, 3)"),
    "an operation": ("def make():\n    i = keras.Input((4,))\n    return keras.Model(i, keras.ops.relu(layers.Dense(4)(i) + i))", "from companion import checks\nassert [each['kind'] for each in checks.describe(make())['layers']] == ['Dense', 'Add', 'Relu']"),
    "a frozen model in a model": ("def make():\n    t = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n    t.trainable = False\n    i = keras.Input((4,))\n    return keras.Model(i, layers.Dense(1)(t(i, training=False)))", "from companion import checks\nd = checks.describe(make())\nassert (d['trainable_parameters'], d['parameters'], d['layers'][0]['trainable_parameters']) == (4, 19, 0)\nassert d['layers'][0]['layers'][0]['kind'] == 'Dense'"),
    "several inputs and outputs": ("def make():\n    a, b = keras.Input((4,)), keras.Input((3,))\n    return keras.Model([a, b], [layers.Concatenate()([a, b]), layers.Dense(2)(a)])", "import numpy as np\nfrom companion import checks\nm = make()\nd = checks.describe(m)\nassert d['input_shape'] == [(None, 4), (None, 3)] and d['output_shape'] == [(None, 7), (None, 2)]\nX = [np.zeros((1, 4), np.float32), np.ones((1, 3), np.float32)]\nassert checks.call(m, X)[0].tolist() == checks.call(m, *X)[0].tolist() == [[0, 0, 0, 0, 1, 1, 1]]"),
    "a layer around a layer": ("def make(): return keras.Sequential([keras.Input((5, 3)), layers.Bidirectional(layers.LSTM(4, return_sequences=True))])", "from companion import checks\nd = checks.describe(make())\nassert d['layers'][0]['output_shape'] == (None, 5, 8) and d['layers'][0]['config']['layer']['units'] == 4"),
    "a layer that is used twice": ("def make():\n    l = layers.Dense(3)\n    a, b = keras.Input((2,)), keras.Input((2,))\n    return keras.Model([a, b], [l(a), l(b)])", "from companion import checks\nassert checks.describe(make())['parameters'] == 9"),
    "given weights": ("def make(E):\n    l = layers.Embedding(*E.shape, trainable=False)\n    l.build((1,))\n    l.set_weights([E])\n    return l", "import numpy as np\nfrom companion import checks\nE = np.arange(12.0).reshape(4, 3)\nl = make(E)\nassert np.allclose(checks.call(l, np.array([[1, 2]])), E[[1, 2]][None]) and checks.describe(l)['trainable_parameters'] == 0"),
    "words to numbers": ("def make(lines):\n    t = layers.TextVectorization()\n    t.adapt(lines)\n    return t", "t = make(['a b', 'a c'])\nassert t.get_vocabulary()[:3] == ['', '[UNK]', 'a'] and t(['a b']).numpy().shape == (1, 2)"),
    "a model handed over": ("def use(model, X): return model(X).numpy(), model.predict(X, verbose=0)", "import keras, numpy as np\nm = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\na, b = use(m, np.ones((2, 3)))\nassert np.allclose(a, m(np.ones((2, 3)))) and np.allclose(a, b)"),
    "a layer of a given class handed over": ("def use(layer, x): return layer(x) + 1", "import tensorflow as tf\nassert float(use(Twice(), tf.constant(2.0))) == 5"),
    "a class of a model": ("make = Chain", "import numpy as np\nfrom companion import checks\nm = make(3)\nassert checks.call(m, np.zeros((2, 4), np.float32)).shape == (2, 3) and checks.get_weights(m)[0].shape == (4, 3)"),
    "an optimizer handed over": ("def use(optimizer, v):\n    optimizer.apply_gradients([(tf.ones_like(v), v)])\n    return v.numpy()", "import keras, tensorflow as tf\nassert float(use(keras.optimizers.SGD(1.0), tf.Variable(2.0))) == 1"),
    "an optimizer that remembers": ("def use(optimizer, v):\n    optimizer.apply_gradients([(tf.ones_like(v), v)])", "import keras, tensorflow as tf\nv, o = tf.Variable(0.0), keras.optimizers.SGD(1.0, momentum=0.5)\nuse(o, v)\nuse(o, v)\nassert float(v) == -2.5 and int(o.iterations) == 2"),
    "an optimizer returned": ("def make(): return keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.1, 10))", "import keras\no = make()\nassert isinstance(o, keras.optimizers.Adam) and float(o.learning_rate) == float(__import__('numpy').float32(0.1))"),
    "a Counter": ("def f(s, c): return Counter(s), c['zz'] + c.total()", "from collections import Counter\nfound, total = f('aab', Counter('aab'))\nassert found.most_common(1) == [('a', 2)] and total == 3 and found['z'] == 0"),
    "an ordered dictionary": ("def f(d): return list(d)", "from collections import OrderedDict\nassert f(OrderedDict(b=1, a=2)) == ['b', 'a']"),
    "a named tuple": ("def f(p): return Pair(p.a + 1, p.b)", "found = f(Pair(1, 2))\nassert found.a == 2 and found == Pair(2, 2) and found == (2, 2)"),
    "an object of a class": ("def f(): return Point(1, 2)", "assert f().x == 1"),
    "a generator": ("def f():\n    yield 1\n    yield [2]", "assert list(f()) == [1, [2]] and next(f()) == 1 and sum(len(str(each)) for each in f()) == 4"),
    "pairs": ("def f(): return zip('ab', [1, 2])", "assert dict(f()) == {'a': 1, 'b': 2}"),
    "views of a dictionary": ("def f():\n    d = {'a': 1}\n    return d.keys(), d.values(), d.items()", "keys, values, items = f()\nassert set(keys) == {'a'} and list(values) == [1] and dict(items) == {'a': 1} and len(keys) == 1 and 'a' in keys"),
    "a range": ("def f(r): return [each for each in r], range(len(r))", "found, r = f(range(1, 7, 2))\nassert found == [1, 3, 5] and r == range(3)"),
    "a frozen set": ("def f(s): return frozenset(s | {3})", "assert f(frozenset({1})) == {1, 3}"),
    "a set that is changed": ("def f(s, d): s.add(3) or d['s'].discard(1)", "s, d = {1}, {'s': {1, 2}}\nf(s, d)\nassert s == {1, 3} and d == {'s': {2}}"),
    "tensors of text": ("def f(x): return tf.strings.upper(x)", "import tensorflow as tf\nassert f(tf.constant([['ab'], ['c\\0']])).numpy().tolist() == [[b'AB'], [b'C\\0']] and f(tf.constant('é')).shape == ()"),
    "ragged tensors": ("def f(r): return tf.reduce_sum(r, axis=1), r + 1", "import tensorflow as tf\ns, r = f(tf.ragged.constant([[1], [2, 3], []]))\nassert s.numpy().tolist() == [1, 5, 0] and r.to_list() == [[2], [3, 4], []] and r.row_lengths().numpy().tolist() == [1, 2, 0]"),
    "sparse tensors": ("def f(s): return tf.sparse.to_dense(s), tf.sparse.transpose(s)", "import tensorflow as tf\nd, s = f(tf.sparse.from_dense([[0, 1], [2, 0]]))\nassert d.numpy().tolist() == [[0, 1], [2, 0]] and s.values.numpy().tolist() == [2, 1] and s.dense_shape.numpy().tolist() == [2, 2]"),
    "a gradient of chosen rows": ("def f():\n    v = tf.Variable(tf.ones((5, 2)))\n    with tf.GradientTape() as t:\n        y = tf.reduce_sum(tf.gather(v, [1, 2]))\n    return t.gradient(y, v)", "import tensorflow as tf\nassert tf.convert_to_tensor(f()).numpy().sum() == 4 and f().shape == (5, 2)"),
    "an array of objects returned": ("def f(): return np.array([[1], [2, 3]], dtype=object)", "a = f()\nassert [len(each) for each in a] == [1, 2] and a.shape == (2,)"),
    "dates": ("def f(d): return d.astype(str).tolist(), d + np.timedelta64(1, 'D')", "import numpy as np\nt, d = f(np.array(['2020-01-02'], 'datetime64[D]'))\nassert t == ['2020-01-02'] and d[0] == np.datetime64('2020-01-03')"),
    "a step that is called back": ("def f(step): return step(np.array([1, 2]), state=(tf.zeros(2), None))", "r = f(lambda t, state: (t * 2, (state[0] + 1, state[1])))\nassert r[0].tolist() == [2, 4] and r[1][0].numpy().tolist() == [1, 1] and r[1][1] is None"),
    "an object that is called back": ("def f(g): return g(2)", "class F:\n    def __call__(self, x): return x + 1\nassert f(F()) == 3"),
    "functions of libraries": ("def f(g, h): return g(4.0), h(tf.constant(-1.0))", "import numpy as np, tensorflow as tf\na, b = f(np.sqrt, tf.nn.relu)\nassert a == 2 and float(b) == 0"),
    "other precisions": ("def f(x): return tf.cast(x, tf.bfloat16)", "import tensorflow as tf\nassert f(tf.constant([1.0])).dtype == tf.bfloat16"),
    "a data set returned": ("def f(): return tf.data.Dataset.range(5).batch(2)", "d = f()\nassert len(d) == 3 and int(d.cardinality()) == 3 and d.element_spec.shape == (None,)\nassert [each.numpy().tolist() for each in d.take(1)] == [[0, 1]] and [each.tolist() for each in d.as_numpy_iterator()] == [[0, 1], [2, 3], [4]]"),
    "an object that grows between two looks": ("class f:\n    def __init__(self): self.items = []\n    def push(self, x): self.items.append(x)\n    def __len__(self): return len(self.items)\n    def __iter__(self): return iter(self.items)", "stack = f()\nassert len(stack) == 0\nstack.push(3)\nassert list(stack) == [3] and len(stack) == 1 and list(stack) == [3]"),
    "batches that are listed, of an object whose length counts examples": ("class f:\n    def __len__(self): return 4\n    def __iter__(self): return iter([[1, 2], [3, 4]])", "assert list(f()) == [[1, 2], [3, 4]]"),
    "a figure": ("def f():\n    import matplotlib.figure\n    return matplotlib.figure.Figure()", "assert f() is not None"),
    "an exception": ("def f(x):\n    if x < 0: raise ValueError('neg')", "try:\n    f(-1)\n    assert False\nexcept ValueError:\n    pass"),
    "nested dictionaries that are written into": ("def f(p):\n    p['cell']['W'] += 1\n    return {'a': [p['cell']['W'], (1, 'x')]}", "import numpy as np\np = {'cell': {'W': np.zeros(2)}}\nr = f(p)\nassert p['cell']['W'].tolist() == [1, 1] and r['a'][0].tolist() == [1, 1]"),
    "a tape in an answer": ("m = keras.Sequential([keras.Input((3,)), layers.Dense(1)])\ndef f(X):\n    with tf.GradientTape() as t:\n        t.watch(X)\n        y = m(X)\n    return t.gradient(y, X)", "import tensorflow as tf\nassert f(tf.ones((2, 3))).shape == (2, 3)"),
    "a tape around a model of the test": ("def f(loss, x):\n    with tf.GradientTape() as t:\n        t.watch(x)\n        y = loss(x)\n    return t.gradient(y, x)", "import keras, tensorflow as tf\nm = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer='ones')])\nassert f(m, tf.constant([[3.0]])).numpy() == [[1]]"),
}  # fmt: skip
OUT = "a test can't hand over {}: docs/authoring.md lists what crosses"
REFUSED = {
    "a Keras tensor": ("def f(X): return layers.Dense(3)(X)", "import keras\nf(keras.Input((4,)))", OUT.format("KerasTensor")),
    "a dictionary with defaults": ("def f(d): return d['x']", "from collections import defaultdict\nf(defaultdict(list))", OUT.format("defaultdict")),
    "a generator": ("def f(it): return sum(it)", "f(each for each in range(3))", OUT.format("generator")),
    "an object of a given class": ("def f(p): return p.x", "f(Point(1, 2))", OUT.format("Point")),
    "objects that are compared": ("def f(): return Point(1, 2)", "assert f() == Point(1, 2)", "your answer can't be looked at: Point can't be compared as a whole, only its attributes"),
    "an array of objects": ("def f(a): return [len(each) for each in a]", "import numpy as np\nf(np.array([[1], [2, 3]], dtype=object))", OUT.format("array of objects")),
    "a date of Python's": ("def f(d): return d.isoformat()", "import datetime\nf(datetime.date(2020, 1, 2))", OUT.format("date")),
    "an old generator of NumPy": ("def f(r): return r.rand()", "import numpy as np\nf(np.random.RandomState(0))", OUT.format("RandomState")),
    "a generator of Python's": ("def f(r): return r.random()", "import random\nf(random.Random(0))", OUT.format("Random")),
    "a generator of TensorFlow": ("def f(g): return g.uniform(())", "import tensorflow as tf\nf(tf.random.Generator.from_seed(1))", OUT.format("Generator")),
    "a data set": ("def f(d): return len(list(d))", "import tensorflow as tf\nf(tf.data.Dataset.range(3))", OUT.format("_RangeDataset")),
    "a class of one's own, described": ("f = Chain", "from companion import checks\nchecks.describe(f(3))", "a layer or model of Keras's own classes is needed; got <Chain of the notebook>"),
    "a layer of one's own, filled": ("f = Twice", "from companion import checks\nchecks.fill(f())", "a layer or model of Keras's own classes is needed; got <Twice of the notebook>"),
    "no end": ("def f():\n    while True:\n        yield 1", "list(f())", f"your answer can't be looked at: generator goes on for more than {handles.MAX_ITEMS} items"),
    "a length that is none": ("class f:\n    def __len__(self): return 10**9", "len(f())", "your answer can't be looked at: f is too long to be looked at"),
    "a long range": ("def f(): return range(10**9)", "f()", "your answer can't be looked at: it has too many parts to be looked at"),
    "numbers of an iterator": ("def f():\n    yield 1.0", "import numpy as np\nnp.sum(np.asarray(f()))", "numbers are needed; got generator"),
}  # fmt: skip


@pytest.fixture
def look() -> Iterator[Any]:
    """Runs a test against a notebook that is served in this process; returns the verdict."""
    sockets: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def run(answer: str, test: str) -> dict[str, Any]:
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(GIVEN + answer, names)
        ours, theirs = socket.socketpair()
        sockets.extend((ours, theirs))
        threads.append(threading.Thread(target=wire.KernelPeer(theirs, names).serve, daemon=True))
        threads[-1].start()
        reference = Reference([["", GIVEN], ["exercise", answer]], {})
        return testing.run_test(test, testing.Names(testing.Kernel(ours), reference))

    yield run
    for each in sockets[::2]:
        each.close()
    for thread in threads:
        thread.join(5)


@pytest.mark.parametrize("shape", WORKS)
def test_it_works(look: Any, shape: str) -> None:
    assert look(*WORKS[shape]) == {"status": "ok", "score": ""}


@pytest.mark.parametrize("shape", REFUSED)
def test_it_is_refused_with_a_line_that_names_it(look: Any, shape: str) -> None:
    answer, test, line = REFUSED[shape]
    found = look(answer, test)
    assert (found["status"], found["evalue"]) == ("error", line)


def test_a_given_value_that_an_answer_wrote_into_is_made_anew_for_the_next_test() -> None:
    given, answer = "import numpy as np\nX = np.ones(3)\n", "def f(X):\n    X *= 0\n    return X"
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(given + answer, names)
    reference = Reference([["", given], ["exercise", answer]], {})
    with transcript.loopback(names) as kernel:
        first, second = (
            testing.run_test(test, testing.Names(kernel, reference))
            for test in ("f(X)\nassert X.sum() == 0", "assert X.sum() == 3")
        )
    assert first["status"] == second["status"] == "ok"


WRITTEN = [None, 7, "x", ["x"], [{}], [True], [[1.0]], {"a": 1}]


@pytest.mark.parametrize("weights", WRITTEN)
@pytest.mark.parametrize("trainable", WRITTEN)
def test_whatever_a_kernel_says_was_written_into_a_model_is_no_fault_of_the_test(weights: Any, trainable: Any) -> None:
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    effect = {"written": [[0, {"l": ["", weights, trainable]}]], "entries": None}
    text = json.dumps({"op": "reply", "id": 1, "value": None, "effect": effect, "buffers": []}).encode()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack("!Q", len(text)) + text)
        with contextlib.suppress(WireError):
            wire.Peer(ours).call(0, (model,), {})
    assert [each.shape for each in model.get_weights()] == [(2, 1), (1,)] and model.trainable
