# ---
# title: Computational graph
# minutes: 85
# ---

# %% [markdown]
# # Computational graph
# A long formula is a chain of short ones. Go along the chain from left to right and you have its value; go back from
# right to left and you have the derivative with respect to everything in it. That walk back is how every neural
# network learns.
#
# **You will**
# - carry values forward and derivatives backward through small graphs, and see nudges of the inputs confirm them;
# - let gradient descent roll down a bowl, and see what the learning rate decides;
# - derive the gradients of logistic regression: for one example, for each of $m$ examples, and for one step of
#   learning.
#
# **Before you start:** `01_python_and_vectorization` (arrays, shapes, the sigmoid), the derivatives of $x^2$ and
# $xy$, and the chain rule. The week's notes, section *Computational graph*, cover the same ground in prose.
#
# **Time:** about 85 minutes. **Points:** 30, in seven exercises. Dots show difficulty, from ●○○ to ●●●.

# %%
import matplotlib.pyplot as plt
import numpy as np

from companion.gradients import numerical_gradient, relative_difference
from companion.graphs import draw_contours, draw_graph

# %% [markdown]
# ## A formula in three steps
# A market stall sells $q$ boxes of strawberries a day at a price of $p$ euros, and needs $r$ euros a day to live. How
# far is it off? Measure that by the square of the surplus, so that too little and too much both count:
#
# $$J = (p\,q - r)^2$$
#
# A computer evaluates it one operation at a time. Give each intermediate result a name and you have a **computational
# graph**:
#
# | node | computed as | meaning |
# |---|---|---|
# | $u$ | $p\,q$ | takings |
# | $v$ | $u - r$ | surplus (negative: a shortfall) |
# | $J$ | $v^2$ | the cost: how far off |
#
# The same three steps measure the error of a neuron with one weight: read $p$ as the weight, $q$ as its input and $r$
# as the answer it should have given.

# %%
stall = {
    "positions": {"p": (0, 2), "q": (0, 1), "r": (0, 0), "u": (1.5, 1.5), "v": (3, 1), "J": (4.5, 1)},
    "edges": [("p", "u"), ("q", "u"), ("u", "v"), ("r", "v"), ("v", "J")],
    "labels": {"u": "$u = pq$", "v": "$v = u - r$", "J": "$J = v^2$"},
}

# %% demo
fig, ax = plt.subplots(figsize=(8, 3))
draw_graph(ax, **stall)
ax.set_title("Each arrow carries a value to the step that needs it")
plt.show()

# %% [markdown]
# ## Exercise 1 · Forward through the graph  (3 points, ~3 min, ●○○)
# Write `graph_forward(p, q, r)`. It returns a dictionary with the values of the three nodes under the keys `"u"`,
# `"v"` and `"J"`, a point each. The way back will need them all, so a forward pass keeps its intermediate results.
#
# *Example.* At a price of $p = 2$, with $q = 4$ boxes and $r = 5$ euros needed: $u = 8$, $v = 3$, $J = 9$.
#
# <details><summary>Hint: where to start</summary>
#
# One line for each row of the table, from the top. Each line may use the names of the lines before it. Then put the
# three into a dictionary: `{"u": u, ...}`.
#
# </details>


# %% solution="graph_forward"
def graph_forward(p, q, r):
    """Values of the nodes of J = (p q - r)^2.

    p, q, r: numbers.
    Returns a dictionary with the numbers "u" (p q), "v" (u - r) and "J" (v squared).
    """
    ### BEGIN SOLUTION
    u = p * q
    v = u - r
    return {"u": u, "v": v, "J": v**2}
    ### END SOLUTION


# %% tests="graph_forward" part="u" points=1
from companion.testing import close

values = graph_forward(2, 4, 5)
assert isinstance(values, dict), "Return a dictionary that holds all three nodes."
assert "u" in values, 'The dictionary needs the key "u".'
assert close(values["u"], 8), "u is the product of p and q: 2 times 4."
assert close(graph_forward(0.5, -3.0, 2.0)["u"], -1.5), "u is wrong for other numbers: use the arguments p and q."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(1)
points = [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (1, 1, 1), (-2, 3, 4), *map(tuple, rng.normal(0, 3, (8, 3)).tolist())]
for p, q, r in points:
    assert close(graph_forward(p, q, r)["u"], p * q, rtol=1e-4, atol=1e-5), (
        "u is wrong for other numbers: use the arguments p and q, whatever they are."
    )
### END HIDDEN TESTS


# %% tests="graph_forward" part="v" points=1
from companion.testing import close

values = graph_forward(2, 4, 5)
assert isinstance(values, dict), "Return a dictionary that holds all three nodes."
assert "v" in values, 'The dictionary needs the key "v".'
assert close(values["v"], 3), "v is u minus r: 8 - 5. Mind the order of the subtraction."
assert close(graph_forward(0.5, 4.0, 5.0)["v"], -3), "v is wrong for a shortfall: it is u - r, sign included."
### BEGIN HIDDEN TESTS
import numpy as np

rng = np.random.default_rng(2)
points = [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (1, 1, 1), (-2, 3, 4), *map(tuple, rng.normal(0, 3, (8, 3)).tolist())]
for p, q, r in points:
    assert close(graph_forward(p, q, r)["v"], p * q - r, rtol=1e-4, atol=1e-5), (
        "v is wrong for other numbers, such as a shortfall: it is u - r, sign included."
    )
### END HIDDEN TESTS


# %% tests="graph_forward" part="J" points=1
import numpy as np

from companion.testing import close, taken

values = graph_forward(2, 4, 5)
assert isinstance(values, dict), "Return a dictionary that holds all three nodes."
assert "J" in values, 'The dictionary needs the key "J".'
assert np.size(values["J"]) == 1, "J is one number."
assert taken(values["J"]) >= 0, "J is a square, so it can't be negative. What exactly do you square?"
assert close(values["J"], 9), "J is the square of v: 3 squared."
assert close(graph_forward(0.5, 4.0, 6.0)["J"], 16), "J is wrong for a shortfall: its square is above 0 as well."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
points = [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (1, 1, 1), (-2, 3, 4), *map(tuple, rng.normal(0, 3, (8, 3)).tolist())]
for p, q, r in points:
    expected = p * p * q * q - 2 * p * q * r + r * r
    assert close(graph_forward(p, q, r)["J"], expected, rtol=1e-4, atol=1e-5), (
        "J is wrong for other numbers: square the whole of v."
    )
### END HIDDEN TESTS


# %% mistake="graph_forward"
def graph_forward(p, q, r):
    """v is u - r, not r - u. J is the same both ways, but the derivatives on the way back change sign."""
    u = p * q
    v = r - u
    return {"u": u, "v": v, "J": v**2}


# %% mistake="graph_forward"
def graph_forward(p, q, r):
    """You squared r alone. First take the whole difference v = u - r, then square it."""
    u = p * q
    return {"u": u, "v": u - r, "J": u - r**2}


# %% mistake="graph_forward"
def graph_forward(p, q, r):
    """The distance |v| isn't squared. It matches the sign of the cost, not its size."""
    u = p * q
    v = u - r
    return {"u": u, "v": v, "J": abs(v)}


# %% mistake="graph_forward"
def graph_forward(p, q, r):
    """Only J comes back. Return a dictionary of all three nodes: the backward pass reads the others."""
    return (p * q - r) ** 2


# %% mistake="graph_forward"
def graph_forward(p, q, r):
    """These are the numbers of the example. Compute the nodes from the arguments."""
    return {"u": 8, "v": 3, "J": 9}


# %% demo
for price in (1, 1.25, 1.5, 2):
    values = graph_forward(price, 4, 5)
    print(f"price {price:4}: takings {values['u']:4}, surplus {values['v']:5}, cost {values['J']:6}")

# %% [markdown]
# The cost is lowest, 0, at a price of 1.25: then four boxes bring in what the stall needs. Trying prices is one way
# to find that. The derivative is a better one: it says at any price which way the cost falls, and how steeply.

# %% [markdown]
# ## Back through the graph
# Start at the end, where the derivative is known, and go back one arrow at a time. At each arrow you need only a
# **local derivative**: how the node at its head changes with the one at its tail. The chain rule says to multiply:
#
# $$\frac{dJ}{d\,\text{tail}} = \frac{dJ}{d\,\text{head}}\cdot\frac{d\,\text{head}}{d\,\text{tail}}$$
#
# Four local derivatives are enough for today:
#
# | step | with respect to $a$ | with respect to $b$ |
# |---|---|---|
# | $s = a + b$ | $1$ | $1$ |
# | $s = a - b$ | $1$ | $-1$ |
# | $s = a\,b$ | $b$ | $a$ |
# | $s = a^2$ | $2a$ | |
#
# Take $K = (a + b)^2$ at $a = 1$, $b = 3$ as an example, with $s = a + b = 4$. Back from $K$:
# $\frac{dK}{ds} = 2s = 8$. Back from $s$: $\frac{dK}{da} = 8\cdot 1 = 8$, and the same for $b$.
#
# The derivative of the last node with respect to some node gets a name as short as in the course: `dv` stands for
# $\frac{dJ}{dv}$, `dp` for $\frac{dJ}{dp}$. Many books write ∂ in place of $d$ where, as here, a value depends on
# several variables, to say that the others hold still; this notebook writes $d$ throughout and means the same.

# %% [markdown]
# ## Exercise 2 · Backward through the graph  (4 points, ~10 min, ●●○)
# Write `graph_backward(p, q, v)` for the stall's graph, $u = pq$, $v = u - r$, $J = v^2$. It gets what the backward
# pass needs from the forward pass, and returns a dictionary with the derivatives of $J$ with respect to every other
# node, under the keys `"dv"`, `"du"`, `"dr"`, `"dp"` and `"dq"`. Work from the end of the graph to its start. The first
# two earn a point together, the others a point each.
#
# *Example.* For $p = 2$, $q = 4$ and $v = 3$: `dv` is 6, `du` is 6, `dr` is −6, `dp` is 24 and `dq` is 12.
#
# <details><summary>Hint 1: the order</summary>
#
# First `dv`, from $J = v^2$. Then `du` and `dr`, each from `dv` and the subtraction. Last `dp` and `dq`, each from
# `du` and the product.
#
# </details>
#
# <details><summary>Hint 2: one line in full</summary>
#
# The local derivative of $u = pq$ with respect to $p$ is $q$, so `dp = du * q`.
#
# </details>


# %% solution="graph_backward"
def graph_backward(p, q, v):
    """Derivatives of J = (p q - r)^2 with respect to each of its nodes.

    p, q: numbers.
    v: the number p q - r, from the forward pass.
    Returns a dictionary with the numbers "dv", "du", "dr", "dp" and "dq", where "dv" stands for dJ/dv, and so on.
    """
    ### BEGIN SOLUTION
    dv = 2 * v
    du = dv
    dr = -dv
    dp = du * q
    dq = du * p
    return {"dv": dv, "du": du, "dr": dr, "dp": dp, "dq": dq}
    ### END SOLUTION


# %% tests="graph_backward" part="dv_du" points=1
from companion.testing import close

gradients = graph_backward(2, 4, 3)
assert isinstance(gradients, dict), "Return a dictionary that holds the five derivatives."
assert {"dv", "du"} <= set(gradients), 'The dictionary needs the keys "dv" and "du".'
assert close(gradients["dv"], 6), "dv: the derivative of v squared is 2 v."
assert close(gradients["du"], 6), "du: one more in u makes v one more, so the local derivative is 1."
gradients = graph_backward(0.5, 4.0, -3.0)
assert close((gradients["dv"], gradients["du"]), (-6, -6)), "dv or du is wrong for a shortfall, a v below 0."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.gradients import numerical_gradient

rng = np.random.default_rng(2)
for p, q, v in [(0.0, 3.0, -2.0), (3.0, 0.0, 2.0), (2.0, 2.0, 0.0), *map(tuple, rng.normal(0, 2, (8, 3)).tolist())]:
    gradients, expected = graph_backward(p, q, v), numerical_gradient(lambda at: at**2, v, epsilon=1e-3)
    for name in ("dv", "du"):
        assert close(gradients[name], expected, rtol=1e-4, atol=1e-4), (
            f"{name} is wrong for other numbers. Nudge that node in your head: does J change as {name} says?"
        )
### END HIDDEN TESTS


# %% tests="graph_backward" part="dr" points=1
from companion.testing import close

gradients = graph_backward(2, 4, 3)
assert isinstance(gradients, dict), "Return a dictionary that holds the five derivatives."
assert "dr" in gradients, 'The dictionary needs the key "dr".'
assert close(gradients["dr"], -6), "dr: one more in r makes v one less, so the local derivative is -1."
assert close(graph_backward(0.5, 4.0, -3.0)["dr"], 6), "dr is wrong for a shortfall, a v below 0."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.gradients import numerical_gradient

rng = np.random.default_rng(3)
for p, q, r in [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (2.0, 2.0, 4.0), *map(tuple, rng.normal(0, 2, (8, 3)).tolist())]:
    expected = numerical_gradient(lambda at: (p * q - at) ** 2, r, epsilon=1e-3)
    assert close(graph_backward(p, q, p * q - r)["dr"], expected, rtol=1e-4, atol=1e-4), (
        "dr is wrong for other numbers. Nudge r in your head: does J change as dr says?"
    )
### END HIDDEN TESTS


# %% tests="graph_backward" part="dp" points=1
from companion.testing import close

gradients = graph_backward(2, 4, 3)
assert isinstance(gradients, dict), "Return a dictionary that holds the five derivatives."
assert "dp" in gradients, 'The dictionary needs the key "dp".'
assert not close(gradients["dp"], 12), "dp: towards u, a nudge of p is multiplied by q, which is 4, not by p."
assert close(gradients["dp"], 24), "dp: du times the local derivative of the product, which is the other factor."
assert close(graph_backward(0.5, 4.0, -3.0)["dp"], -24), "dp is wrong for a shortfall, a v below 0."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.gradients import numerical_gradient

rng = np.random.default_rng(4)
for p, q, r in [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (2.0, 2.0, 4.0), *map(tuple, rng.normal(0, 2, (8, 3)).tolist())]:
    expected = numerical_gradient(lambda at: (at * q - r) ** 2, p, epsilon=1e-3)
    assert close(graph_backward(p, q, p * q - r)["dp"], expected, rtol=1e-4, atol=1e-4), (
        "dp is wrong for other numbers. Nudge p in your head: does J change as dp says?"
    )
### END HIDDEN TESTS


# %% tests="graph_backward" part="dq" points=1
from companion.testing import close

gradients = graph_backward(2, 4, 3)
assert isinstance(gradients, dict), "Return a dictionary that holds the five derivatives."
assert "dq" in gradients, 'The dictionary needs the key "dq".'
assert not close(gradients["dq"], 24), "dq: towards u, a nudge of q is multiplied by p, which is 2, not by q."
assert close(gradients["dq"], 12), "dq: du times the local derivative of the product, which is the other factor."
assert close(graph_backward(0.5, 4.0, -3.0)["dq"], -3), "dq is wrong for a shortfall, a v below 0."
### BEGIN HIDDEN TESTS
import numpy as np

from companion.gradients import numerical_gradient

rng = np.random.default_rng(5)
for p, q, r in [(0.0, 3.0, 2.0), (3.0, 0.0, -2.0), (2.0, 2.0, 4.0), *map(tuple, rng.normal(0, 2, (8, 3)).tolist())]:
    expected = numerical_gradient(lambda at: (p * at - r) ** 2, q, epsilon=1e-3)
    assert close(graph_backward(p, q, p * q - r)["dq"], expected, rtol=1e-4, atol=1e-4), (
        "dq is wrong for other numbers. Nudge q in your head: does J change as dq says?"
    )
### END HIDDEN TESTS


# %% mistake="graph_backward"
def graph_backward(p, q, v):
    """r is subtracted, so its arrow has the local derivative -1: dr has the opposite sign of dv."""
    dv = 2 * v
    return {"dv": dv, "du": dv, "dr": dv, "dp": dv * q, "dq": dv * p}


# %% mistake="graph_backward"
def graph_backward(p, q, v):
    """In a product, the local derivative with respect to one factor is the other factor; you swapped p and q."""
    dv = 2 * v
    return {"dv": dv, "du": dv, "dr": -dv, "dp": dv * p, "dq": dv * q}


# %% mistake="graph_backward"
def graph_backward(p, q, v):
    """q and p are the local derivatives of u. Multiply each by du, what has come back from J so far."""
    dv = 2 * v
    return {"dv": dv, "du": dv, "dr": -dv, "dp": q, "dq": p}


# %% mistake="graph_backward"
def graph_backward(p, q, v):
    """The derivative of v squared is 2 v; your derivatives are half of what they should be."""
    dv = v
    return {"dv": dv, "du": dv, "dr": -dv, "dp": dv * q, "dq": dv * p}


# %% mistake="graph_backward"
def graph_backward(p, q, v):
    """du and dr are derivatives of J, not of v: multiply the local derivatives 1 and -1 by dv."""
    dv = 2 * v
    return {"dv": dv, "du": 1, "dr": -1, "dp": dv * q, "dq": dv * p}


# %% [markdown]
# Here is the graph with both passes: above each node its value, below it the derivative of $J$ with respect to it. The
# walk back begins at $J$ itself, with `dJ` = 1.

# %% demo
values = {"p": 2, "q": 4, "r": 5, **graph_forward(2, 4, 5)}
derivatives = graph_backward(2, 4, values["v"])
below = {"J": 1} | {node: derivatives["d" + node] for node in "vurpq"}

fig, ax = plt.subplots(figsize=(8, 4))
draw_graph(ax, **stall, values=values, gradients=below, gradient_form="d{name} = {number:.4g}")
ax.set_title("Values flow to the right (blue), derivatives back to the left (orange)")
plt.show()

# %% [markdown]
# Read `dp` = 24 as a forecast: a price one cent higher raises the cost by about 24 · 0.01 = 0.24. The next cell tries
# it. Then it measures all three derivatives by such nudges. `numerical_gradient(f, x)` moves each entry of `x` a
# little up and a little down and divides the change of `f` by the distance; `relative_difference` says how far two
# gradients are apart, from 0 (equal) to 1.


# %% demo
def stall_cost(inputs):
    p, q, r = inputs
    return graph_forward(p, q, r)["J"]


print(f"one cent more: {stall_cost([2.01, 4, 5]) - stall_cost([2, 4, 5]):+.4f}")
derivatives = graph_backward(2, 4, graph_forward(2, 4, 5)["v"])
derived = np.array([derivatives["dp"], derivatives["dq"], derivatives["dr"]])
measured = numerical_gradient(stall_cost, [2, 4, 5])
print("derived ", derived)
print("measured", measured.round(6))
print("they agree:", relative_difference(derived, measured) < 1e-7)

# %% [markdown]
# The measurement needs two forward passes for each input. The backward pass gets all derivatives at once, for a few
# times the price of one forward pass, however many inputs there are. With three inputs that is a detail; with a
# million weights it is the difference between learning and not learning. So derivatives come from the backward pass,
# and nudges only check it.

# %% [markdown]
# ## A value used twice
# In the next graph, each input has two arrows out. Let
#
# $$s = x + y,\qquad t = x\,y,\qquad J = s\,t$$
#
# A nudge of $x$ reaches $J$ along two paths, through $s$ and through $t$, and $J$ feels both. So what comes back
# along the two arrows is **added**:
#
# $$\frac{dJ}{dx} = \frac{dJ}{ds}\frac{ds}{dx} + \frac{dJ}{dt}\frac{dt}{dx}$$
#
# Within a path you multiply, between paths you add. Keep this rule in mind: a weight of a network is used once for
# every example, and that is why its gradient will be a sum over the examples.

# %%
fork = {
    "positions": {"x": (0, 1.6), "y": (0, 0), "s": (2, 1.6), "t": (2, 0), "J": (4, 0.8)},
    "edges": [("x", "s"), ("x", "t"), ("y", "s"), ("y", "t"), ("s", "J"), ("t", "J")],
    "labels": {"s": "$s = x + y$", "t": "$t = xy$", "J": "$J = st$"},
    "values": {"x": 2, "y": 3, "s": 5, "t": 6, "J": 30},
    "gradient_form": "d{name} = {number:.4g}",
}

# %% demo
fig, ax = plt.subplots(figsize=(8, 3))
draw_graph(ax, **fork, gradients={"s": 6, "t": 5, "J": 1})
ax.set_title("Two paths lead from each input to J; what comes back at x and at y?")
plt.show()

# %% [markdown]
# ## Exercise 3 · Two paths  (3 points, ~8 min, ●●○)
# Write `two_path_gradients(x, y)`, which returns the pair `(dx, dy)`: the derivatives of $J = s\,t$ with respect to
# $x$ and $y$, where $s = x + y$ and $t = x\,y$.
#
# *Example.* For $x = 2$ and $y = 3$, as in the figure, `dx` is 21 and `dy` is 16.
#
# <details><summary>Hint 1: where to start</summary>
#
# Compute `s` and `t` first, then `ds` and `dt` from the product $J = st$. For `dx`, one term comes back through `s`
# and one through `t`.
#
# </details>
#
# <details><summary>Hint 2: the term through t</summary>
#
# The local derivative of $t = xy$ with respect to $x$ is $y$, so this path brings `dt * y`.
#
# </details>


# %% solution="two_path_gradients"
def two_path_gradients(x, y):
    """Derivatives of J = (x + y) (x y).

    x, y: numbers.
    Returns the pair of numbers (dx, dy): dJ/dx and dJ/dy.
    """
    ### BEGIN SOLUTION
    s = x + y
    t = x * y
    ds = t
    dt = s
    dx = ds * 1 + dt * y
    dy = ds * 1 + dt * x
    return dx, dy
    ### END SOLUTION


# %% tests="two_path_gradients" points=3
import numpy as np

from companion.testing import close, taken

pair = two_path_gradients(2, 3)
assert isinstance(pair, (tuple, list, np.ndarray)) and len(pair) == 2, "Return two numbers: dx, dy."
dx, dy = map(taken, pair)
assert not close(dx, dy), "dx and dy differ here: on the path through t, x and y have different local derivatives."
assert dx > dy, (
    "Through t, a nudge of x is multiplied by y = 3, and one of y by x = 2: dx must be larger than dy."
)
edge = two_path_gradients(2, 0)
assert close(edge[0], 0), "Where y is 0, so is J, whatever x is: there dx must be 0. What are ds and dt?"
assert close(edge[1], 4), (
    "At x = 2, y = 0 the path through s brings nothing to dy, but the one through t does. How do two paths combine?"
)
assert close(dx, 21), "dx: what comes back through s plus what comes back through t."
assert close(dy, 16), "dy: as for dx, with the local derivatives with respect to y."
below = two_path_gradients(-1.0, 3.0)
assert close(below[0], 3) and close(below[1], -5), "With a negative x: multiply along each path, then add."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
points = [(0.0, 2.0), (2.0, 0.0), (0.0, 0.0), (1.5, 1.5), (2.0, -2.0), *map(tuple, rng.normal(0, 2, (8, 2)).tolist())]
for x, y in points:
    dx, dy = two_path_gradients(x, y)
    # Multiplied out, J = x^2 y + x y^2.
    assert close(dx, 2 * x * y + y * y, rtol=1e-4, atol=1e-5), (
        "dx is wrong for other numbers: multiply along each of the two paths, then add."
    )
    assert close(dy, x * x + 2 * x * y, rtol=1e-4, atol=1e-5), (
        "dy is wrong for other numbers: multiply along each of the two paths, then add."
    )
### END HIDDEN TESTS


# %% mistake="two_path_gradients"
def two_path_gradients(x, y):
    """You followed the path through t alone. x and y also reach J through s: add that path."""
    s = x + y
    return s * y, s * x


# %% mistake="two_path_gradients"
def two_path_gradients(x, y):
    """You followed the path through s alone. x and y also reach J through t: add that path."""
    t = x * y
    return t, t


# %% mistake="two_path_gradients"
def two_path_gradients(x, y):
    """Multiply within a path, but add between paths; you multiplied the two paths."""
    s, t = x + y, x * y
    return t * s * y, t * s * x


# %% mistake="two_path_gradients"
def two_path_gradients(x, y):
    """On the path through t, the local derivative with respect to x is y, and the other way round."""
    s, t = x + y, x * y
    return t + s * x, t + s * y


# %% mistake="two_path_gradients"
def two_path_gradients(x, y):
    """ds, what comes back at s, is the other factor, t; and dt is s. You have them the wrong way round."""
    s, t = x + y, x * y
    return s + t * y, s + t * x


# %% [markdown]
# The same graph with what you found. At each input, two arrows bring something back, and the number below is their
# sum. The nudges printed under the figure should agree.

# %% demo
derived = np.array(two_path_gradients(2.0, 3.0))
measured = numerical_gradient(lambda at: (at[0] + at[1]) * at[0] * at[1], [2.0, 3.0])

fig, ax = plt.subplots(figsize=(8, 3))
draw_graph(ax, **fork, gradients={"x": derived[0], "y": derived[1], "s": 6, "t": 5, "J": 1})
ax.set_title(f"x gets 6 · 1 through s and 5 · 3 through t, together {derived[0]:.4g}")
plt.show()
print("derived", derived, " measured", measured.round(6))

# %% [markdown]
# ## Downhill
# The derivative says how the cost rises, so walk the other way. **Gradient descent** repeats one line:
#
# $$w := w - \alpha\,\frac{dJ}{dw}$$
#
# The *learning rate* $\alpha$ turns the derivative into a stride. With one and the same $\alpha$, the stride is long
# where the slope is steep, and shrinks as the ground levels off towards the bottom. How large should $\alpha$ be? A
# bowl answers that exactly. Let the cost of $n$ numbers be
#
# $$J(w) = \tfrac12\left(k_1 w_1^2 + \dots + k_n w_n^2\right),\qquad \frac{dJ}{dw_j} = k_j\,w_j$$
#
# where the *curvature* $k_j > 0$ tells how steep the bowl is in direction $j$. The lowest point is $w = 0$.

# %% [markdown]
# ## Exercise 4 · Descent into a bowl  (5 points, ~15 min, ●●○)
# Write `descend(start, curvatures, learning_rate, steps)`. It takes `steps` steps of gradient descent on the bowl and
# returns every place it has been, as an array of shape `(steps + 1, n)`: the start in row 0, the place after the
# first step in row 1, and so on. Leave `start` as it was. Two points are for the rows, one is for the first step, two
# are for those after it.
#
# *Example.* From $w = (4, 1)$, with curvatures $(1, 10)$, learning rate 0.05 and 2 steps:
#
# | row | $w_1$ | $w_2$ | gradient $(k_1 w_1,\ k_2 w_2)$ |
# |---|---|---|---|
# | 0 | 4 | 1 | (4, 10) |
# | 1 | 3.8 | 0.5 | (3.8, 5) |
# | 2 | 3.61 | 0.25 | |
#
# <details><summary>Hint 1: where to start</summary>
#
# Keep a list of places that begins with the start: `path = [start]`. In a loop over the steps, compute the gradient
# at the last place, make the next place from it and append that. At the end, `np.array(path)` stacks the places as
# rows.
#
# </details>
#
# <details><summary>Hint 2: all rows of my path are the same</summary>
#
# `w -= ...` changes the array in place, and a list that holds this array several times shows the change everywhere
# (`start` too). `w = w - ...` makes a new array.
#
# </details>


# %% solution="descend"
def descend(start, curvatures, learning_rate, steps):
    """The path of gradient descent on J(w) = (k_1 w_1^2 + ... + k_n w_n^2) / 2.

    start: array of shape (n,), floats; it is not modified.
    curvatures: array of shape (n,), the numbers k_j above 0.
    learning_rate: number above 0.
    steps: whole number, 0 or more.
    Returns an array of shape (steps + 1, n): row i is the place after i steps, row 0 the start.
    """
    ### BEGIN SOLUTION
    path = [start]
    for _ in range(steps):
        w = path[-1]
        path.append(w - learning_rate * curvatures * w)
    return np.array(path)
    ### END SOLUTION


# %% tests="descend" part="rows" points=2
import numpy as np

from companion.testing import close, taken

start, curvatures = np.array([4.0, 1.0]), np.array([1.0, 10.0])
path = descend(start, curvatures, 0.05, 2)
assert path is not None, "descend returns None. Does it end with a return?"
assert isinstance(path, np.ndarray), "The places must be the rows of one array. What kind of object do you return?"
assert path.shape == (3, 2), (
    "Two steps from a place of two numbers: the path has 3 rows (the start counts) and 2 columns."
)
assert close(path[0], [4, 1]), "Row 0 of the path is the start. If it moved: did a step change the array in place?"
assert close(start, [4, 1]), "Your function changed the array start. Make a new array at each step."
assert not close(path[0], path[1]), "Row 1 is the place after the first step, no longer the start."
one_step = taken(descend(np.array([4.0, 1.0]), curvatures, 0.05, 1))
assert close(path[1], one_step[-1]), "Row 1 must be the place after one step, whatever comes later."
assert close(descend(start, curvatures, 0.05, 0), [[4, 1]]), "After 0 steps the path is one row, the start."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(4)
for n, steps, learning_rate in ((1, 1, 0.3), (1, 12, 0.9), (3, 0, 0.1), (2, 7, 0.02), (5, 9, 0.11), (4, 4, 0.25)):
    start, curvatures = rng.normal(0, 2, n), rng.uniform(0.2, 6, n)
    before = start.copy(), curvatures.copy()
    with describing("no step at all" if steps == 0 else "a single step" if steps == 1 else "several steps"):
        path = descend(start, curvatures, learning_rate, steps)
    assert isinstance(path, np.ndarray), "The places must be the rows of one array. What kind of object do you return?"
    assert path.shape == (steps + 1, n), (
        "The path's shape is wrong for other numbers of steps and directions. After 0 steps it is one row."
    )
    assert close(path[0], before[0], rtol=1e-4, atol=1e-5), "Row 0 isn't the start, for other numbers."
    assert close((start, curvatures), before), "Your function changed one of the arrays it was given."
    for row in range(steps):
        with describing("no step at all" if row == 0 else "a single step" if row == 1 else "several steps"):
            place = taken(descend(before[0].copy(), before[1].copy(), learning_rate, row))[-1]
        assert close(path[row], place, rtol=1e-3, atol=1e-4), "Row i must be the place after i steps, for every i."
### END HIDDEN TESTS


# %% tests="descend" part="first_step" points=1
import numpy as np

from companion.testing import close, taken

path = descend(np.array([4.0, 1.0]), np.array([1.0, 10.0]), 0.05, 1)
assert path is not None, "descend returns None. Does it end with a return?"
assert np.size(path) > 0, "The path is empty: there are places to be returned."
place = taken(path)[-1]  # the rows before it are tested above
assert np.shape(place) == (2,), "A place of two numbers is a row of two numbers in the path."
assert place[0] < 4, "The bowl rises with w_1 at the start, so the first step must make w_1 smaller."
assert close(place[0], 3.8), "w_1 after a step: from 4, subtract learning_rate times the gradient: 0.05 times 4."
assert close(place[1], 0.5), "w_2 after a step: its gradient at the start is curvature times place, 10 times 1."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(5)
for n, learning_rate in ((1, 0.3), (1, 0.9), (2, 0.02), (5, 0.11), (3, 0.5), (4, 0.25)):
    start, curvatures = rng.normal(0, 2, n), rng.uniform(0.2, 6, n)
    expected = [(1 - learning_rate * curvatures[j]) * start[j] for j in range(n)]
    place = taken(descend(start, curvatures, learning_rate, 1))[-1]
    assert close(place, expected, rtol=1e-3, atol=1e-4), (
        "The first step is wrong for other numbers: the gradient in direction j is curvature times place."
    )
### END HIDDEN TESTS


# %% tests="descend" part="later_steps" points=2
import numpy as np

from companion.testing import close, taken

path = descend(np.array([4.0, 1.0]), np.array([1.0, 10.0]), 0.05, 2)
assert path is not None, "descend returns None. Does it end with a return?"
assert np.size(path) > 0, "The path is empty: there are places to be returned."
place = taken(path)[-1]  # the rows before it are tested above
assert close(place, [3.61, 0.25]), "The second step uses the gradient where it begins, at (3.8, 0.5): it is (3.8, 5)."
out = taken(descend(np.array([1.0]), np.array([3.0]), 1.0, 3))
assert close(out[-1], [-8]), "With curvature 3 and rate 1 each step multiplies the place by -2: 1, -2, 4, -8."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for n, steps, learning_rate in ((1, 2, 0.3), (1, 12, 0.9), (2, 7, 0.02), (5, 9, 0.11), (3, 3, 0.5), (4, 4, 0.25)):
    start, curvatures = rng.normal(0, 2, n), rng.uniform(0.2, 6, n)
    expected = (1 - learning_rate * curvatures) ** steps * start  # each step multiplies direction j by one factor
    with describing("a single direction" if n == 1 else "several directions"):
        place = taken(descend(start, curvatures, learning_rate, steps))[-1]
    assert close(place, expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max()), (
        "Later steps are wrong: each step uses the gradient at the place where it begins."
    )
### END HIDDEN TESTS


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """You walk uphill: subtract learning_rate times the gradient."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * curvatures * path[-1])
    return np.array(path)


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """The start is missing from the path: put it into row 0, so that there is one row more than steps."""
    path, w = [], start
    for _ in range(steps):
        w = w - learning_rate * curvatures * w
        path.append(w)
    return np.array(path)


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """All rows show the last place: -= changes one array in place, which the list holds many times. Use w = w - ..."""
    w = start
    path = [w]
    for _ in range(steps):
        w -= learning_rate * curvatures * w
        path.append(w)
    return np.array(path)


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """You use the gradient at the start for every step. Compute it anew at each place."""
    gradient = curvatures * start
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * gradient)
    return np.array(path)


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """The gradient is curvature times place, k_j w_j; your steps ignore the curvatures."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * path[-1])
    return np.array(path)


# %% mistake="descend"
def descend(start, curvatures, learning_rate, steps):
    """You subtract the whole gradient; multiply it by the learning rate."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - curvatures * path[-1])
    return np.array(path)


# %% [markdown]
# Three learning rates, 20 steps each, on a bowl that is ten times as steep in one direction as in the other:

# %% demo
verdicts = {0.01: "too small: it creeps", 0.15: "about right: it closes in", 0.205: "too large: it climbs out"}

fig, axes = plt.subplots(1, 3, figsize=(12, 3.4), sharey=True, layout="constrained")
for ax, (learning_rate, verdict) in zip(axes, verdicts.items(), strict=True):
    path = descend(np.array([4.5, 1.5]), np.array([1.0, 10.0]), learning_rate, 20)
    draw_contours(ax, lambda w1, w2: (w1**2 + 10 * w2**2) / 2, (-5, 5), (-3, 3), [0.5, 2, 5, 10, 20, 35])
    ax.plot(*path.T, ".-", color="#D55E00")
    ax.plot(*path[0], "o", color="#0072B2")
    ax.set(xlabel="$w_1$ (curvature 1)", title=f"α = {learning_rate} is {verdict}", ylim=(-3, 3))
    print(f"α = {learning_rate}: after 20 steps at", path[-1].round(2))
axes[0].set_ylabel("$w_2$ (curvature 10)")
plt.show()

# %% [markdown]
# The middle walk has settled in the steep direction, while in the flat one it still has 0.17 to go. The right one is
# near 0 in the flat direction, and in the steep one has left the picture. On this bowl each step multiplies direction
# $j$ by $1 - \alpha k_j$. That one factor explains all three:
#
# | $\alpha k_j$ | factor | what happens in this direction |
# |---|---|---|
# | far below 1 | a little below 1 | creeps |
# | 1 | 0 | arrives in one step |
# | between 1 and 2 | between 0 and −1 | zigzags, ever closer |
# | 2 | −1 | hops from side to side for ever |
# | above 2 | below −1 | zigzags outwards, ever farther |
#
# The steepest direction limits the learning rate ($\alpha < 2/10$ here), and the flattest has to live with it. Course
# 2 returns to this twice: by making the bowl rounder (normalizing inputs) and by striding with more sense (momentum,
# Adam).

# %% [markdown]
# ## Logistic regression is a graph
# One example: features $x$ of shape $(n_x, 1)$ and a label $y$ that is 0 or 1. With weights $w$ of shape $(n_x, 1)$
# and a number $b$,
#
# $$z = w^T x + b,\qquad a = \sigma(z) = \frac{1}{1 + e^{-z}},\qquad L = -\big(y\log a + (1 - y)\log(1 - a)\big)$$
#
# Now back, arrow by arrow. From the loss, and from the sigmoid:
#
# $$\frac{dL}{da} = -\frac{y}{a} + \frac{1 - y}{1 - a} = \frac{a - y}{a\,(1 - a)},\qquad \frac{da}{dz} = a\,(1 - a)$$
#
# Multiply the two on paper before you write any code, and see what is left of the fraction. That is
# $dz = \frac{dL}{dz}$.
#
# The last arrows lead from $z$ to the parameters. Weight $w_j$ meets feature $x_j$ in a product; the products and $b$
# are added up. The table in *Back through the graph* has the local derivatives of both steps. The derivatives with
# respect to all weights together are $dw$, of the same shape as $w$.


# %%
def sigmoid(z):
    """Logistic function, elementwise, as in 01_python_and_vectorization."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ## Exercise 5 · One example, there and back  (6 points, ~15 min, ●●○)
# Write `forward_backward_example(w, b, x, y)` for one example. It returns a dictionary with the keys `"z"`, `"a"`,
# `"loss"`, `"dz"`, `"dw"` and `"db"`. `dw` has the shape of `w`, $(n_x, 1)$; each of the others is one number (an array
# with one element will do). The loss earns two points; `z` with `a`, `dz`, `dw` and `db` one each. You may use
# `sigmoid` from the cell above. Where $z$ is so large that $a$ rounds to 0 or 1, the logarithm fails; the tests stay
# away from there.
#
# *Example.* With $w = (2, -1)^T$, $b = -1$ and $x = (1, 2)^T$, forward: $z = 2 - 2 - 1 = -1$ and $a = 0.2689$.
#
# | label | $L$ | $dz$ | $dw$ | $db$ |
# |---|---|---|---|---|
# | $y = 1$ | 1.3133 | −0.7311 | $(-0.7311, -1.4621)^T$ | −0.7311 |
# | $y = 0$ | 0.3133 | 0.2689 | $(0.2689, 0.5379)^T$ | 0.2689 |
#
# <details><summary>Hint 1: the number z</summary>
#
# $w^T x$ is `np.dot(w.T, x)`, an array of shape (1, 1), or `np.sum(w * x)`, a number. Both will do.
#
# </details>
#
# <details><summary>Hint 2: dz</summary>
#
# $a\,(1 - a)$ stands once below the line and once as a factor. What remains needs only `a` and `y`.
#
# </details>
#
# <details><summary>Hint 3: dw and db</summary>
#
# Each is `dz` times a local derivative. For a product that is the other factor; for a sum it is 1.
#
# </details>


# %% solution="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """Loss of logistic regression for one example, and its derivatives.

    w: weights, shape (n_x, 1).
    b: bias, a number.
    x: features, shape (n_x, 1).
    y: label, 0 or 1.
    Neither w nor x is modified.
    Returns a dictionary: "dw" holds an array of shape (n_x, 1); "z", "a", "loss", "dz" and "db" hold one number each
    (an array with one element will do).
    """
    ### BEGIN SOLUTION
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = a - y
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": x * dz, "db": dz}
    ### END SOLUTION


# %% tests="forward_backward_example" part="z_a" points=1
import numpy as np

from companion.testing import close, taken

result = forward_backward_example(np.array([[2.0], [-1.0]]), -1.0, np.array([[1.0], [2.0]]), 1)
assert isinstance(result, dict), "Return a dictionary."
assert {"z", "a"} <= set(result), 'The dictionary needs the keys "z" and "a".'
for name in ("z", "a"):
    assert np.size(result[name]) == 1, f"{name} must be one number; yours has the shape {np.shape(result[name])}."
z, a = taken(result["z"]).item(), taken(result["a"]).item()
assert close(z, -1), "z: the products of weights and features, added up, plus b: 2 - 2 - 1."
assert close(a, 0.26894142), "a: the sigmoid of z."
result = forward_backward_example(np.array([[3.0]]), 0.5, np.array([[0.5]]), 0)
assert close(taken(result["z"]).ravel(), [2]), "z is wrong for an example with one feature."
assert close(taken(result["a"]).ravel(), [0.88079708]), "a is wrong for an example with one feature."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(5)
for n_x, y in ((1, 0), (1, 1), (2, 0), (3, 1), (5, 0), (7, 1), (7, 0)):
    w, x, b = rng.normal(0, 0.8, (n_x, 1)), rng.normal(0, 1, (n_x, 1)), float(rng.normal())
    before = w.copy(), x.copy()
    with describing("a single feature" if n_x == 1 else "several features"):
        result = forward_backward_example(w, b, x, y)
    z = sum(before[0][j, 0] * before[1][j, 0] for j in range(n_x)) + b
    assert close(taken(result["z"]).ravel(), [z], rtol=1e-4, atol=1e-4), (
        "z is wrong for other numbers: multiply, add up, and add b, once. It is one number."
    )
    assert close(taken(result["a"]).ravel(), [1 / (1 + math.exp(-z))], rtol=1e-4, atol=1e-5), (
        "a is wrong for other numbers: it is the sigmoid of z, one number."
    )
    assert close((w, x), before), "Your function changed w or x."
### END HIDDEN TESTS


# %% tests="forward_backward_example" part="loss" points=2
import numpy as np

from companion.testing import close, taken

w, x = np.array([[2.0], [-1.0]]), np.array([[1.0], [2.0]])
result = forward_backward_example(w, -1.0, x, 1)
assert isinstance(result, dict), "Return a dictionary."
assert "loss" in result, 'The dictionary needs the key "loss".'
loss = taken(result["loss"])
assert loss.size == 1, f"loss must be one number; yours has the shape {loss.shape}."
assert close(loss.item(), 1.31326169), "loss: for y = 1 it is -log(a), a positive number."
loss = taken(forward_backward_example(w, -1.0, x, 0)["loss"])
assert close(loss.ravel(), [0.31326169]), "loss: for y = 0 the other of its two terms counts."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(6)
for n_x, y in ((1, 0), (1, 1), (2, 0), (3, 1), (5, 0), (7, 1), (7, 0)):
    w, x, b = rng.normal(0, 0.8, (n_x, 1)), rng.normal(0, 1, (n_x, 1)), float(rng.normal())
    z = sum(w[j, 0] * x[j, 0] for j in range(n_x)) + b
    expected = math.log(1 + math.exp(-z if y == 1 else z))
    with describing("an example with the label 1" if y == 1 else "an example with the label 0"):
        loss = taken(forward_backward_example(w, b, x, y)["loss"]).ravel()
    assert close(loss, [expected], rtol=1e-3, atol=1e-4), (
        f"The loss is wrong for an example with y = {y}: which of its two terms counts there?"
    )
### END HIDDEN TESTS


# %% tests="forward_backward_example" part="dz" points=1
import numpy as np

from companion.testing import close, taken

w, x = np.array([[2.0], [-1.0]]), np.array([[1.0], [2.0]])
result = forward_backward_example(w, -1.0, x, 1)
assert isinstance(result, dict), "Return a dictionary."
assert "dz" in result, 'The dictionary needs the key "dz".'
dz = taken(result["dz"])
assert dz.size == 1, f"dz must be one number; yours has the shape {dz.shape}."
assert dz.item() < 0, "dz: the truth is 1, so a larger z means a smaller loss: dz must be negative."
assert close(dz.item(), -0.73105858), "dz: the product of dL/da and da/dz. What cancels?"
dz = taken(forward_backward_example(w, -1.0, x, 0)["dz"])
assert close(dz.ravel(), [0.26894142]), "dz: right for y = 1, but not for y = 0."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(7)
for n_x, y in ((1, 0), (1, 1), (2, 0), (3, 1), (5, 0), (7, 1), (7, 0)):
    w, x, b = rng.normal(0, 0.8, (n_x, 1)), rng.normal(0, 1, (n_x, 1)), float(rng.normal())
    z = sum(w[j, 0] * x[j, 0] for j in range(n_x)) + b
    slope = numerical_gradient(lambda at: np.logaddexp(0, -at if y == 1 else at), z)
    dz = taken(forward_backward_example(w, b, x, y)["dz"]).ravel()
    assert close(dz, [slope], rtol=1e-3, atol=1e-4), (
        f"dz is wrong for an example with y = {y}: multiply out dL/da times da/dz."
    )
### END HIDDEN TESTS


# %% tests="forward_backward_example" part="dw" points=1
import numpy as np

from companion.testing import close

w, x = np.array([[2.0], [-1.0]]), np.array([[1.0], [2.0]])
result = forward_backward_example(w, -1.0, x, 1)
assert isinstance(result, dict), "Return a dictionary."
assert "dw" in result, 'The dictionary needs the key "dw".'
assert np.shape(result["dw"]) == (2, 1), "dw has one entry for each weight, in the shape of w: (2, 1)."
assert close(result["dw"], [[-0.73105858], [-1.46211716]]), (
    "dw: for each weight, dz times the local derivative of the product w_j x_j."
)
result = forward_backward_example(w, -1.0, x, 0)
assert close(result["dw"], [[0.26894142], [0.53788284]]), "dw: right for y = 1, but not for y = 0."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(8)
for n_x, y in ((1, 0), (1, 1), (2, 0), (3, 1), (5, 0), (7, 1), (7, 0)):
    w, x, b = rng.normal(0, 0.8, (n_x, 1)), rng.normal(0, 1, (n_x, 1)), float(rng.normal())
    sign = -1 if y == 1 else 1
    slope = numerical_gradient(lambda at: np.logaddexp(0, sign * (np.einsum("jo,jo->", at, x) + b)), w)
    dw = forward_backward_example(w, b, x, y)["dw"]
    assert np.shape(dw) == (n_x, 1), "dw must have the shape of w, also for another number of features."
    assert close(dw, slope, rtol=1e-3, atol=1e-4), "dw is wrong for other numbers: entry j is x_j times dz."
### END HIDDEN TESTS


# %% tests="forward_backward_example" part="db" points=1
import numpy as np

from companion.testing import close, taken

w, x = np.array([[2.0], [-1.0]]), np.array([[1.0], [2.0]])
result = forward_backward_example(w, -1.0, x, 1)
assert isinstance(result, dict), "Return a dictionary."
assert "db" in result, 'The dictionary needs the key "db".'
db = taken(result["db"])
assert db.size == 1, f"db must be one number; yours has the shape {db.shape}."
assert close(db.item(), -0.73105858), "db: b is added. What is the local derivative of a sum?"
db = taken(forward_backward_example(w, -1.0, x, 0)["db"])
assert close(db.ravel(), [0.26894142]), "db: right for y = 1, but not for y = 0."
### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient

rng = np.random.default_rng(9)
for n_x, y in ((1, 0), (1, 1), (2, 0), (3, 1), (5, 0), (7, 1), (7, 0)):
    w, x, b = rng.normal(0, 0.8, (n_x, 1)), rng.normal(0, 1, (n_x, 1)), float(rng.normal())
    sign, weighted = (-1 if y == 1 else 1), sum(w[j, 0] * x[j, 0] for j in range(n_x))
    slope = numerical_gradient(lambda at: np.logaddexp(0, sign * (weighted + at)), b)
    db = taken(forward_backward_example(w, b, x, y)["db"]).ravel()
    assert close(db, [slope], rtol=1e-3, atol=1e-4), (
        "db is wrong for other numbers: what is the local derivative of z with respect to b?"
    )
### END HIDDEN TESTS


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """dz has the wrong sign: it is the prediction minus the truth, a - y."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = y - a
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": x * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """The loss lacks its minus sign. Logarithms of numbers below 1 are negative; a loss is not."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = y * np.log(a) + (1 - y) * np.log(1 - a)
    dz = a - y
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": x * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """The sigmoid's derivative a (1 - a) cancels against dL/da: dz is a - y, without it."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = (a - y) * a * (1 - a)
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": x * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """The loss has two terms, and for y = 0 the second counts: (1 - y) log(1 - a). Yours is 0 there."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    dz = a - y
    return {"z": z, "a": a, "loss": -y * np.log(a), "dz": dz, "dw": x * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """The local derivative of z with respect to a weight is the feature that it meets: dw = x dz, not w dz."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = a - y
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": w * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """b is missing from z."""
    z = np.sum(w * x)
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = a - y
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": x * dz, "db": dz}


# %% mistake="forward_backward_example"
def forward_backward_example(w, b, x, y):
    """dw is a row; it must be a column like w. Let x times dz keep the shape of x."""
    z = np.sum(w * x) + b
    a = sigmoid(z)
    loss = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    dz = a - y
    return {"z": z, "a": a, "loss": loss, "dz": dz, "dw": (x * dz).T, "db": dz}


# %% [markdown]
# The fraction is gone: $dz = a - y$, prediction minus truth. The error itself is the derivative. From it come
# $dw = x\,dz$ and $db = dz$. If you trust neither the algebra nor your code, nudge: the next cell moves each weight and
# the bias of an example a little up and down, with either label, and measures how the loss answers.


# %% demo
def nudge_check(y):
    """The derivatives with respect to the three weights and the bias of one example: (derived, measured)."""
    w, b, x = np.array([[0.5], [-1.2], [0.8]]), 0.3, np.array([[1.5], [0.4], [-2.0]])
    derived = forward_backward_example(w, b, x, y)
    dw = numerical_gradient(lambda moved: forward_backward_example(moved, b, x, y)["loss"], w)
    db = numerical_gradient(lambda moved: forward_backward_example(w, moved, x, y)["loss"], b)
    return np.append(derived["dw"], derived["db"]), np.append(dw, db)


for label in (1, 0):
    derived, measured = nudge_check(label)
    print(f"y = {label}: derived ", derived.round(6))
    print("       measured", measured.round(6), " they agree:", relative_difference(derived, measured) < 1e-7)

# %% [markdown]
# Why this loss, and not the squared error $\tfrac12(a - y)^2$? Watch both while $z$ moves, for an example whose truth
# is $y = 1$.

# %% demo
zs = np.linspace(-7, 7, 141)
examples = [forward_backward_example(np.array([[1.0]]), 0.0, np.array([[z]]), 1) for z in zs]
a = sigmoid(zs)

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
left.plot(zs, [np.sum(e["loss"]) for e in examples], color="#0072B2", label="logistic loss")
left.plot(zs, (a - 1) ** 2 / 2, "--", color="#D55E00", label="squared error")
left.set(xlabel="z", ylabel="loss", title="As z falls, only the logistic loss keeps growing")
right.plot(zs, [np.sum(e["dz"]) for e in examples], color="#0072B2", label="logistic loss: a − y")
right.plot(zs, (a - 1) * a * (1 - a), "--", color="#D55E00", label="squared error: (a − y) a (1 − a)")
right.set(xlabel="z", ylabel="derivative with respect to z", title="At z = −6, only the logistic loss still pulls")
for ax in (left, right):
    ax.legend()
    ax.grid(alpha=0.3)
plt.show()

# %% [markdown]
# At $z = -6$ the model is sure of the wrong answer. Farther left, the logistic loss rises without limit, while the
# squared error never passes 0.5. The logistic loss pulls with a derivative near −1, full strength. The squared error's
# derivative carries the factor $a(1 - a)$, which is nearly 0 there: the surer the mistake, the less the model learns
# from it.

# %% [markdown]
# ## A gradient for every example
# With $m$ examples in the columns of $X$, of shape $(n_x, m)$, the forward pass gives a row of predictions $A$, of
# shape $(1, m)$, next to the row of labels $Y$. The errors are a row too: $dZ = A - Y$. Each example makes its own
# gradient, $x^{(i)}\,dz^{(i)}$, its own idea of how the weights should move. Before averaging these ideas, look at
# them one by one.

# %% [markdown]
# ## Exercise 6 · One gradient per example  (4 points, ~6 min, ●●○)
# Write `per_example_gradients(A, X, Y)`. It returns an array of shape $(n_x, m)$ whose column $i$ is the gradient of
# the loss of example $i$ with respect to the weights: $x^{(i)}\,(a^{(i)} - y^{(i)})$. Nothing is added or averaged
# over the examples. Loops are allowed, but one line does it. Three points are for the numbers, one is for the shape.
#
# *Example.* With two features and three examples,
#
# $$X = \begin{pmatrix}1 & 2 & 0\\ 3 & -1 & 4\end{pmatrix},\quad A = (0.5,\ 0.75,\ 0.25),\quad Y = (1,\ 1,\ 0)$$
#
# the errors are $dZ = (-0.5,\ -0.25,\ 0.25)$ and the result is
#
# $$\begin{pmatrix}-0.5 & -0.5 & 0\\ -1.5 & 0.25 & 1\end{pmatrix}$$
#
# <details><summary>Hint 1: shapes</summary>
#
# `A - Y` has the shape (1, m). What does NumPy do when it multiplies an array of shape (n_x, m) by one of shape (1,
# m), element by element?
#
# </details>
#
# <details><summary>Hint 2: what broadcasting does here</summary>
#
# It repeats the one row for each feature, so that each number in column $i$ of the large array meets entry $i$ of the
# row. Which row must column $i$ of $X$ meet?
#
# </details>


# %% solution="per_example_gradients"
def per_example_gradients(A, X, Y):
    """Gradient of the logistic loss of each example with respect to the weights.

    A: predictions, shape (1, m), between 0 and 1.
    X: features, shape (n_x, m), one example a column.
    Y: labels, shape (1, m), each 0 or 1.
    None of the three is modified.
    Returns an array of shape (n_x, m): column i is the gradient of example i.
    """
    ### BEGIN SOLUTION
    return X * (A - Y)
    ### END SOLUTION


# %% tests="per_example_gradients" part="numbers" points=3
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
columns = per_example_gradients(np.array([[0.5, 0.75, 0.25]]), X, np.array([[1, 1, 0]]))
assert columns is not None, "per_example_gradients returns None. Does it end with a return?"
assert np.size(columns) == 6, "Two features and three examples make six numbers. Nothing is added up yet."
columns = taken(columns)
columns = columns.T if columns.shape == (3, 2) else columns  # which way it lies is tested below
first = columns.reshape(2, 3)[:, 0]
assert first[0] < 0, (
    "The first example: the prediction 0.5 is below the label 1, so the error is negative. Mind the order in A - Y."
)
assert not close(first, [-0.5 / 3, -1.5 / 3]), (
    "The first gradient is divided by the number of examples. Nothing is averaged yet."
)
assert close(first, [-0.5, -1.5]), "The first gradient: the first example, (1, 3), times its error, 0.5 - 1."
assert close(columns, [[-0.5, -0.5, 0], [-1.5, 0.25, 1]]), "Each gradient: that example's features times its error."
alone = taken(per_example_gradients(np.array([[0.25]]), np.array([[4.0], [8.0], [0.0]]), np.array([[1.0]])))
assert close(alone.ravel(), [-3, -6, 0]), "One example with three features makes three numbers."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(6)
for n_x, m in ((1, 6), (1, 1), (4, 1), (3, 7), (6, 2), (5, 4), (2, 3)):
    A, X = rng.uniform(0.02, 0.98, (1, m)), rng.normal(0, 2, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    before = A.copy(), X.copy(), Y.copy()
    with describing("a single example" if m == 1 else "several examples"):
        columns = taken(per_example_gradients(A, X, Y))
    columns = columns.T if columns.shape == (m, n_x) else columns
    expected = np.zeros((n_x, m))
    for i in range(m):
        for j in range(n_x):
            expected[j, i] = before[1][j, i] * (before[0][0, i] - before[2][0, i])
    assert columns.shape == (n_x, m), "For another number of features or examples, the numbers are too few or too many."
    assert not close(columns, -expected), "The signs are reversed: the error is prediction minus label."
    assert close(columns, expected, rtol=1e-4, atol=1e-5), (
        "The numbers are wrong for other sizes: each column of X times the error of that example, nothing else."
    )
    assert close((A, X, Y), before), "Your function changed one of its arguments."
### END HIDDEN TESTS


# %% tests="per_example_gradients" part="shape" points=1
import numpy as np

from companion.testing import close

X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
columns = per_example_gradients(np.array([[0.5, 0.75, 0.25]]), X, np.array([[1, 1, 0]]))
assert columns is not None, "per_example_gradients returns None. Does it end with a return?"
assert np.shape(columns) == (2, 3), (
    "The result has the shape of X, (2, 3): one row a feature, one column an example."
)
assert close(columns, [[-0.5, -0.5, 0], [-1.5, 0.25, 1]]), "The shape is right, but not the numbers: see above."
### BEGIN HIDDEN TESTS
from companion.testing import describing

rng = np.random.default_rng(7)
for n_x, m in ((1, 6), (1, 1), (4, 1), (3, 7), (6, 2), (5, 5), (2, 2)):
    A, X = rng.uniform(0.02, 0.98, (1, m)), rng.normal(0, 2, (n_x, m))
    Y = rng.integers(0, 2, (1, m)).astype(float)
    expected = [[X[j, i] * (A[0, i] - Y[0, i]) for i in range(m)] for j in range(n_x)]
    with describing("a single example" if m == 1 else "several examples"):
        columns = per_example_gradients(A, X, Y)
    assert np.shape(columns) == (n_x, m), (
        "The shape is wrong for another number of features or examples: one row a feature, one column an example."
    )
    assert close(columns, expected, rtol=1e-4, atol=1e-5), "The shape is right, but not the numbers: see above."
### END HIDDEN TESTS


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """A matrix product adds up over the examples, so that one column is left. Multiply element by element instead."""
    return np.dot(X, (A - Y).T)


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """The sign: each example's error is prediction minus label, A - Y."""
    return X * (Y - A)


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """Nothing is averaged yet: leave out the 1/m."""
    return X * (A - Y) / X.shape[1]


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """Your examples are in rows; they belong in columns, as in X."""
    return (X * (A - Y)).T


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """The sigmoid's derivative A (1 - A) has already cancelled: the error is A - Y alone."""
    return X * (A - Y) * A * (1 - A)


# %% mistake="per_example_gradients"
def per_example_gradients(A, X, Y):
    """Your loop runs over the three examples of the worked example. Take the number of examples from X.shape[1]."""
    columns = np.zeros(X.shape)
    for i in range(3):
        columns[:, i] = X[:, i] * (A[0, i] - Y[0, i])
    return columns


# %% [markdown]
# Now the average. Every example uses the same weights, so this is the graph with several paths again, $m$ of them:
# the gradients add. The cost is the mean loss, which divides by $m$:
#
# $$dw = \frac1m\sum_{i=1}^m x^{(i)}\,dz^{(i)} = \frac1m\,X\,dZ^T,\qquad db = \frac1m\sum_{i=1}^m dz^{(i)}$$
#
# The matrix product $X\,dZ^T$ multiplies *and* adds, in one call and without the big array in between. The next cell
# compares it with the mean of your columns.

# %% demo
rng = np.random.default_rng(0)
X = rng.normal(size=(3, 200))
Y = (rng.random((1, 200)) < 0.5).astype(float)
A = sigmoid(np.array([[1.0, -0.5, 0.2]]) @ X)

mean_of_columns = per_example_gradients(A, X, Y).mean(axis=1, keepdims=True)
matrix_product = X @ (A - Y).T / 200
print("shapes ", mean_of_columns.shape, matrix_product.shape)
print("the same:", np.allclose(mean_of_columns, matrix_product))

# %% [markdown]
# ## Exercise 7 · One step of learning  (5 points, ~15 min, ●●○)
# Put it all together: `gradient_step(w, b, X, Y, learning_rate)` takes one step of gradient descent for logistic
# regression on $m$ examples, from $w$ and $b$:
#
# 1. forward: $Z = w^T X + b$, $A = \sigma(Z)$, and the cost
#    $J = -\frac1m\sum_i\big(y^{(i)}\log a^{(i)} + (1 - y^{(i)})\log(1 - a^{(i)})\big)$;
# 2. backward: $dZ = A - Y$, then $dw$ and $db$ as above;
# 3. the step: subtract the learning rate times the gradient, from both $w$ and $b$.
#
# It returns a dictionary with the new `"w"` of shape $(n_x, 1)$, the new `"b"`, and `"cost"`, the cost *before* the
# step; the last two are one number each (an array with one element will do). The parameters earn two points each, the
# cost one. The arrays `w`, `X` and `Y` keep their values. You may use `sigmoid`; the function needs none of your
# earlier ones. The tests stay away from predictions that round to 0 or 1.
#
# *Example.* With the $X$ and $Y$ of exercise 6, $w = (0, 0)^T$, $b = 0$ and learning rate 0.5: all predictions are
# 0.5, the cost is 0.6931, $dw = (-0.5,\ 0.3333)^T$ and $db = -0.1667$. So the new $w$ is $(0.25,\ -0.1667)^T$ and the
# new $b$ is $0.0833$.
#
# <details><summary>Hint 1: shapes on the way</summary>
#
# `Z`, `A` and `dZ` have the shape (1, m); `X @ dZ.T` has the shape (n_x, 1), which is that of `w`. If yours is (1,
# n_x), transpose.
#
# </details>
#
# <details><summary>Hint 2: means</summary>
#
# `m = X.shape[1]`. The cost is a mean over examples: `np.mean` of the row of losses. So is `db`: the mean of `dZ`.
#
# </details>
#
# <details><summary>Hint 3: the last lines</summary>
#
# `w - learning_rate * dw` makes a new array. `w -= ...` would change the caller's.
#
# </details>


# %% solution="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """One step of gradient descent for logistic regression.

    w: weights, shape (n_x, 1); not modified.
    b: bias, a number.
    X: features, shape (n_x, m), one example a column; not modified.
    Y: labels, shape (1, m), each 0 or 1; not modified.
    learning_rate: number above 0.
    Returns a dictionary: "w", the new weights, shape (n_x, 1); "b", the new bias, and "cost", the mean loss before the
    step, are one number each (an array with one element will do).
    """
    ### BEGIN SOLUTION
    A = sigmoid(w.T @ X + b)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    dw = X @ dZ.T / X.shape[1]
    db = np.mean(dZ)
    return {"w": w - learning_rate * dw, "b": b - learning_rate * db, "cost": cost}
    ### END SOLUTION


# %% tests="gradient_step" part="cost" points=1
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
after = gradient_step(np.zeros((2, 1)), 0.0, X, np.array([[1, 1, 0]]), 0.5)
assert isinstance(after, dict), "Return a dictionary."
assert "cost" in after, 'The dictionary needs the key "cost".'
cost = taken(after["cost"])
assert cost.size == 1, "The cost is one number: the mean over the examples."
assert cost.item() < 2, "The cost is the mean of the losses, not their sum: divide by m."
assert close(cost.item(), 0.69314718), "Cost: at w = 0 and b = 0 each example's loss is log 2. So is the mean."
after = gradient_step(np.array([[1.0]]), 0.0, np.array([[1.0]]), np.array([[1.0]]), 0.5)
assert close(taken(after["cost"]).ravel(), [0.31326169], rtol=1e-4), "The cost is wrong for one example, one feature."
### BEGIN HIDDEN TESTS
import math

from companion.testing import describing

rng = np.random.default_rng(7)
for n_x, m, learning_rate in ((1, 1, 0.1), (3, 1, 0.7), (1, 5, 0.05), (2, 9, 1.3), (5, 3, 0.2), (4, 4, 0.01)):
    w, X, b = rng.normal(0, 0.6, (n_x, 1)), rng.normal(0, 1, (n_x, m)), float(rng.normal())
    Y, expected = rng.integers(0, 2, (1, m)).astype(float), 0.0
    for i in range(m):
        z = b + sum(w[j, 0] * X[j, i] for j in range(n_x))
        expected += math.log(1 + math.exp(-z if Y[0, i] == 1 else z)) / m
    with describing("a single example" if m == 1 else "several examples"):
        cost = taken(gradient_step(w, b, X, Y, learning_rate)["cost"]).ravel()
    assert close(cost, [expected], rtol=1e-3, atol=1e-4), (
        "The cost is wrong for other data: the mean loss of the examples, at the w and b you were given, one number."
    )
### END HIDDEN TESTS


# %% tests="gradient_step" part="w" points=2
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
given_w = np.zeros((2, 1))
after = gradient_step(given_w, 0.0, X, np.array([[1, 1, 0]]), 0.5)
assert isinstance(after, dict), "Return a dictionary."
assert "w" in after, 'The dictionary needs the key "w".'
assert np.shape(after["w"]) == (2, 1), "The new w has the shape of the old one, (2, 1)."
w = taken(after["w"])
assert w[0, 0] > 0, "w: the first entry of dw is negative, so this weight must rise. Do you subtract the gradient?"
assert close(w, [[0.25], [-1 / 6]]), "w: here dw is (-0.5, 0.3333); subtract 0.5 times it."
assert close(given_w, np.zeros((2, 1))), "Your function changed the array w that it was given. Make a new one."
after = gradient_step(np.array([[0.0]]), 0.0, np.array([[2.0]]), np.array([[1.0]]), 0.5)
assert close(after["w"], [[0.5]]), "The new w is wrong for one example with one feature."


### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def cost_of(w, b, X, Y):
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * (np.einsum("jo,jm->om", w, X) + b)))


rng = np.random.default_rng(8)
for n_x, m, learning_rate in ((1, 1, 0.1), (3, 1, 0.7), (1, 5, 0.05), (2, 9, 1.3), (5, 3, 0.2), (4, 4, 0.01)):
    w, X, b = rng.normal(0, 0.6, (n_x, 1)), rng.normal(0, 1, (n_x, m)), float(rng.normal())
    Y = rng.integers(0, 2, (1, m)).astype(float)
    before = w.copy(), X.copy(), Y.copy()
    slope = numerical_gradient(lambda at: cost_of(at, b, before[1], before[2]), before[0])
    with describing("a single example" if m == 1 else "several examples"):
        new_w = gradient_step(w, b, X, Y, learning_rate)["w"]
    assert np.shape(new_w) == (n_x, 1), (
        "The new w must have the shape of the old one, also for other numbers of features and examples."
    )
    assert not close(new_w, before[0] + learning_rate * slope), "The weights move uphill: subtract the gradient."
    assert close((taken(new_w) - before[0]) / learning_rate, -slope, rtol=1e-3, atol=2e-4), (
        "The new w is wrong for other data: dw is the mean of features times errors; the step, learning_rate * dw."
    )
    assert close((w, X, Y), before), "Your function changed w, X or Y in place. Make new arrays."
### END HIDDEN TESTS


# %% tests="gradient_step" part="b" points=2
import numpy as np

from companion.testing import close, taken

X = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
after = gradient_step(np.zeros((2, 1)), 0.0, X, np.array([[1, 1, 0]]), 0.5)
assert isinstance(after, dict), "Return a dictionary."
assert "b" in after, 'The dictionary needs the key "b".'
b = taken(after["b"])
assert b.size == 1, "The new b is one number: average dZ over the examples."
assert b.item() > 0, "b: here db is negative, so b must rise. Do you subtract the gradient?"
assert close(b.item(), 1 / 12), "b: here db is -0.1667; subtract 0.5 times it."
after = gradient_step(np.array([[0.0]]), 0.0, np.array([[2.0]]), np.array([[1.0]]), 0.5)
assert close(taken(after["b"]).ravel(), [0.25]), "The new b is wrong for one example with one feature."


### BEGIN HIDDEN TESTS
from companion.gradients import numerical_gradient
from companion.testing import describing


def cost_of(w, b, X, Y):
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * (np.einsum("jo,jm->om", w, X) + b)))


rng = np.random.default_rng(9)
for n_x, m, learning_rate in ((1, 1, 0.1), (3, 1, 0.7), (1, 5, 0.05), (2, 9, 1.3), (5, 3, 0.2), (4, 4, 0.01)):
    w, X, b = rng.normal(0, 0.6, (n_x, 1)), rng.normal(0, 1, (n_x, m)), float(rng.normal())
    Y = rng.integers(0, 2, (1, m)).astype(float)
    slope = numerical_gradient(lambda at: cost_of(w, at, X, Y), b)
    with describing("a single example" if m == 1 else "several examples"):
        new_b = taken(gradient_step(w.copy(), b, X, Y, learning_rate)["b"])
    assert new_b.size == 1, "The new b must be one number, also for other numbers of examples."
    assert close((new_b.ravel() - b) / learning_rate, [-slope], rtol=1e-3, atol=2e-4), (
        "The new b is wrong for other data: db is the mean of the errors, taken before anything moves."
    )
### END HIDDEN TESTS


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """The 1/m is missing from the gradients: they are means over the examples, not sums."""
    A = sigmoid(w.T @ X + b)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    return {"w": w - learning_rate * X @ dZ.T, "b": b - learning_rate * np.sum(dZ), "cost": cost}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """The step goes uphill: subtract the gradients from w and b."""
    A = sigmoid(w.T @ X + b)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    return {"w": w + learning_rate * X @ dZ.T / X.shape[1], "b": b + learning_rate * np.mean(dZ), "cost": cost}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """The cost is a sum; divide it by the number of examples."""
    A = sigmoid(w.T @ X + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    return {"w": w - learning_rate * X @ dZ.T / X.shape[1], "b": b - learning_rate * np.mean(dZ), "cost": cost}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """db isn't averaged over the examples: your new b is a row, one number an example."""
    A = sigmoid(w.T @ X + b)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    return {"w": w - learning_rate * X @ dZ.T / X.shape[1], "b": b - learning_rate * dZ, "cost": cost}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """The number of examples is fixed at 3, that of the worked example. Take it from X.shape[1]."""
    A = sigmoid(w.T @ X + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / 3
    dZ = A - Y
    return {"w": w - learning_rate * X @ dZ.T / 3, "b": b - learning_rate * np.sum(dZ) / 3, "cost": cost}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """You return the cost after the step. It is asked for before: from the same forward pass as the gradients."""
    A = sigmoid(w.T @ X + b)
    dZ = A - Y
    w, b = w - learning_rate * X @ dZ.T / X.shape[1], b - learning_rate * np.mean(dZ)
    A = sigmoid(w.T @ X + b)
    return {"w": w, "b": b, "cost": -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))}


# %% mistake="gradient_step"
def gradient_step(w, b, X, Y, learning_rate):
    """db is computed with the new w. Compute both gradients from one forward pass, then take the step."""
    A = sigmoid(w.T @ X + b)
    cost = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    w = w - learning_rate * X @ (A - Y).T / X.shape[1]
    return {"w": w, "b": b - learning_rate * np.mean(sigmoid(w.T @ X + b) - Y), "cost": cost}


# %% [markdown]
# ## Two parameters, so that we can watch
# Twelve people took a driving test (the numbers are made up). One feature, the hours they had practised, counted from
# 20 and in tens; the label says who passed. With one weight and one bias, the cost is a landscape over a map. `walk`
# repeats your step.

# %%
hours = np.array([[4, 8, 11, 13, 16, 18, 21, 23, 26, 29, 33, 38]])
passed = np.array([[0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1]])
practice = (hours - 20) / 10


def walk(w, b, learning_rate, steps):
    """The pairs (w, b) along the way, shape (steps + 1, 2), and the cost before each step, shape (steps,)."""
    places, costs = [(w, b)], []
    for _ in range(steps):
        w, b = places[-1]
        after = gradient_step(np.array([[w]]), b, practice, passed, learning_rate)
        places.append((float(np.sum(after["w"])), float(np.sum(after["b"]))))
        costs.append(float(np.sum(after["cost"])))
    return np.array(places), np.array(costs)


# %% demo
def cost_at(w, b):
    return np.sum(gradient_step(np.array([[w]]), b, practice, passed, 1.0)["cost"])


fig, axes = plt.subplots(1, 4, figsize=(14, 3.6), layout="constrained")
verdicts = {0.1: ("on its way", "#0072B2"), 4: ("at the bottom", "#D55E00"), 20: ("can't settle", "#007A5A")}
for ax, (rate, (verdict, color)) in zip(axes, verdicts.items(), strict=False):
    places, costs = walk(4.0, 3.0, rate, 40)
    draw_contours(ax, cost_at, (0, 6), (-2.5, 3.5), [0.42, 0.45, 0.5, 0.6, 0.75, 1])
    ax.plot(*places.T, ".-", markersize=4, linewidth=0.8, color=color)
    ax.plot(4, 3, "ko")
    ax.set(xlabel="w", ylabel="b", title=f"α = {rate}, 40 steps: {verdict}")
    axes[3].plot(costs, color=color, label=f"α = {rate}")
    print(f"α = {rate}: cost {costs[0]:.3f} -> {costs[-1]:.3f}, ends at (w, b) = {places[-1].round(2)}")
axes[3].set(xlabel="step", ylabel="cost J", title="Only α = 4 gets to the lowest cost")
axes[3].legend()
plt.show()

# %% [markdown]
# All three start at the black dot; the maps' lines join places of equal cost. The smallest rate follows the slope
# smoothly and is still walking after 40 steps. The middle one has arrived at the bottom, where more practice means
# better chances. The largest comes close within four steps but can't stay: its jumps across the valley grow until they
# land where the ground bends less, and from then on it leaps from side to side. The bowl of exercise 4 foretold it:
# around the bottom, this landscape is a bowl with curvatures of 0.05 and 0.13, so rates above 2/0.13, about 15, can't
# settle.
#
# There is one valley only. The cost of logistic regression is convex, so a walk with a fitting learning rate reaches
# the same lowest cost from any start.

# %% [markdown]
# ## What you built
# - A forward pass that keeps its values and a backward pass that multiplies along paths and adds between them:
#   backpropagation.
# - Gradients that agree with nudges of their inputs. The check was given code; with `numerical_gradient` it works for
#   whatever you derive next.
# - The gradient of logistic regression, $dZ = A - Y$, for one example and for all, and a step that learns from it.
#
# **Questions to take along** (no points)
# 1. $J = (pq - r)^2$ has the same value if you swap $p$ and $q$. What does that say about `dp` and `dq`?
# 2. In exercise 4, which learning rate brings *both* directions of the bowl to the ground fastest? The factors must
#    shrink equally.
# 3. If two features of $X$ are always equal, what do their weights do during gradient descent from zero?
#
# **Next:** `03_logistic_regression` repeats this step a few thousand times on photographs.
