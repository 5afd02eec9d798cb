# ---
# title: Outlines with a U-Net
# minutes: 95
# ---

# %% [markdown]
# # Outlines with a U-Net
# A box says roughly where a thing is. Here each *pixel* gets an answer of its own, enough to cut things out with, roughly.
#
# **You will**
# - measure outlines honestly, with IoU for each class, after seeing what accuracy hides;
# - enlarge maps by transposed convolution, in NumPy first, and see where its checkerboards come from;
# - build a U-Net from two blocks, go on training it, and find out what its skips bring.
#
# **You will have made:** a pair of scissors. Your network cuts cars, buses, scooters and people out of a picture of your own
# making, and saves them without their background.
#
# **Before you start:** convolutions and pooling (week 1), skips (week 2), boxes and IoU (`01_object_detection`), softmax and
# cross-entropy (course 2, week 3).
#
# **Time:** about 95 minutes. **Points:** 38, in nine exercises, the last of them optional. Dots show difficulty, from ●○○
# to ●●●. The grader runs more tests than you see, all of them on what the text promises.

# %%
from functools import cache
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from ipywidgets import FloatSlider, IntSlider, interact
from keras import layers
from matplotlib.colors import ListedColormap
from PIL import Image

from companion.data import load_photographs, load_skips
from companion.pictures import read_picture
from companion.plots import COLORS
from companion.pretrained import load_unet_weights
from companion.scenes import draw_scenes

# %% [markdown]
# ## A class for each pixel
# **Semantic segmentation** gives each pixel a class. The label of a picture is a *mask*: whole numbers, as high and as
# wide as the picture. Ours are drawn scenes, so the masks are exact to the pixel; on photographs people draw them by hand.
# 0 is background. Figures and backgrounds of the dev scenes occur in no training scene.

# %%
SIDE, CLASSES = 64, 5
NAMES = ("background", "car", "bus or lorry", "two wheels", "person")
MAP = ListedColormap(["white", *COLORS[:4]])
HOW = {"size": SIDE, "objects": (1, 3), "scale": (0.25, 0.7)}
train = draw_scenes(200, np.random.default_rng(1), "train", **HOW)
dev = draw_scenes(120, np.random.default_rng(2), "dev", **HOW)
print("pictures", train.X.shape, "masks", train.masks.shape, "values", np.unique(train.masks))


def show_masks(pictures, rows, title):
    """Pictures, and below them rows of masks (name -> masks), in the colours of the classes."""
    figure, axes = plt.subplots(1 + len(rows), len(pictures), figsize=(11, 1.45 * (1 + len(rows))), layout="constrained", squeeze=False)
    for place, picture in enumerate(pictures):
        axes[0, place].imshow(picture)
        for ax, (name, masks) in zip(axes[1:], rows.items(), strict=True):
            ax[place].imshow(masks[place], cmap=MAP, vmin=0, vmax=CLASSES - 1, interpolation="nearest")
            ax[0].set_ylabel(name)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
    figure.suptitle(title)
    plt.show()

# %% demo
show_masks(dev.X[:9], {"mask": dev.masks[:9]}, "Blue: car, orange: bus or lorry, green: two wheels, pink: person, white: background")

# %% [markdown]
# ## What accuracy hides
# *Guess first:* how many of the dev pixels does a program get right that always answers "background"?
#
# A better measure counts each class by itself. In the **confusion matrix** $C_{ij}$ is the number of pixels whose class is
# $i$ and whose prediction is $j$. Last notebook's intersection over union works for any two sets of pixels, so for class $c$
#
# $$\mathrm{IoU}_c = \frac{C_{cc}}{\sum_j C_{cj} + \sum_i C_{ic} - C_{cc}}$$
#
# where the sums are the pixels *of* the class and those *called* so. The **mean IoU** is the mean over classes.

# %% [markdown]
# ## Exercise 1 · IoU of each class  (5 points, ~8 min, ●●○)
# Write `confusion_matrix(truth, predicted, n_classes)` (2 points) and `iou_per_class(C)` (3 points), with truth in the rows
# of C. Count all pixels of all pictures together.
#
# Beware of a class that is neither there nor predicted: it has no union, and isn't *wrong*. Its IoU is `np.nan`, which
# `np.nanmean` leaves out. A class that is there and never found has IoU 0.
#
# *Example.* Truth `[[0, 0], [1, 1]]`, predicted `[[0, 1], [1, 1]]`, three classes: C is `[[1, 1, 0], [0, 2, 0], [0, 0, 0]]`, and the
# IoUs are 1/2, 2/3 and nan.
#
# <details><summary>Hint 1: counting pairs</summary>
#
# `n_classes * truth + predicted` gives each pair of classes a number of its own. `np.bincount(…, minlength=…)` counts
# them; mind that whole numbers of 8 bits end at 255. A loop over all pairs of classes is as right.
#
# </details>
#
# <details><summary>Hint 2: no union</summary>
#
# `np.full(n, np.nan)`, then fill the places where the union is above 0.
#
# </details>

# %% solution="iou"
def confusion_matrix(truth, predicted, n_classes):
    """How many pixels of each class were given each class.

    truth, predicted: arrays of equal shape, any number of axes; whole numbers from 0 to n_classes - 1, of any type (uint8, too).
    Returns an array (n_classes, n_classes) of whole numbers: rows are the truth, columns the prediction.
    """
    ### BEGIN SOLUTION
    pairs = n_classes * np.asarray(truth, dtype=np.int64) + np.asarray(predicted, dtype=np.int64)
    return np.bincount(pairs.ravel(), minlength=n_classes**2).reshape(n_classes, n_classes)
    ### END SOLUTION


def iou_per_class(C):
    """Intersection over union of each class.

    C: confusion matrix (n, n); it isn't changed.
    Returns an array (n,) of floats: from 0 to 1, and nan for a class that is neither in the truth nor in the prediction.
    """
    ### BEGIN SOLUTION
    union = C.sum(axis=0) + C.sum(axis=1) - np.diag(C)
    return np.divide(np.diag(C), union, out=np.full(len(C), np.nan), where=union > 0)
    ### END SOLUTION

# %% tests="iou" part="confusion" points=2
import numpy as np

from companion.testing import close

C = confusion_matrix(np.array([[0, 0], [1, 1]]), np.array([[0, 1], [1, 1]]), 3)
assert C is not None, "confusion_matrix returns None. Does it end with a return?"
assert close(C, [[1, 1, 0], [0, 2, 0], [0, 0, 0]]), "The example: one pixel of class 0 was called 1, so C[0, 1] is 1. There is a row and a column for class 2, too."
C = confusion_matrix(np.full((1, 2, 2), 19, dtype=np.uint8), np.full((1, 2, 2), 18, dtype=np.uint8), 20)
assert close(np.argwhere(C), [[19, 18]]) and C[19, 18] == 4, "Masks come in 8 bits, where 20 * 19 doesn't fit: change the type first, or count in another way."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(1)
for shape, n in (((3, 4, 5), 4), ((1, 7, 3), 2), ((6, 6), 5), ((2, 9, 9), 30)):
    for kind in (np.uint8, np.int64):
        truth, predicted = (rng.integers(0, n, size=shape).astype(kind) for _ in range(2))
        truth[truth == n - 1] = 0
        expected = [[int(np.sum((truth == row) & (predicted == column))) for column in range(n)] for row in range(n)]
        assert close(confusion_matrix(truth, predicted, n), expected), "For other masks some counts are wrong. Look at the order of rows and columns, at types, and at classes that don't occur."
### END HIDDEN TESTS

# %% tests="iou" part="iou" points=3
import numpy as np

from companion.testing import close, taken

found = taken(iou_per_class(np.array([[1, 1, 0], [0, 2, 0], [0, 0, 0]])))
assert found.shape == (3,), "One number for each class."
assert close(found[:2], [1 / 2, 2 / 3]), "The example: class 0 has one pixel right, and two in the union; class 1 has two of three."
assert np.isnan(found[2]), "Class 2 is neither there nor predicted, so its IoU is nan: neither 0 nor 1."
assert close(iou_per_class(np.array([[4, 0], [2, 0]]))[1], 0), "A class that is there and never found has IoU 0."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2)
for n in (2, 3, 6, 9):
    for _ in range(3):
        C = rng.integers(0, 50, size=(n, n))
        absent = rng.integers(0, n, size=n // 3)
        C[absent], C[:, absent] = 0, 0
        missed = rng.integers(0, n)
        C[:, missed] = 0
        expected, before = np.full(n, np.nan), C.copy()
        for c in range(n):
            called = sum(int(C[row, c]) for row in range(n))
            there = sum(int(C[c, column]) for column in range(n))
            if called + there:
                expected[c] = C[c, c] / (called + there - C[c, c])
        found = taken(iou_per_class(C))
        assert found.shape == (n,), "One number for each class."
        assert close(np.isnan(found), np.isnan(expected)), "nan belongs exactly where a class is neither in the truth nor in the prediction."
        known = ~np.isnan(expected)
        assert close(found[known], expected[known]), "Some IoUs are wrong. Pixels that are right are in the row and in the column: count them once in the union."
        assert close(C, before), "iou_per_class changed the matrix that it was given."
### END HIDDEN TESTS

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """Rows and columns are exchanged: C[i, j] counts pixels whose class is i and whose prediction is j."""
    pairs = n_classes * np.asarray(predicted, dtype=np.int64) + np.asarray(truth, dtype=np.int64)
    return np.bincount(pairs.ravel(), minlength=n_classes**2).reshape(n_classes, n_classes)


def iou_per_class(C):
    return np.array([C[c, c] / u if (u := C[c].sum() + C[:, c].sum() - C[c, c]) else np.nan for c in range(len(C))])

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """In 8 bits the numbers of the pairs wrap around at 256: change the type before you multiply."""
    pairs = (truth * np.asarray(n_classes).astype(truth.dtype) + predicted).ravel()
    counts = np.bincount(pairs, minlength=n_classes**2)
    return counts[: n_classes**2].reshape(n_classes, n_classes)


def iou_per_class(C):
    return np.array([C[c, c] / u if (u := C[c].sum() + C[:, c].sum() - C[c, c]) else np.nan for c in range(len(C))])

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """The matrix has a row only for classes that occur. It needs n_classes of them."""
    n = int(max(truth.max(), predicted.max())) + 1
    return np.array([[np.sum((truth == i) & (predicted == j)) for j in range(n)] for i in range(n)])


def iou_per_class(C):
    return np.array([C[c, c] / u if (u := C[c].sum() + C[:, c].sum() - C[c, c]) else np.nan for c in range(len(C))])

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """A class that is neither there nor predicted gets 0 here, as if it had been missed. It has to be nan."""
    return np.array([[np.sum((truth == i) & (predicted == j)) for j in range(n_classes)] for i in range(n_classes)])


def iou_per_class(C):
    union = C.sum(axis=0) + C.sum(axis=1) - np.diag(C)
    return np.diag(C) / np.maximum(union, 1)

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """That is the share of a class's pixels that were found (recall). The union has the pixels that were wrongly called so, too."""
    return np.array([[np.sum((truth == i) & (predicted == j)) for j in range(n_classes)] for i in range(n_classes)])


def iou_per_class(C):
    return np.array([C[c, c] / C[c].sum() if C[c].sum() + C[:, c].sum() else np.nan for c in range(len(C))])

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """Pixels that are right are counted twice in the union: subtract them once."""
    return np.array([[np.sum((truth == i) & (predicted == j)) for j in range(n_classes)] for i in range(n_classes)])


def iou_per_class(C):
    union = C.sum(axis=0) + C.sum(axis=1)
    return np.divide(np.diag(C), union, out=np.full(len(C), np.nan), where=union > 0)

# %% mistake="iou"
def confusion_matrix(truth, predicted, n_classes):
    """That is the pixel accuracy, one number for all. Each class needs its own intersection and union."""
    return np.array([[np.sum((truth == i) & (predicted == j)) for j in range(n_classes)] for i in range(n_classes)])


def iou_per_class(C):
    return np.full(len(C), np.trace(C) / C.sum())

# %%
def report(name, predicted):
    """Prints accuracy, mean IoU and the IoU of each class on the dev scenes."""
    C = confusion_matrix(dev.masks, predicted, CLASSES)
    ious = iou_per_class(C)
    each = ", ".join(f"{name} {iou:.2f}" for name, iou in zip(NAMES, ious, strict=True))
    print(f"{name}: accuracy {np.trace(C) / C.sum():.3f}, mean IoU {np.nanmean(ious):.3f} ({each})")

# %% demo
report("always background", np.zeros_like(dev.masks))

# %% [markdown]
# <details><summary>What the line says</summary>
#
# More than 85 % right, without looking: most pixels are background. The IoU of four classes is 0, and the mean IoU of 0.17 says so.
# On roads seen from above, or tumours, background can be 99 %.
#
# </details>
#
# **To remember**
# - Accuracy counts pixels, and most of them are dull. IoU counts classes.
# - Absent and not predicted is nan; there and missed is 0.
# - Add up over all pictures first, divide then: the mean of single pictures' IoUs is another number.

# %% [markdown]
# ## Up again
# Classifiers shrink their maps. When units lie eight pixels apart, each sees enough to tell a bus from a car, and no longer
# knows where the bus *ends*. So the maps have to grow again. **Transposed convolution** does that with weights that are learnt. A
# convolution reads a window and writes one number. This one reads one place, and *stamps* a window: with input
# $X_{hwk}$, weights $W_{ijck}$ and stride $s$,
#
# $$Z_{hs + i - p,\; ws + j - p,\; c} \mathrel{+}= \sum_k W_{ijck} X_{hwk}$$
#
# Stamps that overlap add up. $p$ rows and columns are cut off at each side, so a side grows from $n$ to
#
# $$n' = s\,(n - 1) + f - 2p$$
#
# which is week 1's formula, solved for the input.

# %% [markdown]
# ## Exercise 2 · Transposed convolution  (5 points, ~12 min, ●●○)
# Write `conv_transpose(X, W, b, stride, pad)` for one picture. Make room for all stamps, add each, cut off the borders, then
# add the bias, **once** to each pixel. The output's shape earns 2 points, its values 3.
#
# W has Keras's order for this layer: window first, then the channels of the **output**, then those of the input.
#
# *Example.* X is a row of two pixels, 1 and 2, with one channel; a window of 3 by 3 ones, stride 2, pad 0, bias 0. The stamps are
# columns 0 to 2 and 2 to 4. Each of the three rows of the result is [1, 1, 3, 2, 2]. With pad 1, [1, 3, 2] is left, once.
#
# <details><summary>Hint 1: one stamp</summary>
#
# `W @ X[h, w]` sums over the last axis of W: an array (f, f, channels of the output). It belongs at rows
# `h * stride` to `h * stride + f`.
#
# </details>
#
# <details><summary>Hint 2: cutting off</summary>
#
# `Z[pad:-pad]` is empty for a pad of 0. `Z[pad : Z.shape[0] - pad]` isn't.
#
# </details>

# %% solution="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """Transposed convolution of one picture.

    X: (n_H, n_W, n_C), sides of at least 1, not necessarily equal. W: (f, f, n_C', n_C). b: (n_C',).
    stride: at least 1, at most f, so that stamps leave no gaps. pad: rows and columns cut off at each side, at least 0; something remains.
    Returns Z, (stride (n_H - 1) + f - 2 pad, stride (n_W - 1) + f - 2 pad, n_C'). X, W and b aren't changed.
    """
    ### BEGIN SOLUTION
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        top, left = h * stride, w * stride
        Z[top : top + f, left : left + f] += W @ X[h, w]
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b
    ### END SOLUTION

# %% tests="conv_transpose" part="shape" points=2
import numpy as np

from companion.testing import close, taken

X = np.array([[[1.0], [2.0]]])
Z = conv_transpose(X, np.ones((3, 3, 1, 1)), np.zeros(1), 2, 0)
assert Z is not None, "conv_transpose returns None. Does it end with a return?"
assert close(np.shape(Z), (3, 5, 1)), "The example: 2 * (1 - 1) + 3 rows and 2 * (2 - 1) + 3 columns, one channel."
assert close(np.shape(conv_transpose(X, np.ones((3, 3, 4, 1)), np.zeros(4), 2, 1)), (1, 3, 4)), "With pad 1, a row or column is cut off at each side. The channels are those of the output."
assert close(np.shape(conv_transpose(np.ones((2, 3, 2)), np.ones((2, 2, 1, 2)), np.zeros(1), 2, 0)), (4, 6, 1)), "Two rows and three columns, window and stride 2: twice as many of both."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(3)
for n_H, n_W, n_C, count, f, stride, pad in ((4, 3, 2, 5, 3, 2, 1), (1, 1, 3, 1, 4, 3, 0), (2, 5, 1, 2, 5, 1, 2), (3, 3, 4, 3, 2, 2, 0), (5, 2, 2, 2, 4, 2, 1)):
    X, W, b = rng.normal(size=(n_H, n_W, n_C)), rng.normal(size=(f, f, count, n_C)), rng.normal(size=count)
    wide = np.zeros((stride * n_H, stride * n_W))[: stride * n_H - stride + 1, : stride * n_W - stride + 1]
    expected = (wide.shape[0] + f - 1 - 2 * pad, wide.shape[1] + f - 1 - 2 * pad, count)
    Z = taken(conv_transpose(X, W, b, stride, pad))
    assert close(Z.shape, expected) and np.isfinite(Z).all(), "For other sizes the shape of the result is another one. Look at stride, window, pad and the channels."
### END HIDDEN TESTS

# %% tests="conv_transpose" part="values" points=3
import numpy as np

from companion.testing import close, taken

X = np.array([[[1.0], [2.0]]])
Z = conv_transpose(X, np.ones((3, 3, 1, 1)), np.zeros(1), 2, 0)
assert close(Z, np.ones((3, 1, 1)) * np.array([1, 1, 3, 2, 2]).reshape(5, 1)), "The example: the two stamps overlap in one column, where they add up to 3."
Z = conv_transpose(X, np.ones((3, 3, 2, 1)), np.array([0.5, -1.0]), 2, 1)
assert close(Z, np.array([[[1.5, 0], [3.5, 2], [2.5, 1]]])), "With pad 1 and biases 0.5 and -1: the middle row, without its ends, and each bias once."
W = np.arange(4.0).reshape(2, 2, 1, 1)
assert close(conv_transpose(np.ones((1, 1, 1)), W, np.zeros(1), 1, 0), W[..., 0]), "One pixel of 1 stamps the window as it is: neither turned nor mirrored."
X, W = np.arange(12.0).reshape(2, 3, 2), np.ones((2, 2, 1, 2)) * np.array([1, 10])
expected = (X[..., :1] + 10 * X[..., 1:]).repeat(2, axis=0).repeat(2, axis=1)
assert close(conv_transpose(X, W, np.zeros(1), 2, 0), expected), "Two rows, three columns, two input channels, window and stride 2: each pixel stamps 2 by 2 of its first channel plus ten times its second."
### BEGIN HIDDEN TESTS
import keras

rng = np.random.default_rng(4)
for n_H, n_W, n_C, count, f, stride, pad in ((4, 3, 2, 5, 3, 2, 1), (1, 1, 3, 1, 4, 3, 0), (2, 5, 1, 2, 5, 1, 2), (3, 3, 4, 3, 2, 2, 0), (5, 2, 2, 2, 4, 2, 1), (2, 2, 3, 3, 1, 1, 0)):
    X, W, b = rng.normal(size=(n_H, n_W, n_C)), rng.normal(size=(f, f, count, n_C)), rng.normal(size=count)
    layer = keras.layers.Conv2DTranspose(count, f, strides=stride)
    layer.build((None, n_H, n_W, n_C))
    layer.set_weights([W, b])
    expected = taken(layer(X[np.newaxis].astype(np.float32))[0])
    expected = expected[pad : expected.shape[0] - pad, pad : expected.shape[1] - pad]
    before = [each.copy() for each in (X, W, b)]
    assert close(conv_transpose(X, W, b, stride, pad), expected, rtol=1e-3, atol=1e-4), "Keras's Conv2DTranspose, with these weights, computes something else. Look at where stamps go, at sums where they overlap, at the order of channels, and at the bias."
    assert close([X, W, b], before), "conv_transpose changed what it was given."
### END HIDDEN TESTS

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """Where stamps overlap, the later one replaces the earlier one. They add up."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] = W @ X[h, w]
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The bias is added with each stamp, so pixels under several stamps get it several times. Add it once, at the end."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += W @ X[h, w] + b
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad]

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The stride is in the size, and the stamps move by one pixel. They move by the stride."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h : h + f, w : w + f] += W @ X[h, w]
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The window is turned around. A stamp is the window as it is."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += W[::-1, ::-1] @ X[h, w]
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """For a pad of 0, the slice from 0 to -0 is empty. Count from the front."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += W @ X[h, w]
    return Z[pad:-pad, pad:-pad] + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The borders stay: pad rows and columns have to be cut off at each side."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += W @ X[h, w]
    return Z + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The last axes of W are taken the wrong way round: the channels of the output come before those of the input."""
    f = len(W)
    Z = np.zeros((stride * (len(X) - 1) + f, stride * (X.shape[1] - 1) + f, W.shape[3]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += np.einsum("ijkc,k->ijc", W, X[h, w])
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b

# %% mistake="conv_transpose"
def conv_transpose(X, W, b, stride, pad):
    """The result is one row and column too large: the last stamp begins at stride times n - 1."""
    f = len(W)
    Z = np.zeros((stride * len(X) + f, stride * X.shape[1] + f, W.shape[2]))
    for h, w in np.ndindex(X.shape[:2]):
        Z[h * stride : h * stride + f, w * stride : w * stride + f] += W @ X[h, w]
    return Z[pad : len(Z) - pad, pad : Z.shape[1] - pad] + b

# %% [markdown]
# *Guess first:* all inputs and all weights are 1. What does the result look like for a 3 by 3 window and stride 2?

# %%
def draw_stamps(f=3, stride=2, place=7):
    """Five by five ones, enlarged with a window of ones: the first stamps, and all of them."""
    stride, each = min(f, stride), np.zeros((5, 5, 1))
    each.reshape(-1)[: place + 1] = 1
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.7), layout="constrained")
    for ax, X, title in ((axes[0], each, f"after {place + 1} stamps"), (axes[1], np.ones((5, 5, 1)), "after all of them")):
        Z = conv_transpose(X, np.ones((f, f, 1, 1)), np.zeros(1), stride, 0)[..., 0]
        shown = ax.imshow(Z, cmap="viridis", vmin=0, vmax=max(4, int(np.ceil(f / stride)) ** 2))
        ax.set(title=title, xticks=[], yticks=[])
    row, column = divmod(place, 5)
    axes[0].add_patch(plt.Rectangle((column * stride - 0.5, row * stride - 0.5), f, f, fill=False, edgecolor=COLORS[1], linewidth=3))
    figure.colorbar(shown, ax=axes, label="stamps on this pixel", ticks=plt.MaxNLocator(integer=True))
    figure.suptitle(f"Window {f}, stride {stride}: {stride} · (5 − 1) + {f} = {len(Z)} rows")
    plt.show()

# %% demo
draw_stamps()

# %% demo tags=["nbval-ignore-output"]
stamps = interact(
    draw_stamps,
    f=IntSlider(3, 1, 6, continuous_update=False),
    stride=IntSlider(2, 1, 4, continuous_update=False),
    place=IntSlider(7, 0, 24, description="stamp"),
)

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# A checkerboard: some pixels get four stamps, others two or one, though all weights are equal. Where the window is a multiple of
# the stride, each pixel inside gets as many. With window 2 and stride 2 stamps lie side by side, as in the first U-Net. (Odena and
# others, 2016, show such patterns in generated pictures.)
#
# </details>
#
# **To remember**
# - Read a place, stamp a window, add up: $n' = s(n-1) + f - 2p$.
# - A window that is a multiple of the stride makes no checkerboard. We take 2 and 2.

# %% [markdown]
# ## The U-Net
# Going down, a network learns *what* is there and loses *where*. Going up by itself, it could only guess the borders. The
# **U-Net** (Ronneberger, Fischer and Brox, 2015) hands them across: before each pooling it keeps the map, and on the way
# up, at the same height and width, it puts it beside what comes from below. These skips don't *add*, as a ResNet's do; they
# **concatenate** channels, and the next convolution learns what to take from which.

# %%
def draw_unet(filters=8, depth=3):
    """The maps of a U-Net as bars: as high as the map, as wide as it has channels."""
    figure, ax = plt.subplots(figsize=(11, 3.9), layout="constrained")
    below, sides = [filters << level for level in range(depth + 1)], [SIDE >> level for level in range(depth + 1)]
    for level in range(depth + 1):
        for sign in ((-1, 1) if level < depth else (1,)):
            x, y = sign * 1.7 * (depth - level), -75 * level
            ax.add_patch(plt.Rectangle((x - below[level] / 90, y - sides[level] / 2), below[level] / 45, sides[level], color=COLORS[0 if sign < 0 else 2] if level < depth else "0.4"))
            ax.text(x, y - sides[level] / 2 - 5, f"{sides[level]} x {sides[level]} x {below[level]}", ha="center", va="top", fontsize=9)
            if level < depth:
                inner = sign * (1.7 * (depth - level) - 0.45), sign * (1.7 * (depth - level - 1) + 0.62)
                here, there = (inner[0], y - 26), (inner[1], y - 66)
                ax.annotate("", there if sign < 0 else here, here if sign < 0 else there, arrowprops={"arrowstyle": "->", "color": COLORS[1]})
        if level < depth:
            x = 1.7 * (depth - level) - 0.5
            ax.annotate("", (x, -75 * level), (-x, -75 * level), arrowprops={"arrowstyle": "->", "linestyle": "--", "linewidth": 1.5})
            ax.text(0, -75 * level + 4, "skip: concatenate", ha="center", fontsize=9)
    ax.set(xlim=(-6.2, 6.2), ylim=(-75 * depth - 32, 42), title="Down: convolutions and pooling (blue). Up: transposed convolution, the skip beside it, convolutions (green)")
    ax.set_axis_off()
    plt.show()

# %% demo
draw_unet()

# %% [markdown]
# ## Exercise 3 · Going down  (4 points, ~8 min, ●●○)
# Write `conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True)` for a Keras tensor:
#
# 1. two convolutions with `n_filters` windows of 3 by 3, padding `"same"`, each with a ReLU and `he_normal` weights;
# 2. dropout, if its probability is above 0;
# 3. 2 by 2 max pooling, unless `max_pooling` is false.
#
# It returns **two** tensors: what the next block gets (3), and the skip, which is what stood *before* the pooling (2). Each
# earns 2 points.
#
# *Example.* A map of 8 by 8 with 3 channels and `n_filters=4`: the next block gets 4 by 4 by 4, the skip is 8 by 8 by 4, and there are
# $(27 + 1) \cdot 4 + (36 + 1) \cdot 4 = 260$ parameters.
#
# <details><summary>Hint: a layer is a function</summary>
#
# `layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(inputs)` is a tensor, which
# you hand to the next layer. `layers.MaxPooling2D()` has a window and a stride of 2.
#
# </details>

# %% solution="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """Two convolutions on the way down.

    inputs: Keras tensor (m, h, w, c), h and w even. n_filters: of both convolutions. dropout_prob: from 0 to below 1.
    max_pooling: whether the map is halved.
    Returns (next_layer, skip_connection): (m, h/2, w/2, n_filters) or, without pooling, the same tensor as the skip;
    and (m, h, w, n_filters).
    """
    ### BEGIN SOLUTION
    skip = inputs
    for _ in range(2):
        skip = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(skip)
    if dropout_prob > 0:
        skip = layers.Dropout(dropout_prob)(skip)
    return (layers.MaxPooling2D()(skip) if max_pooling else skip), skip
    ### END SOLUTION

# %% tests="conv_block" part="skip" points=2
import numpy as np

from companion import checks
from companion.testing import close

block = checks.functional(conv_block, (8, 8, 3), 4)
found = checks.describe(block)
assert len(found["output_shape"]) == 2, "The block returns two tensors: for the next block, and the skip."
assert found["output_shape"][1] == (None, 8, 8, 4), "The skip is what stood before the pooling: 8 by 8, four channels."
assert found["parameters"] == 260, "The example has 260 parameters: 27 weights and a bias for each of four filters, then 36 and a bias."
filled = checks.call(checks.fill(block), np.ones((1, 8, 8, 3)))[1]
assert filled.min() >= 0, "The second convolution needs its ReLU, too."
### BEGIN HIDDEN TESTS
import keras


def going_down(inputs, n_filters, dropout_prob=0.0):
    """The two convolutions with Activation, and dropout."""
    for _ in range(2):
        inputs = keras.layers.Activation("relu")(keras.layers.Conv2D(n_filters, (3, 3), padding="same")(inputs))
    return keras.layers.Dropout(dropout_prob)(inputs) if dropout_prob else inputs


rng = np.random.default_rng(5)
for shape, n_filters, pooled in (((6, 4, 2), 5, True), ((10, 8, 3), 2, True), ((5, 3, 4), 3, False)):
    X = rng.normal(size=(3, *shape))
    expected = checks.call(checks.fill(checks.functional(going_down, shape, n_filters)), X)
    theirs = checks.fill(checks.functional(conv_block, shape, n_filters, max_pooling=pooled))
    assert close(checks.call(theirs, X)[1], expected, rtol=1e-3, atol=1e-4), "With equal weights the skip is another one. Look at the two convolutions, their windows, padding and ReLUs, and at what comes before the pooling."
assert checks.describe(checks.functional(conv_block, (4, 4, 1)))["output_shape"][1] == (None, 4, 4, 32), "Without a number of filters, there are 32."
X = rng.normal(size=(2, 6, 6, 3))
expected = checks.call(checks.fill(checks.functional(going_down, (6, 6, 3), 4, 0.4)), X, training=True)
theirs = checks.fill(checks.functional(conv_block, (6, 6, 3), 4, dropout_prob=0.4))
assert close(checks.call(theirs, X, training=True)[1], expected, rtol=1e-3, atol=1e-4), "In training, with dropout, the skip is another one. Dropout comes once, after both convolutions, with the probability that is given."
### END HIDDEN TESTS

# %% tests="conv_block" part="next" points=2
import numpy as np

from companion import checks
from companion.testing import close

found = checks.describe(checks.functional(conv_block, (8, 8, 3), 4))
assert found["output_shape"][0] == (None, 4, 4, 4), "The next block gets the pooled map: 4 by 4."
found = checks.describe(checks.functional(conv_block, (8, 8, 3), 4, max_pooling=False))
assert found["output_shape"][0] == (None, 8, 8, 4), "Without pooling the next block gets 8 by 8."
found = checks.describe(checks.functional(conv_block, (8, 8, 3), 4, dropout_prob=0.5))
assert [each["kind"] for each in found["layers"]].count("Dropout") == 1, "With a probability above 0 there is one dropout layer."
### BEGIN HIDDEN TESTS
import keras


def pooled_down(inputs, n_filters, dropout_prob=0.0):
    """The way to the next block with Activation, dropout and pooling."""
    for _ in range(2):
        inputs = keras.layers.Activation("relu")(keras.layers.Conv2D(n_filters, (3, 3), padding="same")(inputs))
    inputs = keras.layers.Dropout(dropout_prob)(inputs) if dropout_prob else inputs
    return keras.layers.MaxPooling2D((2, 2))(inputs)


rng = np.random.default_rng(6)
for shape, n_filters, dropout in (((6, 4, 2), 5, 0), ((10, 8, 3), 2, 0.3), ((4, 12, 1), 3, 0.6)):
    X = rng.normal(size=(3, *shape))
    expected = checks.fill(checks.functional(pooled_down, shape, n_filters, dropout))
    theirs = checks.fill(checks.functional(conv_block, shape, n_filters, dropout))
    for training in (False, True):
        assert close(checks.call(theirs, X, training=training)[0], checks.call(expected, X, training=training), rtol=1e-3, atol=1e-4), "With equal weights the next block gets something else. Look at the order: convolutions, dropout, max pooling; and at the mode for dropout."
unpooled = checks.fill(checks.functional(conv_block, (5, 3, 2), 3, max_pooling=False))
first, second = checks.call(unpooled, rng.normal(size=(2, 5, 3, 2)))
assert first.shape == second.shape and close(first, second), "Without pooling both tensors are the same."
### END HIDDEN TESTS

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """The skip is taken after the pooling. It has to hand on what pooling loses: take it before."""
    conv = inputs
    for _ in range(2):
        conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    following = layers.MaxPooling2D()(conv) if max_pooling else conv
    return following, following

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """Both convolutions take the block's input, so the first one is lost. The second takes what the first one made."""
    conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(inputs)
    conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(inputs)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    return (layers.MaxPooling2D()(conv) if max_pooling else conv), conv

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """The second convolution has no ReLU: each of the two needs one."""
    conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(inputs)
    conv = layers.Conv2D(n_filters, 3, padding="same", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    return (layers.MaxPooling2D()(conv) if max_pooling else conv), conv

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """The two results are exchanged: first what the next block gets, then the skip."""
    conv = inputs
    for _ in range(2):
        conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    return conv, (layers.MaxPooling2D()(conv) if max_pooling else conv)

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """Without padding each convolution takes a pixel off each side. The padding is "same"."""
    conv = inputs
    for _ in range(2):
        conv = layers.Conv2D(n_filters, 3, activation="relu", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    return (layers.MaxPooling2D()(conv) if max_pooling else conv), conv

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """The map is always pooled: max_pooling=False has to leave that out."""
    conv = inputs
    for _ in range(2):
        conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(conv)
    if dropout_prob > 0:
        conv = layers.Dropout(dropout_prob)(conv)
    return layers.MaxPooling2D()(conv), conv

# %% mistake="conv_block"
def conv_block(inputs, n_filters=32, dropout_prob=0, max_pooling=True):
    """The dropout is missing, or its probability is another one than that given."""
    conv = inputs
    for _ in range(2):
        conv = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(conv)
    return (layers.MaxPooling2D()(conv) if max_pooling else conv), conv

# %% [markdown]
# ## Exercise 4 · Going up  (4 points, ~8 min, ●●○)
# Write `upsampling_block(expansive_input, contractive_input, n_filters=32)` for two Keras tensors, from below and from the
# skip:
#
# 1. transposed convolution of the tensor from below: `n_filters` windows of 2 by 2, stride 2, no activation;
# 2. concatenate along the channels: first what came from below, then the skip. (Training could live with either order,
#    weights that ship can't.)
# 3. two convolutions as in `conv_block`.
#
# *Example.* From below 4 by 4 by 8, the skip 8 by 8 by 4, `n_filters=4`: what was enlarged is 8 by 8 by 4, concatenated it has 8 channels,
# and the result has 4. Parameters: $(4 \cdot 8 + 1) \cdot 4 + (9 \cdot 8 + 1) \cdot 4 + (9 \cdot 4 + 1) \cdot 4 = 572$.
#
# <details><summary>Hint: the layers</summary>
#
# `layers.Conv2DTranspose(n_filters, 2, strides=2)` and `layers.Concatenate()`, which takes a list.
#
# </details>

# %% solution="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """Enlarge, put the skip beside it, and convolve twice.

    expansive_input: Keras tensor (m, h, w, c) from below. contractive_input: the skip, (m, 2h, 2w, c').
    n_filters: of all three layers. Returns a tensor (m, 2h, 2w, n_filters).
    """
    ### BEGIN SOLUTION
    up = layers.Conv2DTranspose(n_filters, 2, strides=2)(expansive_input)
    both = layers.Concatenate()([up, contractive_input])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both
    ### END SOLUTION

# %% tests="upsampling_block" points=4
import numpy as np

from companion import checks
from companion.testing import close

block = checks.functional(upsampling_block, [(4, 4, 8), (8, 8, 4)], 4)
found = checks.describe(block)
assert found["output_shape"] == (None, 8, 8, 4), "The map gets twice as high and wide, with n_filters channels."
assert found["parameters"] == 572, "The example has 572 parameters. Is the window of the transposed convolution 2 by 2, and does the first convolution see 8 channels?"
checks.fill(block)
below, across = np.ones((1, 4, 4, 8)), np.ones((1, 8, 8, 4))
assert checks.call(block, below, across).min() >= 0, "The last convolution needs its ReLU."
assert not close(checks.call(block, below, across), checks.call(block, below, 2 * across)), "The skip has to matter for the result."
### BEGIN HIDDEN TESTS
import keras


def going_up(below, across, n_filters):
    """The same, with keras.ops and Activation."""
    up = keras.layers.Conv2DTranspose(n_filters, (2, 2), strides=(2, 2), padding="same")(below)
    both = keras.ops.concatenate([up, across], axis=3)
    for _ in range(2):
        both = keras.layers.Activation("relu")(keras.layers.Conv2D(n_filters, (3, 3), padding="same")(both))
    return both


rng = np.random.default_rng(7)
for h, w, c, skip, n_filters in ((3, 2, 6, 5, 4), (2, 5, 3, 3, 3), (1, 4, 4, 1, 2)):
    shapes = [(h, w, c), (2 * h, 2 * w, skip)]
    X = [rng.normal(size=(2, *shape)) for shape in shapes]
    expected = checks.call(checks.fill(checks.functional(going_up, shapes, n_filters)), *X)
    theirs = checks.fill(checks.functional(upsampling_block, shapes, n_filters))
    assert close(checks.call(theirs, *X), expected, rtol=1e-3, atol=1e-4), "With equal weights it computes something else. Look at the transposed convolution (window, stride, no activation), at what is concatenated in which order, and at the two convolutions."
found = checks.describe(checks.functional(upsampling_block, [(2, 2, 3), (4, 4, 3)]))
assert found["output_shape"] == (None, 4, 4, 32), "Without a number of filters, there are 32."
### END HIDDEN TESTS

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The skip is concatenated first here. Trained from the start that works as well, but the text fixes the order for weights that ship: from below first."""
    up = layers.Conv2DTranspose(n_filters, 2, strides=2)(expansive_input)
    both = layers.Concatenate()([contractive_input, up])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The skip isn't used: concatenate it with what was enlarged."""
    both = layers.Conv2DTranspose(n_filters, 2, strides=2)(expansive_input)
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The window of the transposed convolution is 3 by 3. With stride 2 that makes a checkerboard: take 2 by 2."""
    up = layers.Conv2DTranspose(n_filters, 3, strides=2, padding="same")(expansive_input)
    both = layers.Concatenate()([up, contractive_input])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The transposed convolution has a ReLU here, and should have none."""
    up = layers.Conv2DTranspose(n_filters, 2, strides=2, activation="relu")(expansive_input)
    both = layers.Concatenate()([up, contractive_input])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The map is enlarged by repeating pixels, which has no weights. Take a transposed convolution."""
    both = layers.Concatenate()([layers.UpSampling2D()(expansive_input), contractive_input])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """One convolution is missing: two follow the concatenation."""
    up = layers.Conv2DTranspose(n_filters, 2, strides=2)(expansive_input)
    both = layers.Concatenate()([up, contractive_input])
    return layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)

# %% mistake="upsampling_block"
def upsampling_block(expansive_input, contractive_input, n_filters=32):
    """The two are stacked along the height (axis 1) or width, not along the channels, which come last."""
    up = layers.Conv2DTranspose(n_filters, 2, strides=2)(expansive_input)
    both = layers.Concatenate(axis=1)([up, contractive_input])
    for _ in range(2):
        both = layers.Conv2D(n_filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(both)
    return both

# %% [markdown]
# ## Exercise 5 · The whole U  (5 points, ~12 min, ●●●)
# Write `unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3)`, with your two blocks:
#
# - down: `depth` times `conv_block`, with `n_filters`, then twice, four times, … as many filters;
# - bottom: `conv_block` with $2^{depth}$ times `n_filters`, without pooling;
# - up: `depth` times `upsampling_block`, each with the skip and the filters of its own height;
# - at the end a 1 by 1 convolution to `n_classes` channels, **without activation**: logits, for a softmax in the loss.
#
# No dropout. `input_size` may have `None` for height and width: nothing here depends on them, as long as $2^{depth}$ divides both.
#
# *Example.* `unet_model((8, 8, 3), 2, 4, depth=1)`: blocks with 2 filters (94 parameters), 4 (224), going up 2 (34, 74, 38), and
# 12 for the logits; 476 in all.
#
# <details><summary>Hint 1: a list of skips</summary>
#
# Append each skip to a list on the way down. On the way up, go through it from its end: `reversed(skips)`, or `skips.pop()`.
#
# </details>
#
# <details><summary>Hint 2: begin and end</summary>
#
# `inputs = keras.Input(input_size)`, and at the end `keras.Model(inputs, logits)`.
#
# </details>

# %% solution="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """A U-Net.

    input_size: (height, width, channels), height and width divisible by 2**depth, or None. n_filters: of the first block.
    n_classes: at least 1. depth: how many times the map is halved, at least 1.
    Returns a Keras model from (m, height, width, channels) to logits (m, height, width, n_classes).
    """
    ### BEGIN SOLUTION
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2**depth, max_pooling=False)
    for level in reversed(range(depth)):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))
    ### END SOLUTION

# %% tests="unet_model" part="shapes" points=2
from companion import checks

found = checks.describe(unet_model((8, 8, 3), 2, 4, depth=1))
assert found["output_shape"] == (None, 8, 8, 4), "A number for each pixel and class."
assert found["parameters"] == 476, "The example has 476 parameters. Which block has how many filters, and is the last convolution 1 by 1?"
found = checks.describe(unet_model((None, None, 1), depth=2))
assert found["output_shape"] == (None, None, None, 5), "Height and width may be left open, and so may be the number of classes (5)."
assert found["parameters"] == 29357, "With depth 2 there are 29,357 parameters. Do filters begin at 8 and double, and does each step up get the skip and the filters of its own height?"
### BEGIN HIDDEN TESTS
def counted(channels, n, classes, depth):
    """How many parameters a U-Net has, by arithmetic."""
    total, before = (n + 1) * classes, channels
    for level in range(depth + 1):
        filters = n * 2**level
        total += (9 * before + 1) * filters + (9 * filters + 1) * filters
        before = filters
    for level in range(depth):
        filters = n * 2**level
        total += (4 * 2 * filters + 1) * filters + (9 * 2 * filters + 1) * filters + (9 * filters + 1) * filters
    return total


size, n, classes = (8, 16, 1), 3, 2
found = checks.describe(unet_model(size, n, classes))
assert found["input_shape"] == (None, *size), "The model takes pictures of the size that is given."
assert found["output_shape"] == (None, *size[:2], classes), "For another size or number of classes, the output has another shape."
assert found["parameters"] == counted(size[2], n, classes, 3), "For another number of filters, and depth 3 (which needn't be given), there are other parameters. Filters double on the way down and halve on the way up."
### END HIDDEN TESTS

# %% tests="unet_model" part="values" points=3
import numpy as np

from companion import checks
from companion.testing import close

model = checks.fill(unet_model((8, 8, 3), 2, 4, depth=1))
X = np.random.default_rng(8).normal(size=(2, 8, 8, 3))
Z = checks.call(model, X)
assert Z.min() < 0 and not close(Z.sum(axis=-1), np.ones((2, 8, 8)), rtol=1e-3), "Logits may be negative, and needn't add up to 1: no activation at the end."
### BEGIN HIDDEN TESTS
import keras


def convolved(X, filters):
    """Two convolutions."""
    for _ in range(2):
        X = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(X)
    return X


def whole(X, n, classes, depth):
    """A U-Net by recursion: each level has the ones below it inside."""

    def level(X, filters, left):
        across = convolved(X, filters)
        if not left:
            return across
        below = level(keras.layers.MaxPooling2D()(across), 2 * filters, left - 1)
        up = keras.layers.Conv2DTranspose(filters, 2, strides=2)(below)
        return convolved(keras.layers.Concatenate()([up, across]), filters)

    return keras.layers.Conv2D(classes, 1)(level(X, n, depth))


size, n, classes, depth = (8, 4, 2), 3, 2, 2
X = np.random.default_rng(depth).normal(size=(2, *size))
expected = checks.call(checks.fill(checks.functional(whole, size, n, classes, depth)), X)
assert close(checks.call(checks.fill(unet_model(size, n, classes, depth)), X), expected, rtol=1e-3, atol=1e-4), "With equal weights it computes something else. Which skip goes where, and what comes at the bottom and at the end?"
### END HIDDEN TESTS

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """There is a softmax at the end. The text asks for logits: the loss applies the softmax, and twice is once too often."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2**depth, max_pooling=False)
    for level in reversed(range(depth)):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1, activation="softmax")(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """All blocks have the same number of filters. They double with each level on the way down, and halve on the way up."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for _ in range(depth):
        X, skip = conv_block(X, n_filters)
        skips.append(skip)
    X, _ = conv_block(X, n_filters, max_pooling=False)
    for skip in reversed(skips):
        X = upsampling_block(X, skip, n_filters)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """The bottom has as many filters as the level above it. It has twice as many."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2 ** (depth - 1), max_pooling=False)
    for level in reversed(range(depth)):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """The skips join in the wrong order: the last one that was kept belongs to the first step up."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2**depth, max_pooling=False)
    for level, skip in zip(reversed(range(depth)), skips):
        X = upsampling_block(X, skip, n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """The depth is fixed. It is an argument, and so are the filters and classes."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(3):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 8, max_pooling=False)
    for level in (2, 1, 0):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """The last convolution is 3 by 3, or one too many comes before it: 1 by 1 is asked for, right behind the last block."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2**depth, max_pooling=False)
    for level in reversed(range(depth)):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    X = layers.Conv2D(n_filters, 3, padding="same", activation="relu")(X)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1)(X))

# %% mistake="unet_model"
def unet_model(input_size=(64, 64, 3), n_filters=8, n_classes=5, depth=3):
    """There is a ReLU at the end: logits may be negative."""
    inputs = keras.Input(input_size)
    X, skips = inputs, []
    for level in range(depth):
        X, skip = conv_block(X, n_filters * 2**level)
        skips.append(skip)
    X, _ = conv_block(X, n_filters * 2**depth, max_pooling=False)
    for level in reversed(range(depth)):
        X = upsampling_block(X, skips[level], n_filters * 2**level)
    return keras.Model(inputs, layers.Conv2D(n_classes, 1, activation="relu")(X))

# %% [markdown]
# ## Training it
# A pixel is an example like any other. With label $y_{hw}$ and logits $z_{hw}$ the loss is the mean **cross-entropy of all pixels**,
#
# $$\mathcal{L} = -\frac{1}{n_H n_W} \sum_{h,w} \log\,\mathrm{softmax}(z_{hw})_{y_{hw}}$$
#
# "Sparse" means that labels stay whole numbers. Your network begins with random weights; two rounds through 200 scenes take 10 to 30 seconds.
#
# *Guess first:* what will its masks look like then, and what its accuracy?

# %%
def scaled(X):
    """Pixels from 0 to 255 as numbers from -1 to 1."""
    return np.asarray(X, dtype=np.float32) / 127.5 - 1


def masks_of(model, X):
    """The class with the largest logit, for each pixel."""
    return np.argmax(model.predict(scaled(X), batch_size=40, verbose=0), axis=-1)


@cache
def trained_unet():
    """My network, with the weights that a longer training found; made at the first call."""
    network = unet_model((None, None, 3))
    network.set_weights(load_unet_weights())
    return network

# %% demo tags=["nbval-ignore-output"]
keras.utils.set_random_seed(0)
beginner = unet_model((SIDE, SIDE, 3))
beginner.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = beginner.fit(scaled(train.X), train.masks, batch_size=10, epochs=2, verbose=0)
print("loss", np.round(history.history["loss"], 3))
report("after two rounds", masks_of(beginner, dev.X))

# %% [markdown]
# <details><summary>What the lines say</summary>
#
# Loss falls, accuracy is 0.855, and the IoUs are those of "always background": the cheapest thing to learn comes first.
#
# </details>
#
# So a script went on: the same network, 24 rounds through 1,000 scenes each, every time new ones, in other light (`datasets/unet.md`). In
# training it had batch normalization, too, which was then folded into the weights. They fit your model, layer by layer.

# %% demo
shown = [0, 1, 2, 3, 5, 7, 8, 11, 12]
predicted = masks_of(trained_unet(), dev.X)
show_masks(dev.X[shown], {"truth": dev.masks[shown], "network": predicted[shown]}, "Figures that it has never seen, in places where it has never been")
report("trained", predicted)

# %% [markdown]
# Outlines are fair, names less so. Leaves in the second scene become "two wheels", while the scooters are lost: of two wheels it
# has seen three drawings, none a kick scooter. The fire engine (seventh) is mostly "two wheels" and "car".

# %% [markdown]
# ## What the skips bring
# How much of this comes from the skips? One training can't tell. A script trained nine networks on scenes of 32 by 32:
# three with skips, three without, three with skips and another loss, of which more below (`datasets/skips.md`).
#
# *Guess first:* where should skips help most: in naming the class, or at its rim?

# %%
runs = load_skips()


def compare_runs(kinds, title):
    """Means of the trainings of each kind with their standard errors, by four measures."""
    measures = ("accuracy", "mean_iou", "outline_iou", "rim_accuracy")
    figure, ax = plt.subplots(figsize=(8.5, 3.4), layout="constrained")
    for number, kind in enumerate(kinds):
        values = np.array([getattr(runs, each)[runs.kind == kind] for each in measures])
        errors = values.std(axis=1, ddof=1) / np.sqrt(values.shape[1])
        places = np.arange(4) + 0.3 * number
        ax.bar(places, values.mean(axis=1), 0.28, yerr=errors, capsize=4, color=COLORS[number], label=kind)
        for place, mean, error in zip(places, values.mean(axis=1), errors):
            ax.text(place, mean + error + 0.01, f"{mean:.2f}", ha="center", fontsize=9)
    ax.set_xticks(np.arange(4) + 0.15 * (len(kinds) - 1), ["accuracy", "mean IoU", "IoU of all that\nisn't background", "accuracy of pixels\nat a rim"])
    ax.set(ylim=(0, 1.1), ylabel="on 400 dev scenes")
    ax.legend(ncols=3, loc="upper right")
    ax.set_title(f"{title} (mean of three trainings, and its standard error)")
    plt.show()

# %% demo
compare_runs(["skips", "no skips"], "With and without skips")

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# All four measures rise. The clearest gain is the IoU of all that isn't background, from 0.42 to 0.50, some five times the
# standard error of the difference; at the rim, accuracy rises by 0.02. For the mean IoU, 0.28 against 0.32, it is less than twice
# its error, and three starts are few. Networks with skips also have more weights. (Above, with larger pictures and longer training,
# mean IoU was 0.50.)
#
# </details>
#
# **To remember**
# - Down: what. Across: where. Concatenate, convolve.
# - Logits out, `from_logits=True` in the loss. A softmax in both would be one too many.
# - The loss is a mean over pixels; "background" everywhere makes it low.

# %% [markdown]
# ## Exercise 6 · Find the bugs  (4 points, ~8 min, ●●○)
# More scenes can be had by cropping, zooming and mirroring, if picture **and mask** change alike. `broken_change` cuts out a square,
# brings it back to full size, and mirrors it, left and right exchanged, where asked for. Its author reports:
#
# 1. "Where I crop in the middle, all is well. Elsewhere the mask shows another place."
# 2. "Half of my scenes, the mirrored ones, look odd. The people in the masks stand on their heads."
# 3. "My scenes have cars (1) and people (4). After zooming, the masks have thin rims of buses (2) and scooters (3)!"
#
# Write `same_change` without the three faults. What it does with the picture is right. The crop earns 1 point, the mirror 1, the
# classes 2.
#
# <details><summary>Hint: half a class</summary>
#
# Between pixels of class 1 and 3 lies, for a resize that averages, class 2. Class numbers are names, not amounts. `tf.image.resize(…,
# method="nearest")` takes a pixel that is there.
#
# </details>

# %%
def broken_change(picture, mask, top, left, side, mirrored):
    """Has three faults."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[left : left + side, top : top + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = np.round(tf.image.resize(mask[..., np.newaxis], (size, size)).numpy()[..., 0]).astype(np.uint8)
    if mirrored:
        picture, mask = picture[:, ::-1], mask[::-1]
    return picture, mask

# %% demo
show_pairs = [broken_change(dev.X[n], dev.masks[n], 2, 22, 40, n % 2) for n in (0, 1, 3, 5, 7, 8, 11)]
show_masks([pair[0] / 255 for pair in show_pairs], {"broken": [pair[1] for pair in show_pairs]}, "The masks don't fit their pictures")

# %% solution="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """Crop a square, zoom it to full size, and mirror it: the same for a picture and its mask.

    picture: (n, n, 3), 0 to 255, whole numbers or floats. mask: (n, n), uint8 or int. top, left: of the square, in pixels;
    side: of the square, from 1 to n, so that it fits. mirrored: whether left and right are exchanged.
    Returns picture (n, n, 3) of floats, resized bilinearly, and mask (n, n) of whole numbers, resized by
    tf.image.resize with method "nearest". What it is given isn't changed.
    """
    ### BEGIN SOLUTION
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[top : top + side, left : left + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = tf.image.resize(mask[..., np.newaxis], (size, size), method="nearest").numpy()[..., 0]
    if mirrored:
        picture, mask = picture[:, ::-1], mask[:, ::-1]
    return picture, mask
    ### END SOLUTION

# %% tests="same_change" part="crop" points=1
import numpy as np

from companion.testing import close

mask = np.zeros((4, 4), dtype=np.uint8)
mask[0, 2:], mask[1, 2:] = 3, 4
picture = 10.0 * mask[..., np.newaxis] * np.ones(3)
found = same_change(picture.copy(), mask.copy(), 0, 2, 2, False)
assert found is not None, "same_change returns None. Does it end with a return?"
assert close(found[1], [[3, 3, 3, 3], [3, 3, 3, 3], [4, 4, 4, 4], [4, 4, 4, 4]]), "The upper right quarter of the mask has rows of 3 and of 4. Which of top and left belongs to which axis?"
assert np.shape(found[0]) == (4, 4, 3) and close(np.array(found[0])[0], 30 * np.ones((4, 3))), "The picture has to show the same quarter."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(9)
for n, side, top, left in ((8, 4, 3, 1), (12, 6, 0, 5), (10, 5, 5, 0), (6, 6, 0, 0)):
    mask = rng.integers(0, 2, size=(n, n)).astype(np.uint8)
    picture = rng.integers(0, 256, size=(n, n, 3)).astype(np.uint8)
    factor = n // side
    expected = mask[top : top + side, left : left + side].repeat(factor, axis=0).repeat(factor, axis=1)
    given = picture.copy(), mask.copy()
    new_picture, new_mask = same_change(*given, top, left, side, False)
    assert close(new_mask, expected), "For another square the mask shows another place than the picture."
    if side == n:
        assert close(new_picture, picture.astype(float), rtol=1e-3, atol=0.01), "A square as large as the picture is the picture."
    else:
        assert close(np.mean(new_picture), np.mean(picture[top : top + side, left : left + side]), rtol=0.1), "The picture shows another place."
    assert close(given[0], picture) and close(given[1], mask), "same_change changed what it was given."
### END HIDDEN TESTS

# %% tests="same_change" part="mirror" points=1
import numpy as np

from companion.testing import close

mask = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 2]], dtype=np.uint8)
picture = 10.0 * mask[..., np.newaxis] * np.ones(3)
new_picture, new_mask = same_change(picture.copy(), mask.copy(), 0, 0, 3, True)
assert close(new_mask, [[0, 0, 1], [0, 0, 1], [2, 0, 0]]), "Mirrored, left and right are exchanged, and what is above stays above."
assert close(new_picture, picture[:, ::-1], rtol=1e-3, atol=0.01), "The picture is mirrored in the same way."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(10)
for n in (5, 8):
    mask = rng.integers(0, 5, size=(n, n)).astype(np.uint8)
    picture = rng.integers(0, 256, size=(n, n, 3)).astype(np.uint8)
    for mirrored in (True, False):
        step = -1 if mirrored else 1
        new_picture, new_mask = same_change(picture.copy(), mask.copy(), 0, 0, n, mirrored)
        assert close(new_mask, mask[:, ::step]), "Another mask: it is mirrored where it shouldn't be, or not where it should, or along the wrong axis."
        assert close(new_picture, picture[:, ::step].astype(float), rtol=1e-3, atol=0.01), "Another picture: it is mirrored where it shouldn't be, or not where it should, or along the wrong axis."
### END HIDDEN TESTS

# %% tests="same_change" part="classes" points=2
import numpy as np

from companion.testing import close, taken

mask = np.array([[1, 1, 3, 3]] * 4, dtype=np.uint8)
picture = 10.0 * mask[..., np.newaxis] * np.ones(3)
new_mask = taken(same_change(picture.copy(), mask.copy(), 1, 1, 2, False)[1])
assert set(np.unique(new_mask)) == {1, 3}, "A mask of classes 1 and 3 has no class 2 after zooming, and still has whole numbers."
assert close(new_mask, mask), "The square's left half is class 1, its right half 3, and so it is after zooming."
new_picture = same_change(picture.copy(), mask.copy(), 1, 1, 2, False)[0]
assert close(np.array(new_picture)[0, :, 0], [10, 15, 25, 30], rtol=1e-3), "The picture is still resized bilinearly: colours may be averaged."
### BEGIN HIDDEN TESTS
import tensorflow as tf

rng = np.random.default_rng(11)
for n, side, top, left, mirrored in ((7, 4, 2, 1, True), (16, 11, 5, 0, False), (9, 3, 0, 6, True), (12, 5, 7, 3, False)):
    mask = rng.choice([0, 1, 4], size=(n, n)).astype(np.uint8)
    picture = rng.uniform(0, 255, size=(n, n, 3))
    step = -1 if mirrored else 1
    rows = np.floor((np.arange(n) + 0.5) * side / n).astype(int)
    expected = mask[top + rows][:, left + rows][:, ::step]
    expected_picture = tf.image.resize(picture[top : top + side, left : left + side], (n, n)).numpy()[:, ::step]
    new_picture, new_mask = same_change(picture.copy(), mask.copy(), top, left, side, mirrored)
    assert set(np.unique(taken(new_mask))) <= {0, 1, 4}, "After zooming the mask has classes that it didn't have."
    assert close(new_mask, expected), "After zooming, mirrored or not, the mask isn't the one that resizing to the nearest pixel gives."
    assert close(new_picture, expected_picture, rtol=1e-3, atol=0.05), "After zooming the picture is another one than bilinear resizing gives."
### END HIDDEN TESTS

# %% mistake="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """The mask is still averaged when it is resized, and so gets classes that aren't there. Take the nearest pixel."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[top : top + side, left : left + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = np.round(tf.image.resize(mask[..., np.newaxis], (size, size)).numpy()[..., 0]).astype(np.uint8)
    if mirrored:
        picture, mask = picture[:, ::-1], mask[:, ::-1]
    return picture, mask

# %% mistake="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """Rows and columns of the mask's square are exchanged: top belongs to the first axis."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[left : left + side, top : top + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = tf.image.resize(mask[..., np.newaxis], (size, size), method="nearest").numpy()[..., 0]
    if mirrored:
        picture, mask = picture[:, ::-1], mask[:, ::-1]
    return picture, mask

# %% mistake="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """The mask is turned upside down where the picture is mirrored: exchange its columns, not its rows."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[top : top + side, left : left + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = tf.image.resize(mask[..., np.newaxis], (size, size), method="nearest").numpy()[..., 0]
    if mirrored:
        picture, mask = picture[:, ::-1], mask[::-1]
    return picture, mask

# %% mistake="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """The mask isn't mirrored, only the picture is."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[top : top + side, left : left + side]
    picture = tf.image.resize(picture, (size, size)).numpy()
    mask = tf.image.resize(mask[..., np.newaxis], (size, size), method="nearest").numpy()[..., 0]
    if mirrored:
        picture = picture[:, ::-1]
    return picture, mask

# %% mistake="same_change"
def same_change(picture, mask, top, left, side, mirrored):
    """The picture is resized to the nearest pixel, too. Bilinear was right there: colours may be averaged."""
    size = len(picture)
    picture = picture[top : top + side, left : left + side]
    mask = mask[top : top + side, left : left + side]
    picture = tf.image.resize(picture, (size, size), method="nearest").numpy().astype(np.float32)
    mask = tf.image.resize(mask[..., np.newaxis], (size, size), method="nearest").numpy()[..., 0]
    if mirrored:
        picture, mask = picture[:, ::-1], mask[:, ::-1]
    return picture, mask

# %% demo
show_pairs = [same_change(dev.X[n], dev.masks[n], 2, 22, 40, n % 2) for n in (0, 1, 3, 5, 7, 8, 11)]
show_masks([pair[0] / 255 for pair in show_pairs], {"yours": [pair[1] for pair in show_pairs]}, "Now they do")

# %% [markdown]
# ## A loss that looks at classes
# Cross-entropy counts pixels, as accuracy does. What IoU asks for can be made a loss itself. IoU of masks has steps, so there is no
# gradient; but put probabilities $p_{hwc}$ in the place of masks, and with $y_{hwc}$, 1 for a pixel's class and else 0,
# sums over all pixels of the batch give the **soft Dice coefficient**
#
# $$D_c = \frac{2 \sum p_c\,y_c + 1}{\sum p_c + \sum y_c + 1}, \qquad \mathcal{L} = 1 - \frac{1}{n} \sum_{c} D_c$$
#
# Twice the intersection over the sum of both sizes: it rises with IoU, $D = 2\,\mathrm{IoU} / (1 + \mathrm{IoU})$ without the ones.
# They keep an absent class from 0/0. Each class weighs as much as any other, however few its pixels (after Milletari and others, 2016).

# %% [markdown]
# ## Exercise 7 · Dice loss  (4 points, ~8 min, ●●○)
# Write `dice_loss(y_true, y_pred)`, for labels and **logits**, with TensorFlow or Keras, so that gradients pass through it. Keras
# hands labels over as floats, so turn them into whole numbers. The sums run over pictures, heights and widths *together*.
#
# *Example.* One picture of two pixels, labels [0, 1], two classes, all logits 0: probabilities are 1/2, each sum of products is
# 1/2, each other sum 1. $D_c = (1 + 1)/(1 + 1 + 1) = 2/3$ for both, and the loss is 1/3.
#
# <details><summary>Hint: pieces</summary>
#
# `tf.nn.softmax`, `tf.one_hot(tf.cast(y_true, tf.int32), n)`, `tf.reduce_sum(…, axis=(0, 1, 2))`. The number of classes is
# `y_pred.shape[-1]`.
#
# </details>

# %% solution="dice_loss"
def dice_loss(y_true, y_pred):
    """One minus the mean of the classes' soft Dice coefficients.

    y_true: tensor (m, h, w), class numbers, as whole numbers or floats. y_pred: logits (m, h, w, n), float32.
    Returns a tensor, a single number from 0 to 1.
    """
    ### BEGIN SOLUTION
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(p * y, axis=(0, 1, 2)), tf.reduce_sum(p + y, axis=(0, 1, 2))
    return 1 - tf.reduce_mean((2 * both + 1) / (sizes + 1))
    ### END SOLUTION

# %% tests="dice_loss" points=4
import numpy as np
import tensorflow as tf

from companion import checks
from companion.testing import close, taken

loss = dice_loss(np.array([[[0, 1]]]), np.zeros((1, 1, 2, 2), dtype=np.float32))
assert loss is not None, "dice_loss returns None. Does it end with a return?"
assert close(loss, 1 / 3, rtol=1e-4), "The example: both coefficients are 2/3, and the loss is 1/3."
sure = np.array([[[[20.0, -20.0], [-20.0, 20.0]]]], dtype=np.float32)
assert close(dice_loss(np.array([[[0, 1]]]), sure), 0, atol=1e-4), "Sure and right: the loss is 0."
assert taken(dice_loss(np.array([[[1.0, 0.0]]], dtype=np.float32), sure)) > 0.6, "Sure and wrong, and labels as floats: the loss is large."
slopes = checks.gradients(dice_loss, np.array([[[0.0, 1.0]]], dtype=np.float32), np.zeros((1, 1, 2, 2), dtype=np.float32))[1]
assert close(slopes, [[[[-1 / 12, 1 / 12], [1 / 12, -1 / 12]]]], rtol=1e-3), "The gradient has to pass to the logits: compute with TensorFlow all the way."
### BEGIN HIDDEN TESTS
def soft_dice(y, z):
    """The loss in NumPy, class by class."""
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    found = []
    for c in range(z.shape[-1]):
        there = y == c
        found.append((2 * p[..., c][there].sum() + 1) / (p[..., c].sum() + there.sum() + 1))
    return 1 - np.mean(found)


rng = np.random.default_rng(12)
for m, h, w, n in ((1, 3, 4, 3), (5, 2, 6, 4), (3, 7, 5, 2), (2, 4, 4, 6)):
    y, z = rng.integers(0, max(2, n - 1), size=(m, h, w)), 3 * rng.normal(size=(m, h, w, n))
    expected, step = soft_dice(y, z), np.zeros((m, h, w, n))
    for labels in (y, y.astype(np.float32), y.astype(np.uint8)):
        assert close(dice_loss(labels.copy(), z.astype(np.float32)), expected, rtol=1e-3), "For other labels and logits the loss is another number. Look at softmax, at the ones, at the axes of the sums, and at the mean over classes."
    place = tuple(int(rng.integers(0, size)) for size in step.shape)
    step[place] = 1e-4
    slope = (soft_dice(y, z + step) - soft_dice(y, z - step)) / 2e-4
    found = checks.gradients(dice_loss, y.astype(np.float32), z.astype(np.float32))[1]
    assert close(taken(found)[place], slope, rtol=0.01, atol=1e-5), "The gradient is another one. Does everything pass through TensorFlow?"
### END HIDDEN TESTS

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """The logits are taken for probabilities: put them through a softmax first."""
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(y_pred * y, axis=(0, 1, 2)), tf.reduce_sum(y_pred + y, axis=(0, 1, 2))
    return 1 - tf.reduce_mean((2 * both + 1) / (sizes + 1))

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """That is the coefficient, which is large for good masks. The loss is one minus it."""
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(p * y, axis=(0, 1, 2)), tf.reduce_sum(p + y, axis=(0, 1, 2))
    return tf.reduce_mean((2 * both + 1) / (sizes + 1))

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """The sums run over the classes, too, so large classes decide alone. Sum over pictures, heights and widths, and take the mean of the classes' coefficients."""
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    return 1 - (2 * tf.reduce_sum(p * y) + 1) / (tf.reduce_sum(p + y) + 1)

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """Each picture has its own coefficients here. The sums run over the pictures of the batch, too."""
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(p * y, axis=(1, 2)), tf.reduce_sum(p + y, axis=(1, 2))
    return 1 - tf.reduce_mean((2 * both + 1) / (sizes + 1))

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """The 2 is missing: a mask that is right everywhere would get half."""
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(p * y, axis=(0, 1, 2)), tf.reduce_sum(p + y, axis=(0, 1, 2))
    return 1 - tf.reduce_mean((both + 1) / (sizes + 1))

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """The background is left out of the mean. The text takes all classes."""
    p = tf.nn.softmax(y_pred)
    y = tf.one_hot(tf.cast(y_true, tf.int32), y_pred.shape[-1])
    both, sizes = tf.reduce_sum(p * y, axis=(0, 1, 2)), tf.reduce_sum(p + y, axis=(0, 1, 2))
    return 1 - tf.reduce_mean((2 * both[1:] + 1) / (sizes[1:] + 1))

# %% mistake="dice_loss"
def dice_loss(y_true, y_pred):
    """The largest logit is taken before the sums, which has no gradient. Compute with the probabilities."""
    n = y_pred.shape[-1]
    p = tf.one_hot(tf.argmax(y_pred, axis=-1), n)
    y = tf.one_hot(tf.cast(y_true, tf.int32), n)
    both, sizes = tf.reduce_sum(p * y, axis=(0, 1, 2)), tf.reduce_sum(p + y, axis=(0, 1, 2))
    return 1 - tf.reduce_mean((2 * both + 1) / (sizes + 1))

# %% [markdown]
# *Guess first:* does adding it to cross-entropy pay? Six trainings, and one more round of your own, with your loss.

# %% demo tags=["nbval-ignore-output"]
compare_runs(["skips", "skips and Dice"], "Without and with Dice loss")
entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
further = unet_model((SIDE, SIDE, 3))
further.set_weights(load_unet_weights())
further.compile(keras.optimizers.Adam(0.0001), lambda y, z: entropy(y, z) + dice_loss(y, z))
further.fit(scaled(train.X), train.masks, batch_size=20, epochs=1, verbose=0)
report("before", masks_of(trained_unet(), dev.X))
report("one round more", masks_of(further, dev.X))

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# Nothing is proved: mean IoU rises from 0.32 to 0.35, accuracy falls a little, and no difference is above one and a half of its
# standard errors. Your own round changes next to nothing. A sensible idea is not yet a result; where background is 99 %, it may become one.
#
# </details>

# %% [markdown]
# ## Scissors
# To cut out, the class doesn't matter: what counts is the **chance that a pixel isn't background**, one minus the softmax's first
# channel. From which chance on does a pixel belong to the thing? 0.5 is a habit. Decide from dev scenes.

# %% [markdown]
# ## Exercise 8 · Where to cut  (4 points, ~8 min, ●●○)
# Write `best_threshold(chances, truth, thresholds)`. For each threshold t, the pixels with a chance of **at least** t are cut out.
# Take the IoU of all these pixels with the true ones, over all scenes together. Return the threshold with the highest IoU, and that IoU; of
# several that are equally good, the **smallest**. Threshold and IoU earn 2 points each.
#
# *Example.* Chances [[0.9, 0.6], [0.4, 0.1]], truth [[True, True], [True, False]]: with 0.5 two of three are found, IoU 2/3;
# with 0.3 all three, IoU 1; with 0.05 there is one too many, IoU 3/4. So `best_threshold(chances, truth, [0.5, 0.3, 0.05])` is
# `(0.3, 1.0)`.
#
# <details><summary>Hint: in order</summary>
#
# Thresholds come in any order. Go through `np.sort(thresholds)`; `np.argmax` returns the first of equal ones.
#
# </details>

# %% solution="best_threshold"
def best_threshold(chances, truth, thresholds):
    """The threshold that cuts out best, and how well.

    chances: floats from 0 to 1, any shape. truth: of the same shape, True where there is something, at least once.
    thresholds: a list or array of numbers, at least one, in any order. None of them is changed.
    Returns (threshold, IoU), two numbers.
    """
    ### BEGIN SOLUTION
    tried = np.sort(thresholds)
    ious = [np.sum((chances >= t) & truth) / np.sum((chances >= t) | truth) for t in tried]
    return tried[np.argmax(ious)], np.max(ious)
    ### END SOLUTION

# %% tests="best_threshold" part="threshold" points=2
import numpy as np

from companion.testing import close

chances, truth = np.array([[0.9, 0.6], [0.4, 0.1]]), np.array([[True, True], [True, False]])
found = best_threshold(chances.copy(), truth.copy(), [0.5, 0.3, 0.05])
assert found is not None, "best_threshold returns None. Does it end with a return?"
assert close(found[0], 0.3), "The example: with 0.3 all is right. Return the threshold itself, not its place in the list."
assert close(best_threshold(chances.copy(), truth.copy(), [0.35, 0.2, 0.3])[0], 0.2), "All three are equally good: take the smallest, wherever it stands."
assert close(best_threshold(np.array([0.75, 0.5]), np.array([True, False]), [0.5, 0.75])[0], 0.75), "A chance that equals the threshold is cut out."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(13)
for shape, count in (((3, 8, 8), 9), ((20,), 4), ((2, 5, 7), 12), ((1, 6, 6), 1)):
    truth = rng.random(shape) < 0.3
    truth.flat[0] = True
    chances = np.round(np.clip(0.5 * truth + rng.uniform(0, 0.6, size=shape), 0, 1), 1)
    thresholds = np.round(rng.permutation(np.linspace(0.1, 1, count)), 1)
    chosen, highest = None, -1.0
    for t in sorted(thresholds):
        cut = [c >= t for c in chances.flat]
        both, either = sum(a and b for a, b in zip(cut, truth.flat)), sum(a or b for a, b in zip(cut, truth.flat))
        if both / either > highest + 1e-12:
            chosen, highest = t, both / either
    given = chances.copy(), truth.copy(), thresholds.copy()
    assert close(best_threshold(*given)[0], chosen), "Other chances: another threshold has a higher IoU, or the same and is smaller. Look at all pixels of all scenes together."
    assert close([given[0], given[2]], [chances, thresholds]) and close(given[1], truth), "best_threshold changed what it was given."
big = np.zeros((2, 10, 10), dtype=bool)
big[0], big[1, 0, 0] = True, True
chances = np.where(big, 0.6, 0.0)
chances[0, :5], chances[1, 1:3] = 0.4, 0.5
assert close(best_threshold(chances, big, [0.3, 0.55])[0], 0.3), "A large scene and a small one: the IoU is that of all pixels together, not the mean of the scenes."
### END HIDDEN TESTS

# %% tests="best_threshold" part="iou" points=2
import numpy as np

from companion.testing import close

chances, truth = np.array([[0.9, 0.6], [0.4, 0.1]]), np.array([[True, True], [True, False]])
assert close(best_threshold(chances.copy(), truth.copy(), [0.5, 0.3, 0.05])[1], 1), "The example: the IoU with 0.3 is 1."
assert close(best_threshold(chances.copy(), truth.copy(), [0.5])[1], 2 / 3), "With 0.5, two pixels of three are found."
assert close(best_threshold(chances.copy(), truth.copy(), [0.05])[1], 3 / 4), "With 0.05 a pixel too many is cut out: it belongs to the union."
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(14)
for shape, count in (((3, 8, 8), 9), ((30,), 4), ((2, 5, 7), 1)):
    for _ in range(3):
        truth = rng.random(shape) < 0.4
        truth.flat[0] = True
        chances = np.clip(0.4 * truth + rng.uniform(0, 0.7, size=shape), 0, 1)
        thresholds = rng.permutation(np.linspace(0.2, 0.9, count))
        expected = max(np.sum(np.minimum(chances >= t, truth)) / np.sum(np.maximum(chances >= t, truth)) for t in thresholds)
        assert close(best_threshold(chances, truth, thresholds)[1], expected), "Other chances: the highest IoU is another number. Intersection over union, of all pixels together."
### END HIDDEN TESTS

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """That is the accuracy. Where little is cut out, the background decides it: compute the IoU."""
    tried = np.sort(thresholds)
    shares = [np.mean((chances >= t) == truth) for t in tried]
    return tried[np.argmax(shares)], np.max(shares)

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """Of equally good thresholds you take the first in the list, or the largest. Take the smallest."""
    tried = np.sort(thresholds)[::-1]
    ious = [np.sum((chances >= t) & truth) / np.sum((chances >= t) | truth) for t in tried]
    return tried[np.argmax(ious)], np.max(ious)

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """That is the place of the threshold in the list. Return the threshold itself."""
    ious = [np.sum((chances >= t) & truth) / np.sum((chances >= t) | truth) for t in thresholds]
    return int(np.argmax(ious)), np.max(ious)

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """A chance that equals the threshold is left out here. "At least" includes it."""
    tried = np.sort(thresholds)
    ious = [np.sum((chances > t) & truth) / np.sum((chances > t) | truth) for t in tried]
    return tried[np.argmax(ious)], np.max(ious)

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """That is twice the intersection over the sum of both sizes (Dice). It picks the same threshold, but IoU is another number."""
    tried = np.sort(thresholds)
    found = [2 * np.sum((chances >= t) & truth) / (np.sum(chances >= t) + np.sum(truth)) for t in tried]
    return tried[np.argmax(found)], np.max(found)

# %% mistake="best_threshold"
def best_threshold(chances, truth, thresholds):
    """That is the share of the true pixels that are found (recall), which a threshold of 0 makes 1. Pixels that are cut out wrongly have to count, too."""
    tried = np.sort(thresholds)
    found = [np.sum((chances >= t) & truth) / np.sum(truth) for t in tried]
    return tried[np.argmax(found)], np.max(found)

# %%
THRESHOLDS = np.arange(0.05, 1, 0.05)


def something(logits):
    """The chance not to be background, from logits whose last axis has the classes."""
    return 1 - tf.nn.softmax(logits).numpy()[..., 0]


@cache
def dev_chances():
    """For each pixel of the dev scenes, as my network says it."""
    return something(trained_unet().predict(scaled(dev.X), batch_size=40, verbose=0))


@cache
def my_threshold():
    """Where to cut: what did best on the dev scenes, and its IoU there."""
    return best_threshold(dev_chances(), dev.masks > 0, THRESHOLDS)

# %% demo
ious = [best_threshold(dev_chances(), dev.masks > 0, [each])[1] for each in THRESHOLDS]
plt.figure(figsize=(6, 2.8), layout="constrained")
plt.plot(THRESHOLDS, ious, "o-", color=COLORS[0])
plt.axvline(my_threshold()[0], color=COLORS[1], linestyle="--")
plt.gca().set(xlabel="threshold", ylabel="IoU on dev", title="Best at {:.2f}: IoU {:.3f}; at 0.50: {:.3f}".format(*my_threshold(), ious[9]))
plt.show()
for chosen, judged in ((slice(0, 60), slice(60, 120)), (slice(60, 120), slice(0, 60))):
    limit, _ = best_threshold(dev_chances()[chosen], dev.masks[chosen] > 0, THRESHOLDS)
    gain = np.subtract(*(best_threshold(dev_chances()[judged], dev.masks[judged] > 0, [t])[1] for t in (limit, 0.5)))
    print(f"chosen on one half of the scenes: {limit:.2f}; on the other half {gain:+.3f} against 0.50")

# %% [markdown]
# <details><summary>What the figure says</summary>
#
# The curve is flat from 0.25 to 0.5. The threshold was chosen on the very scenes that judge it, which flatters a little: chosen on
# one half, it gains next to nothing on the other.
#
# </details>

# %% [markdown]
# ## Your own picture
# Put a picture beside this notebook as `my_picture.png` (or change the name): a photograph of any place onto which you have pasted
# or drawn cars, buses, bicycles or people, as the emoji of your phone have them. Any size will do. Without such a file the cells take a scene.
#
# Nothing in a U-Net depends on the picture's size, so a larger one has a finer outline, up to a point: the network knows things of 16 to 45
# pixels. `detail` is the longer side that it sees: try 64 to 96, and stop when limbs go missing. Chances are enlarged *before* the threshold, so that the edge comes out smooth.

# %%
MINE = Path("my_picture.png")


def my_picture():
    """The learner's own picture, or a scene."""
    if MINE.exists():
        return read_picture(MINE)
    return draw_scenes(1, np.random.default_rng(33), "dev", 256, objects=(2, 3), scale=(0.35, 0.6)).X[0]


def chances_in(picture, detail=64):
    """The chance of each pixel not to be background, (h, w), as my network sees it at this size."""
    h, w = picture.shape[:2]
    sides = [max(8, 8 * round(detail * side / max(h, w) / 8)) for side in (h, w)]
    small = tf.image.resize(picture, sides, antialias=True)
    found = something(trained_unet()(scaled(small)[np.newaxis], training=False))[0, ..., np.newaxis]
    return tf.image.resize(found, (h, w)).numpy()[..., 0]


def cut_out(picture, limit, detail=64):
    """The picture with its background transparent: (h, w, 4), 0 to 255."""
    opaque = chances_in(picture, detail) >= limit
    return np.dstack([picture, 255 * opaque]).astype(np.uint8)


def show_cut(limit, detail=64):
    """My picture, the chances in it, and what is cut out, on a chequered ground."""
    picture = my_picture()
    rows, columns = np.indices(picture.shape[:2]) // 16
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.8), layout="constrained")
    axes[0].imshow(picture)
    axes[1].imshow(chances_in(picture, detail), cmap="viridis", vmin=0, vmax=1)
    axes[2].imshow((rows + columns) % 2, cmap="gray", vmin=-6, vmax=1)
    axes[2].imshow(cut_out(picture, limit, detail))
    for ax, title in zip(axes, ("picture", "chance of not being background", f"cut out at {limit:.2f}"), strict=True):
        ax.set(title=title, xticks=[], yticks=[])
    plt.show()

# %% demo
show_cut(my_threshold()[0])
if MINE.exists():
    Image.fromarray(cut_out(my_picture(), my_threshold()[0])).save("cut_out.png")
    print("saved as cut_out.png")

# %% demo tags=["nbval-ignore-output"]
cutter = interact(
    show_cut,
    limit=FloatSlider(my_threshold()[0], min=0.02, max=0.98, step=0.02, continuous_update=False),
    detail=IntSlider(64, 32, 160, step=8, continuous_update=False),
)

# %% [markdown]
# **Where it fails.** A rim of sky or grass stays: it sees the picture smaller, and its chances fade over several pixels. It knows a few
# dozen drawings with sharp edges. Here are photographs that have none of them in it.

# %% demo
failed = load_photographs().X_dev[[3, 9, 14, 20, 26, 31, 40, 47, 55]]
show_masks(failed, {"network": masks_of(trained_unet(), failed)}, "Photographs without drawn figures: all colours below are mistakes")

# %% [markdown]
# Mostly it stays silent, also about real things with clear edges: it has learnt the look of drawings. But to a display in a case it says
# "bus". And photographed cars? Try one.

# %% [markdown]
# ## Exercise 9 · One matrix, both ways  (3 points, ~10 min, ●●●, optional)
# Why "transposed"? A convolution of one channel without padding is linear, so there is a matrix $C$ with
# $\mathrm{vec}(Z) = C\,\mathrm{vec}(X)$, where vec writes a picture's rows one after the other. Its **transpose** goes the other way, from the small map
# to the large one: $C^T \mathrm{vec}(Z)$ is the transposed convolution of $Z$ with the same window. (It isn't the inverse: it brings back
# the size, not the values. Backpropagation through a convolution multiplies by it as well.)
#
# Write `convolution_matrix(W, n, stride)` for pictures of n by n.
#
# *Example.* `convolution_matrix(np.array([[1, 2], [3, 4]]), 3, 1)` has 4 rows and 9 columns; the first row is
# `[1, 2, 0, 3, 4, 0, 0, 0, 0]`, the second `[0, 1, 2, 0, 3, 4, 0, 0, 0]`.
#
# <details><summary>Hint: a row</summary>
#
# The row of output place (r, c) is a picture of zeros with W at rows from `stride * r` and columns from `stride * c`, made flat.
#
# </details>

# %% solution="convolution_matrix"
def convolution_matrix(W, n, stride):
    """The matrix of a convolution of n by n pictures, one channel, without padding.

    W: (f, f), f at most n; it isn't turned around, nor changed. stride: at least 1.
    Returns an array (k * k, n * n), where k = floor((n - f) / stride) + 1 is the side of the output.
    """
    ### BEGIN SOLUTION
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((k, k, n, n))
    for r, c in np.ndindex(k, k):
        C[r, c, r * stride : r * stride + f, c * stride : c * stride + f] = W
    return C.reshape(k * k, n * n)
    ### END SOLUTION

# %% tests="convolution_matrix" points=3
import numpy as np

from companion.testing import close

C = convolution_matrix(np.array([[1, 2], [3, 4]]), 3, 1)
assert C is not None, "convolution_matrix returns None. Does it end with a return?"
assert np.shape(C) == (4, 9), "The example: two by two places, nine pixels."
assert close(np.array(C)[:2], [[1, 2, 0, 3, 4, 0, 0, 0, 0], [0, 1, 2, 0, 3, 4, 0, 0, 0]]), "The example's first two rows: the window at the left, then one pixel further."
C = convolution_matrix(np.array([[1.0, 2.0], [3.0, 4.0]]), 5, 3)
assert close(np.argwhere(np.array(C)[3]), [[18], [19], [23], [24]]), "With stride 3 the last place begins at row 3 and column 3."
### BEGIN HIDDEN TESTS
from numpy.lib.stride_tricks import sliding_window_view

rng = np.random.default_rng(15)
for n, f, stride in ((4, 3, 1), (7, 3, 2), (6, 2, 3), (5, 5, 1), (8, 1, 2), (9, 4, 2)):
    W, X = rng.normal(size=(f, f)), rng.normal(size=(n, n))
    windows = sliding_window_view(X, (f, f))[::stride, ::stride]
    expected = np.einsum("hwij,ij->hw", windows, W).ravel()
    basis = np.stack([np.einsum("hwij,ij->hw", sliding_window_view(each.reshape(n, n), (f, f))[::stride, ::stride], W).ravel() for each in np.eye(n * n)], axis=1)
    given = W.copy()
    C = convolution_matrix(given, n, stride)
    assert close(C, basis), "Another window, size or stride: its product with a picture isn't the convolution."
    assert close(np.array(C) @ X.ravel(), expected), "Its product with a picture isn't the convolution."
    assert close(given, W), "convolution_matrix changed the window."
### END HIDDEN TESTS

# %% mistake="convolution_matrix"
def convolution_matrix(W, n, stride):
    """This is the transpose: a row belongs to a place of the output, a column to a pixel of the input."""
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((k, k, n, n))
    for r, c in np.ndindex(k, k):
        C[r, c, r * stride : r * stride + f, c * stride : c * stride + f] = W
    return C.reshape(k * k, n * n).T

# %% mistake="convolution_matrix"
def convolution_matrix(W, n, stride):
    """The stride is in the size, and the window moves by one pixel."""
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((k, k, n, n))
    for r, c in np.ndindex(k, k):
        C[r, c, r : r + f, c : c + f] = W
    return C.reshape(k * k, n * n)

# %% mistake="convolution_matrix"
def convolution_matrix(W, n, stride):
    """The window is turned around, as mathematics has it. Here it is taken as it is."""
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((k, k, n, n))
    for r, c in np.ndindex(k, k):
        C[r, c, r * stride : r * stride + f, c * stride : c * stride + f] = np.flip(W)
    return C.reshape(k * k, n * n)

# %% mistake="convolution_matrix"
def convolution_matrix(W, n, stride):
    """Rows and columns are exchanged on the way to flat pictures: rows are written one after the other."""
    f = len(W)
    k = (n - f) // stride + 1
    C = np.zeros((k, k, n, n))
    for r, c in np.ndindex(k, k):
        C[r, c, r * stride : r * stride + f, c * stride : c * stride + f] = W
    return C.transpose(0, 1, 3, 2).reshape(k * k, n * n)

# %% demo
W_example = np.arange(1.0, 10).reshape(3, 3)
C_example = convolution_matrix(W_example, 5, 2)
small = np.array([[1.0, 0], [0, 2]])
ways = (C_example.T @ small.ravel()).reshape(5, 5), conv_transpose(small[..., np.newaxis], W_example[..., np.newaxis, np.newaxis], np.zeros(1), 2, 0)[..., 0]
print("C transposed and stamps agree:", np.allclose(*ways))
figure, axes = plt.subplots(1, 2, figsize=(8, 2.6), layout="constrained", width_ratios=[4, 1.4])
for ax, values, title in ((axes[0], C_example, "C: from 25 pixels to 4"), (axes[1], ways[0], "Cᵀ vec(Z), as a picture")):
    ax.imshow(values, cmap="viridis")
    ax.set(title=title, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## What you built
# - IoU for each class, and an eye for what accuracy hides.
# - Transposed convolution by hand, and a U-Net of two blocks that takes pictures of any size.
# - A loss for small classes, a threshold from data, and scissors for pictures of your own.
#
# **Questions to take along** (no points)
# 1. Two cars touch: their mask is one blot. What would a network have to say to tell them apart? (*Instance* segmentation.)
# 2. Whose outlines are the truth where two people draw different ones?
# 3. At which sizes does `cut_out` begin to miss things, and why?
#
# **Next:** week 4. Which of several is it, and what style is it in?
