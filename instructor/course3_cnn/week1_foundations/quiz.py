# ---
# title: "Quiz: foundations of convolutional networks"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: foundations of convolutional networks
#
# Ten questions on the ideas of week 1. **You will** check that you can
# - tell what a filter answers to, and predict the shape and the parameters of a layer;
# - say what padding, strides and pooling do to a picture, forward and backward;
# - argue when a convolution helps, and when it doesn't.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · A larger picture  (1 point)
# A computer vision network begins with a dense layer of 1,000 units, and is fed colour pictures of 64 by 64 pixels. The
# camera is replaced by one with 640 by 640 pixels. How many weights does the layer have then, if its units stay as many?
#
# - [ ] **A.** 12.3 million, as before
#   > Those are the 64 · 64 · 3 · 1,000 weights of the small pictures. Each new pixel needs weights of its own.
# - [ ] **B.** 123 million
#   > Height *and* width are ten times as large.
# - [x] **C.** 1.23 billion
#   > 640 · 640 · 3 inputs, 1,000 weights each. A convolutional layer would have as many as before.
# - [ ] **D.** 410 million
#   > That is for grey pictures: a colour picture has three numbers for each pixel.

# %% [markdown] question="q2" points=1
# ## Question 2 · What does it answer to?  (1 point)
# The filter has the rows $(1, 1, 1)$, $(0, 0, 0)$ and $(-1, -1, -1)$, and bright pixels are large numbers. Where is its output
# largest?
#
# - [x] **A.** Where it is bright above and dark below
#   > The upper row is added and the lower one subtracted: the difference is largest at such a horizontal edge.
# - [ ] **B.** Where it is dark above and bright below
#   > There the output is as large, but negative.
# - [ ] **C.** Where it is bright on the left and dark on the right
#   > Within each row all weights are equal, so left and right don't differ. Turn the filter by 90° for that.
# - [ ] **D.** Where all nine pixels are as bright as can be
#   > The weights sum to 0, so an even surface gives 0, however bright.

# %% [markdown] question="q3" points=1
# ## Question 3 · Parameters of a layer  (1 point)
# A convolutional layer takes maps of 14 by 14 with 10 channels, and has 20 filters of 5 by 5, padding "same". How many
# parameters does it learn?
#
# - [ ] **A.** 520
#   > 5 · 5 weights and a bias for each filter: but a filter reaches through all 10 channels of its input.
# - [ ] **B.** 5,000
#   > Those are the weights. Each filter has a bias, too.
# - [x] **C.** 5,020
#   > 5 · 5 · 10 weights and a bias make 251, times 20 filters.
# - [ ] **D.** 983,920
#   > That is 251 · 20 for each of the 196 places. All places share them.

# %% [markdown] question="q4" points=1
# ## Question 4 · Shapes  (1 point)
# A picture of 63 by 63 pixels goes through a convolution with a 7 by 7 filter, stride 2, one row or column of zeros on each
# side, and then through max pooling with 2 by 2 windows and stride 2. How large is what comes out?
#
# - [ ] **A.** 14 by 14
#   > $(63 + 2 - 7)/2$ is 29, and the first place counts as well: the convolution has 30 outputs in each direction.
# - [x] **B.** 15 by 15
#   > $(63 + 2 \cdot 1 - 7)/2 + 1 = 30$, and pooling halves that.
# - [ ] **C.** 16 by 16
#   > So it would be with padding "same": 32, halved. One row of zeros is less than a 7 by 7 filter would need for that.
# - [ ] **D.** 30 by 30
#   > That is the convolution's output. The pooling is missing.

# %% [markdown] question="q5" points=1
# ## Question 5 · Backwards through a maximum  (1 point)
# A 2 by 2 window of max pooling holds 4, 7, 1 and 3. The gradient that arrives for its output is 8. What does the window
# hand back?
#
# - [ ] **A.** 2 for each of the four
#   > So average pooling would do it. The maximum doesn't depend on the three smaller values.
# - [ ] **B.** 8 for each of the four
#   > If the 1 grows a little, the output stays 7: its gradient is 0.
# - [ ] **C.** 56 for the 7, and 0 for the others
#   > The derivative of the maximum by its largest entry is 1, not its value.
# - [x] **D.** 8 for the 7, and 0 for the others
#   > The output is that entry, so it gets all of the gradient.

# %% [markdown] question="q6" points=1
# ## Question 6 · Stride or pooling?  (1 point)
# In a network a convolution with stride 1, followed by 2 by 2 max pooling with stride 2, is replaced by the same
# convolution with stride 2. All convolutions have padding "same"; height and width are even. What changes?
#
# - [ ] **A.** The convolution has fewer parameters.
#   > The filter has as many weights, whatever its steps are.
# - [x] **B.** The convolution computes about a quarter as many sums, and has to choose without seeing the others.
#   > It is evaluated at every second row and column only. Pooling looked at all four and kept the strongest.
# - [ ] **C.** The output has a quarter of the channels.
#   > Channels are as many as filters. Strides change height and width.
# - [ ] **D.** Nothing: both halve height and width.
#   > The shapes agree. The values don't: one is the largest of four sums, the other is one of them.

# %% [markdown] question="q7" points=1
# ## Question 7 · Why share?  (1 point)
# On which of these data would you expect parameter sharing to help *least*?
#
# - [ ] **A.** Photographs of streets, in which cars have to be found
#   > A car may stand anywhere, and looks alike everywhere: one filter for all places is what one wants.
# - [ ] **B.** A second of sound, as 16,000 numbers in a row
#   > A click is a click early or late. A convolution in one dimension shares its weights over time.
# - [x] **C.** Ten measurements of a patient, in the order of the form
#   > Neighbours on a form don't belong together, and a weight that fits the pulse has no reason to fit the weight in kilograms.
# - [ ] **D.** X-ray pictures in which small fractures have to be found
#   > The fracture's edge is much the same wherever it is.

# %% [markdown] question="q8" points=1
# ## Question 8 · A moved cat  (1 point)
# A network has three convolutions with stride 1, then `Flatten` and a dense layer. It was trained on cats in the middle of
# the picture. Now the whole picture, cat and background, is moved ten pixels to the left. What is certain?
#
# - [x] **A.** The maps of the last convolution are moved by ten pixels, too, but for the edges; what the dense layer makes of them may be something else.
#   > Convolutions are equivariant. The dense layer has weights of its own for each place, and may never have seen a cat there.
# - [ ] **B.** The logits stay the same, since convolutions don't care about places.
#   > The convolutions don't. The dense layer behind `Flatten` does.
# - [ ] **C.** The maps of the last convolution stay the same, since weights are shared.
#   > Shared weights make the *same* answer at *another* place. The maps move along.
# - [ ] **D.** The network fails, since its filters have learnt where cats are.
#   > A filter knows no place. Whether the network fails, only a measurement tells.

# %% [markdown] question="q9" points=1
# ## Question 9 · Three small windows  (1 point)
# Three convolutions of 3 by 3 with stride 1 follow one another, each with ReLU. How large is the window of the
# input that one output depends on? Compare the stack with a single 7 by 7 convolution, all with $c$ channels in and out:
# what speaks for the stack?
#
# - [ ] **A.** 3 by 3; the stack has three activations.
#   > That is what the first one sees. Each further one adds a pixel on every side.
# - [ ] **B.** 9 by 9; the stack sees more.
#   > The windows overlap: each further one adds two rows, not three.
# - [ ] **C.** 7 by 7; nothing, since the stack has more parameters.
#   > Leave the biases aside: the stack has $3 \cdot 9\,c^2 = 27\,c^2$ weights, the single one $49\,c^2$.
# - [x] **D.** 7 by 7; the stack has fewer weights and three activations in place of one.
#   > 3 + 2 + 2 = 7. It has $27\,c^2$ weights, not $49\,c^2$, and can bend three times.

# %% [markdown] question="q10" points=1
# ## Question 10 · Where do they sit?  (1 point)
# ```python
# keras.Sequential([
#     keras.Input((32, 32, 3)),
#     layers.Conv2D(16, 3, padding="same", activation="relu"),
#     layers.Conv2D(32, 3, padding="same", activation="relu"),
#     layers.Flatten(),
#     layers.Dense(10),
# ])
# ```
# The network has 333,000 parameters, too many for the 500 pictures at hand. Which single change removes most of them?
#
# - [ ] **A.** Half as many filters in the first convolution
#   > That saves about 2,500. The two convolutions have 5,088 together.
# - [ ] **B.** `padding="valid"` in both convolutions
#   > The maps become 28 by 28, which takes away about a quarter of the dense layer. There is more to be had.
# - [x] **C.** 4 by 4 max pooling between the second convolution and `Flatten`
#   > The dense layer has 32 · 32 · 32 · 10 weights. With maps of 8 by 8 it has a sixteenth: about 20,500.
# - [ ] **D.** 5 by 5 filters in place of 3 by 3
#   > Larger filters have more weights: 25 for each pair of channels, not 9.
