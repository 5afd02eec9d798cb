# ---
# title: "Quiz: optimization algorithms"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: optimization algorithms
#
# Ten questions on the ideas of week 2. **You will** check that you can
# - count steps, average and correct by hand;
# - tell what momentum, RMSprop and Adam do with a gradient before it becomes a step;
# - read a curve that jumps, and a curve that stands still.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.
#
# Notation: $v$ is the running average of gradients, $s$ that of their squares, both started at 0 with the formula
# $v := \beta v + (1-\beta)\,dW$; $\hat v$ and $\hat s$ are corrected; $\alpha$ is the learning rate, $t = 1$ the first step.

# %% [markdown] question="q1" points=1
# ## Question 1 · Steps in an epoch  (1 point)
# There are 5,000 training examples, and mini-batches of 64. How many steps does one epoch take, and what does the last of
# them look at?
#
# - [ ] **A.** 64 steps; the last looks at 78 examples.
#   > 64 is the size of a mini-batch. How many of that size are in 5,000?
# - [ ] **B.** 78 steps; the last looks at 64 examples, and 8 examples are left out.
#   > 78 · 64 = 4,992. The other 8 examples make a last, smaller mini-batch: in an epoch each example is seen once.
# - [x] **C.** 79 steps; the last looks at 8 examples.
#   > 78 full mini-batches hold 4,992 examples, and the last one holds the 8 that are left.
# - [ ] **D.** 5,000 steps; each looks at 64 examples.
#   > Then each example would be seen 64 times. In one epoch each is in one mini-batch.

# %% [markdown] question="q2" points=1
# ## Question 2 · A restless curve  (1 point)
# Training with mini-batches, somebody plots the cost of each mini-batch. It falls over the epochs, but from one step to the
# next it often rises. What does that tell?
#
# - [x] **A.** Nothing bad: each point is the cost of other examples, and some mini-batches are harder than others.
#   > A step makes the cost of its own mini-batch smaller; the next point belongs to another. Look at the trend, at a
#   > running average, or at the cost of all examples once an epoch.
# - [ ] **B.** The gradient is wrong: each step must lower the cost.
#   > That holds for a step with all examples and a small learning rate, measured on the same examples. Here each point is
#   > measured on others.
# - [ ] **C.** The examples weren't shuffled.
#   > Shuffled mini-batches differ from each other, too. Without shuffling the curve would rather show the order of the file.
# - [ ] **D.** The network overfits.
#   > Overfitting shows in the gap between training and dev set. Jumps of the training cost say nothing about it.

# %% [markdown] question="q3" points=1
# ## Question 3 · Looking back  (1 point)
# An exponentially weighted average of daily values with $\beta = 0.9$ is replaced by one with $\beta = 0.98$. What changes?
#
# - [ ] **A.** It averages about 10 days in place of about 50, and follows changes faster.
#   > The other way round: 1/(1 − 0.9) = 10 days before, 1/(1 − 0.98) = 50 days now.
# - [ ] **B.** It averages about 98 days, and is smoother.
#   > Smoother it is, but the window is 1/(1 − β), not 100 β.
# - [ ] **C.** It averages about 50 days, and follows changes faster, as it knows more of them.
#   > The window is right. But a new value gets the weight 0.02 in place of 0.1, so a change takes longer to show.
# - [x] **D.** It averages about 50 days; it is smoother, and later.
#   > 1/(1 − 0.98) = 50. On a steady rise it is β/(1 − β) = 49 days behind, where it was 9 before.

# %% [markdown] question="q4" points=1
# ## Question 4 · The second day  (1 point)
# $\beta = 0.9$, $v_0 = 0$, and the first two values are 20 and 10. What is the corrected average of the second day?
#
# - [ ] **A.** 2.8
#   > That is v_2 itself, 0.9 · 2 + 0.1 · 10. It still contains 81 % of the start at 0.
# - [x] **B.** 14.7
#   > v_2 = 0.9 · 2 + 0.1 · 10 = 2.8, divided by 1 − 0.9² = 0.19. The younger value has a little more weight than the
#   > older, so it is a little below 15.
# - [ ] **C.** 19
#   > That comes from starting with the corrected 20 of the first day: 0.9 · 20 + 0.1 · 10. The recursion goes on with the
#   > uncorrected v_1 = 2.
# - [ ] **D.** 28
#   > That divides by 1 − 0.9, which is right on the first day only. On day t the divisor is 1 − 0.9 to the power of t.

# %% [markdown] question="q5" points=1
# ## Question 5 · Zigzag  (1 point)
# The gradient is (1, 1) in one step, (1, −1) in the next, (1, 1) in the one after, and so on for a long time. What is the
# velocity of momentum with $\beta = 0.9$?
#
# - [ ] **A.** About (1, 1) and (1, −1) in turn, like the gradient
#   > Each new gradient has the weight 0.1 only. In the second direction the past pulls the other way.
# - [x] **B.** About (1, 0.05) and (1, −0.05) in turn
#   > What the steps agree on stays whole, what alternates is damped to (1 − β)/(1 + β) = 0.053 of its size.
# - [ ] **C.** About (10, 0): the pushes in the first direction add up.
#   > Without the factor 1 − β they would add up to 10. With it the velocity is an average, and the average of ones is 1.
# - [ ] **D.** About (0.1, 0.1) and (0.1, −0.1) in turn
#   > That is the contribution of one step. Those before it count as well: in the first direction they add up to 1.

# %% [markdown] question="q6" points=1
# ## Question 6 · Two sizes of gradient  (1 point)
# RMSprop has run for a while. The gradients of weight A were always about 5 in size, those of weight B about 0.05. How do
# the strides compare? ($\varepsilon$ is negligible.)
#
# - [x] **A.** They are about equally long.
#   > Each gradient is divided by the root of the average of its own squares, 5 for A and 0.05 for B. That leaves about 1.
# - [ ] **B.** Those of A are a hundred times as long.
#   > So they would be in gradient descent and with momentum. RMSprop divides each by its own size.
# - [ ] **C.** Those of B are a hundred times as long, as small gradients are made larger.
#   > They are made larger relative to A's, by a factor of a hundred: to the same length, not beyond it.
# - [ ] **D.** Those of A are ten times as long, because of the root.
#   > The root belongs to the squares: the root of the average of 5² is 5. Nothing of the factor is left.

# %% [markdown] question="q7" points=1
# ## Question 7 · Adam's first step  (1 point)
# At $t = 1$ the gradient of a weight is −8. How does Adam move the weight, with $\alpha = 0.001$, $\beta_1 = 0.9$,
# $\beta_2 = 0.999$ and a negligible $\varepsilon$?
#
# - [ ] **A.** By −0.001
#   > The length is right, the direction isn't: the step goes against the gradient.
# - [ ] **B.** By +0.008
#   > That is the step of gradient descent. Adam divides by the size of the gradient.
# - [ ] **C.** By +0.0032
#   > So it would be without bias correction: 0.1 · 8 over the root of 0.001 · 64 is 3.2. The correction takes that out.
# - [x] **D.** By +0.001
#   > Corrected, v is −8 and s is 64. Their ratio −8/8 leaves the sign alone, whatever the size of the gradient.

# %% [markdown] question="q8" points=1
# ## Question 8 · Decay  (1 point)
# The learning rate is $\alpha_0 / (1 + \text{decay\_rate}\cdot e)$ in epoch $e = 0, 1, 2, \dots$, with $\alpha_0 = 0.2$ and
# a decay rate of 1. What is it in epoch 3?
#
# - [ ] **A.** 0.025
#   > That halves it three times, which is exponential decay. Here the divisor grows by 1 an epoch.
# - [ ] **B.** 0.067
#   > That divides by 3. The divisor is 1 + 1 · 3: in epoch 0 it is 1.
# - [x] **C.** 0.05
#   > 0.2 / (1 + 1 · 3) = 0.2 / 4.
# - [ ] **D.** 0.0083
#   > That takes the rate of the epoch before each time, and divides by 2, 3 and 4 one after the other. The formula starts
#   > from the first rate every time.

# %% [markdown] question="q9" points=1
# ## Question 9 · Standing still  (1 point)
# At some place the gradient is 0, and the Hessian has the eigenvalues 4, 0.5 and −0.01. What is it?
#
# - [ ] **A.** A minimum: the sum of the curvatures is positive.
#   > The sum hides the one direction that matters. For a minimum all of them must be positive.
# - [x] **B.** A saddle point: in one direction the cost falls, if only gently.
#   > One falling direction is enough. It will be slow to leave in that direction, with gradients that grow by little.
# - [ ] **C.** A maximum: one curvature is negative.
#   > For a maximum all curvatures must be negative. In two directions the cost rises here.
# - [ ] **D.** A place where training has converged: no optimizer leaves it.
#   > Exactly there nothing pulls. But the smallest disturbance, such as the noise of mini-batches, is enough to start the
#   > way down.

# %% [markdown] question="q10" points=1
# ## Question 10 · A race  (1 point)
# A colleague trains a network with gradient descent and with Adam, both with $\alpha = 0.5$ and once each. Adam's cost jumps
# around and stays high. "Adam doesn't work on our data", says the colleague. What do you answer?
#
# - [ ] **A.** True: where plain descent works, Adam isn't needed.
#   > One run at a rate that was chosen for neither, or for one of them, can't show that.
# - [ ] **B.** Adam needs more epochs, since it starts with small steps.
#   > Its steps are about α long in every weight, from the first on. With α = 0.5 that is enormous.
# - [ ] **C.** The bias correction must be wrong: Adam never does worse.
#   > That may be tested, against Keras for example. But even a correct Adam fails at a rate a hundred times too large.
# - [x] **D.** Give each its own learning rate from a list, and several starts; Adam's will be far smaller.
#   > Adam's strides don't shrink with the gradient, so its rates are often a hundredth of those of plain descent. A
#   > comparison is fair if both could choose, and means something if it holds for several starts.
