# ---
# title: "Quiz: tuning, batch normalization and frameworks"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: tuning, batch normalization and frameworks
#
# Ten questions on the ideas of week 3. **You will** check that you can
# - plan a search for hyperparameters, and read its result with care;
# - tell what batch normalization computes in training and in prediction;
# - compute with a softmax, and say what a gradient tape sees.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · Twenty-seven trials  (1 point)
# Three hyperparameters are to be searched with 27 trials, and only one of them turns out to matter. How many
# different values of that one were tried, on a grid with equally many values of each, and at random from a continuous range?
#
# - [ ] **A.** 9 and 27
#   > Nine values of each of three would be 729 trials. Which number has 27 as its third power?
# - [x] **B.** 3 and 27
#   > The grid has 3 · 3 · 3 trials, nine for each value of the one that matters. At random no value comes twice.
# - [ ] **C.** 27 and 27
#   > On a grid values repeat: that is what makes it a grid.
# - [ ] **D.** 3 and 9
#   > At random each trial draws all three anew, so each has values that no other trial has.

# %% [markdown] question="q2" points=1
# ## Question 2 · A rate at random  (1 point)
# A learning rate is drawn between 0.0001 and 1, uniformly in its logarithm. With which probability is it below 0.01?
#
# - [ ] **A.** 0.01
#   > That is about right for a uniform draw on the plain scale.
# - [ ] **B.** 0.25
#   > A quarter is one power of ten out of four. How many of the four lie below 0.01?
# - [ ] **C.** 0.99
#   > Then nearly all draws would be tiny. The plain scale has it nearly the other way round: 0.99 above.
# - [x] **D.** 0.5
#   > The exponent runs from −4 to 0, and 0.01 is at −2, the middle.

# %% [markdown] question="q3" points=1
# ## Question 3 · How long a memory?  (1 point)
# Momentum's $\beta$ is to be searched between 0.9 and 0.999. Which way of drawing spreads the trials evenly over the
# orders of magnitude of $1/(1-\beta)$, the length of the memory?
#
# - [ ] **A.** `beta = rng.uniform(0.9, 0.999)`
#   > Half of the draws then lie below 0.95: memories of 10 to 20 steps. Those of 200 to 1,000 steps get 4 per cent of the draws.
# - [ ] **B.** `beta = 10 ** rng.uniform(np.log10(0.9), np.log10(0.999))`
#   > Between 0.9 and 0.999 a logarithm is nearly a straight line: that is the plain scale again.
# - [x] **C.** `beta = 1 - 10 ** rng.uniform(-3, -1)`
#   > The memory is 1/(1 − β) steps, so it is 1 − β, from 0.1 down to 0.001, that belongs on the log scale.
# - [ ] **D.** `beta = 10 ** rng.uniform(-3, -1)`
#   > These are values from 0.001 to 0.1: the right numbers, but of 1 − β.

# %% [markdown] question="q4" points=1
# ## Question 4 · At the edge  (1 point)
# Fifty trials with learning rates between 0.001 and 0.1, on a log scale. The five best all lie between 0.07 and 0.1.
# What next?
#
# - [x] **A.** Search again around 0.1, with a range that reaches beyond it, say from 0.03 to 1.
#   > The best value may lie outside. A range is wide enough when the best trials lie inside it.
# - [ ] **B.** Search again between 0.07 and 0.1, more densely.
#   > That takes for granted that the best value lies inside the old range. The trials point beyond its upper end.
# - [ ] **C.** Take the best of the fifty: they cover the range well.
#   > They cover the range that was guessed beforehand, and the guess seems to have been too low.
# - [ ] **D.** Draw on the plain scale, which has more draws near 0.1.
#   > It still draws none above 0.1.

# %% [markdown] question="q5" points=1
# ## Question 5 · A bias before the normalization  (1 point)
# A layer computes $Wx + b$, then batch normalization with $\gamma$ and $\beta$, then the ReLU. What changes in what the layer
# puts out during training, if every entry of $b$ is raised by 5?
#
# - [ ] **A.** The outputs of the layer rise by 5.
#   > Before they get there, the mean over the mini-batch is subtracted, and it has risen by 5, too.
# - [ ] **B.** The outputs rise by $5\gamma$.
#   > $\gamma$ multiplies values of which the mean was already subtracted.
# - [x] **C.** Nothing.
#   > The mean over the mini-batch rises by 5 as well and takes the 5 away. $\beta$ does what $b$ was for.
# - [ ] **D.** More units get past the ReLU.
#   > They would if nothing stood between. What is added to all examples of a unit, its mean takes away.

# %% [markdown] question="q6" points=1
# ## Question 6 · One picture  (1 point)
# A fully connected network, with batch normalization computed as in the notes ($\varepsilon$ added to the variance), is to
# classify one single picture, and somebody has left it in training mode. What comes out of each batch normalization?
#
# - [ ] **A.** What the running averages make of the picture.
#   > That is test mode. In training mode the statistics are those of the mini-batch.
# - [ ] **B.** Infinity or `nan`: the spread is 0, and is divided by.
#   > The variance of one value is 0, but $\varepsilon$ keeps the division safe. (Some frameworks refuse such a mini-batch; the formula doesn't.)
# - [ ] **C.** $\gamma$, for each unit.
#   > $\gamma$ multiplies a number that is 0 here.
# - [x] **D.** $\beta$, for each unit, whatever the picture.
#   > The mean of one value is that value, so $z_{\text{norm}} = 0$ and only $\beta$ is left.

# %% [markdown] question="q7" points=1
# ## Question 7 · Three logits  (1 point)
# The logits of an example are $\log 2$, $0$ and $\log 5$. Which probability does the softmax give to the third class?
#
# - [ ] **A.** 5/7
#   > The class with the logit 0 counts, too: $e^0 = 1$.
# - [x] **B.** 5/8
#   > The exponentials are 2, 1 and 5. Their sum is 8.
# - [ ] **C.** 0.699
#   > Those are the shares of the logits themselves: $\log 5 / (\log 2 + \log 5)$. Take exponentials first.
# - [ ] **D.** 1
#   > A hard maximum would give all to the largest. The softmax leaves something to each class.

# %% [markdown] question="q8" points=1
# ## Question 8 · A first look at the loss  (1 point)
# A new network for 6 classes shows a mean cross-entropy of 9.4 before any training step. What does that say?
#
# - [ ] **A.** Nothing: before training any value is possible.
#   > A network that leans to no class gives each 1/6, and $-\log(1/6) = 1.79$. More than that means that it is sure, and wrong.
# - [ ] **B.** That is what a network has to show that knows nothing.
#   > Knowing nothing is $\log 6 = 1.79$.
# - [x] **C.** It is far worse than not knowing: the logits are too large at the start, and often for a wrong class.
#   > With small logits all classes have about 1/6, and the loss is near $\log 6 = 1.79$. Look at the inputs' scale and the initialization.
# - [ ] **D.** The labels are one-hot where they should be whole numbers.
#   > Whichever labels are compared with, a network that leans to no class shows 1.79. This one leans, and strongly.

# %% [markdown] question="q9" points=1
# ## Question 9 · A detour  (1 point)
# ```python
# w = tf.Variable(2.0)
# with tf.GradientTape() as tape:
#     u = w * w
#     J = tf.constant(u.numpy()) + 3.0
# print(tape.gradient(J, w))
# ```
# What is printed, and why?
#
# - [x] **A.** `None`: between `u` and `J` the value leaves TensorFlow, and the tape can't follow it.
#   > `u.numpy()` is a number without a past, and the constant that is made of it depends on nothing.
# - [ ] **B.** 4: the derivative of $w^2 + 3$ at 2.
#   > So it would be with `J = u + 3.0`. The way through NumPy cuts the chain.
# - [ ] **C.** `None`: the tape has to be told to watch `w`.
#   > Trainable variables are watched by themselves. Constants have to be named.
# - [ ] **D.** 0: `J` is a constant.
#   > TensorFlow tells apart a derivative that is 0 from a way that doesn't exist. Here there is none.

# %% [markdown] question="q10" points=1
# ## Question 10 · A loop that learns nothing  (1 point)
# ```python
# w = tf.Variable(3.0)
# for step in range(100):
#     with tf.GradientTape() as tape:
#         J = (w - 1.0) ** 2
#     new_w = w - 0.1 * tape.gradient(J, w)
# ```
# After the loop `w` is still 3. What is missing?
#
# - [ ] **A.** `persistent=True`, since the tape is used in each step.
#   > Each step makes a tape of its own and asks it once.
# - [ ] **B.** `tape.watch(w)`.
#   > `w` is a variable, so the tape has watched it, and the gradient is there.
# - [ ] **C.** `tf.function` around the loop.
#   > That makes loops faster. It computes the same.
# - [x] **D.** `w.assign(new_w)`, or `w.assign_sub(…)` with the step.
#   > `w - …` is a new tensor. The variable changes only when it is assigned to.
