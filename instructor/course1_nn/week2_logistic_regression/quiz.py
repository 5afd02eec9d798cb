# ---
# title: "Quiz: logistic regression as a neural network"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: logistic regression as a neural network
#
# Ten questions on the ideas of week 2. **You will** check that you can
# - count, compute and decide with logistic regression by hand;
# - follow a derivative backwards through a graph, and see what goes wrong with a learning rate;
# - read shapes, and tell which loops NumPy can take over.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.
#
# Notation: $X$ has shape $(n_x, m)$ with one example in each column, $w$ is $(n_x, 1)$, $b$ is a number,
# $z = w^T x + b$, $\hat y = a = \sigma(z)$, and the cost $J$ is the mean over the $m$ examples of
# $-\,y \log a - (1 - y) \log(1 - a)$, with the natural logarithm.

# %% [markdown] question="q1" points=1
# ## Question 1 · Counting parameters  (1 point)
# Logistic regression is a network with a single neuron. It gets colour pictures of 32 × 32 pixels, three channels each,
# flattened to columns. The training set has 500 pictures. How many numbers does training adjust?
#
# - [ ] **A.** 1,025
#   > That counts one weight for each pixel. A colour pixel brings three numbers, and each needs its own weight.
# - [ ] **B.** 3,072
#   > Those are the weights, one for each input number. The bias b is learned too.
# - [x] **C.** 3,073
#   > 32 · 32 · 3 = 3,072 weights, one for each input number, and one bias b.
# - [ ] **D.** 1,536,500
#   > That would be a set of parameters for each of the 500 pictures. All examples share the same w and b, which is what
#   > lets the model say something about a picture it has never seen.

# %% [markdown] question="q2" points=1
# ## Question 2 · On the line  (1 point)
# A classifier for "cat" ($y = 1$) against "not cat" ($y = 0$) has learned $w$ and $b$. For one picture
# $w^T x + b = 0$. What does the model say about it?
#
# - [x] **A.** Both classes are equally probable: the picture lies on the decision boundary.
#   > σ(0) = 1/2. The points with wᵀx + b = 0 form the boundary, a straight line or a plane, between the two classes.
# - [ ] **B.** The picture is certainly no cat, since the output is 0.
#   > z is 0, but the output is σ(z). The sigmoid of 0 is not 0; it gets near 0 for very negative z.
# - [ ] **C.** The model has learned nothing from this picture: a $z$ of 0 means that all weights are 0.
#   > Weights and inputs far from 0 can add up to 0 together with b. One z says nothing about each weight.
# - [ ] **D.** No output exists, since $\log 0$ in the loss is not defined.
#   > The logarithm is taken of a and of 1 − a, not of z. Both are well above 0 here.

# %% [markdown] question="q3" points=1
# ## Question 3 · The price of being sure  (1 point)
# For an example with $y = 1$ the model outputs $a = 0.01$. Which loss does logistic regression assign to it?
#
# - [ ] **A.** About 0.01, that is $-\log(1 - a)$
#   > That is the branch for y = 0, where an output of 0.01 is excellent. With y = 1 the other term counts.
# - [ ] **B.** About 0.98, that is $(y - a)^2$
#   > That is the squared error. It never exceeds 1, so a confident blunder costs little more than a mild one, and it
#   > makes the cost of logistic regression non-convex in w and b.
# - [ ] **C.** 0.99, that is $|y - a|$
#   > That is the distance between label and output. The loss is the logarithm of the probability given to the true
#   > class, with a minus sign.
# - [x] **D.** About 4.6, that is $-\log a$
#   > With y = 1 the loss is −log a, and it grows without limit as a approaches 0: being sure and wrong is expensive.

# %% [markdown] question="q4" points=1
# ## Question 4 · A cost that jumps  (1 point)
# Gradient descent on logistic regression, all examples in each step, prints the costs 0.69, 3.40, 1.35, 1.72, 5.84.
# The code of the gradients has been checked and is right. What is the best next step?
#
# - [ ] **A.** Run more iterations: the cost must settle in the end.
#   > Steps that are too long go on overshooting, however many there are. With all examples in each step and a small
#   > enough learning rate, the cost falls from the first iteration on.
# - [x] **B.** Use a smaller learning rate.
#   > The direction is right but the steps are too long: they jump across the valley and often land higher on the other
#   > side. A gradient promises a lower cost for small steps only.
# - [ ] **C.** Start from random weights, since zeros trap logistic regression in a poor local optimum.
#   > The cost of logistic regression is convex: no poor local optima exist, and zeros are a fine start. Several neurons
#   > in a layer need random weights; a single one doesn't.
# - [ ] **D.** Add the gradient to the parameters, where so far it was subtracted.
#   > The gradient points uphill, so subtracting it is right. Adding it would climb with every step length.

# %% [markdown] question="q5" points=1
# ## Question 5 · The gradient as a matrix product  (1 point)
# The outputs `A` and the labels `Y` have shape (1, m), and the cost $J$ is the mean over the $m$ examples. Which line
# gives the gradient of $J$ with respect to $w$, in the shape of $w$?
#
# - [ ] **A.** `dw = np.dot(X, (A - Y).T)`
#   > The shape is right, but this is the sum over the examples. J is their mean, so 1/m is missing: the steps would
#   > grow with the size of the data set.
# - [ ] **B.** `dw = np.dot(A - Y, X.T) / m`
#   > The numbers are right but they lie in a row, (1, n_x). Next to w, (n_x, 1), the update w - alpha * dw would
#   > broadcast to an (n_x, n_x) matrix.
# - [ ] **C.** `dw = np.dot(X, (Y - A).T) / m`
#   > The sign is reversed: this points downhill. Subtracting it, as gradient descent does, would climb.
# - [x] **D.** `dw = np.dot(X, (A - Y).T) / m`
#   > dJ/dz is (A − Y) / m, and each weight collects it times its own feature: (n_x, m) times (m, 1) gives (n_x, 1).

# %% [markdown] question="q6" points=1
# ## Question 6 · Backwards through a graph  (1 point)
# A graph computes $u = p\,q$ and then $J = (u - v)^2$. At $p = 2$, $q = 3$, $v = 4$, what is $\partial J / \partial p$?
#
# - [ ] **A.** 3
#   > That is ∂u/∂p = q, the last link of the chain. It still has to be multiplied by ∂J/∂u, which arrives from
#   > the right.
# - [ ] **B.** 4
#   > That is ∂J/∂u = 2(u − v), and also the value of J. The way from u back to p is missing.
# - [x] **C.** 12
#   > ∂J/∂u = 2(u − v) = 4, ∂u/∂p = q = 3, and the chain rule multiplies: 4 · 3.
# - [ ] **D.** 8
#   > You multiplied ∂J/∂u = 4 by p. The derivative of p·q with respect to p is the other factor, q.

# %% [markdown] question="q7" points=1
# ## Question 7 · One variable, two paths  (1 point)
# In a computational graph a variable $x$ feeds two nodes, $f$ and $g$, and both influence $J$. Backpropagation has
# found that by way of $f$ the derivative of $J$ with respect to $x$ is 5, and by way of $g$ it is −2. What is $dJ/dx$?
#
# - [x] **A.** 3
#   > A small change of x travels along both paths at once, and its effects on J add up: 5 + (−2). The bias b of
#   > logistic regression reaches J through all m examples, which is why db adds up their contributions.
# - [ ] **B.** −10
#   > Derivatives are multiplied along one path, link by link. Effects of different paths are added.
# - [ ] **C.** 5
#   > The strongest path doesn't hide the others. A change of x moves g too.
# - [ ] **D.** 1.5
#   > That is the mean of the two. A unit of x doesn't split between the paths; each receives all of it.

# %% [markdown] question="q8" points=1
# ## Question 8 · An unexpected table  (1 point)
# `y` has shape `(5, 1)` and `a`, the outputs, has shape `(5,)`. What is the shape of `y - a`?
#
# - [ ] **A.** `(5, 1)`
#   > NumPy lines shapes up from the right, so (5,) counts as (1, 5): a row. It isn't turned into a column to suit y.
# - [ ] **B.** `(5,)`
#   > Both arrays have five numbers, but y has two axes, and the result has at least as many axes as either.
# - [ ] **C.** None: NumPy raises an error, since the shapes differ.
#   > An error would be kinder. (5, 1) and (1, 5) are compatible, since in each place one of the lengths is 1.
# - [x] **D.** `(5, 5)`
#   > (5,) counts as (1, 5). The column is repeated to the right and the row downwards, so each label meets each output.
#   > A mean taken of it gives a number that looks like a cost and isn't one.

# %% [markdown] question="q9" points=1
# ## Question 9 · The loop that stays  (1 point)
# Training logistic regression can be written with three nested loops: over the iterations of gradient descent, over the
# examples, and over the features. Which of them remain in good NumPy code?
#
# - [ ] **A.** None: each of the three can become a matrix product.
#   > Iteration 2 starts from the w and b that iteration 1 has found. A matrix product needs all of its numbers at the
#   > start.
# - [x] **B.** The loop over iterations alone.
#   > Each iteration needs the result of the one before. Within one iteration examples and features are independent
#   > sums, and the products with X do them all at once.
# - [ ] **C.** The loops over iterations and examples: only the sum over features is a product.
#   > One product wᵀX gives z for all m examples, since they are the columns of X and none depends on another.
# - [ ] **D.** All three: vectorization needs a GPU.
#   > A CPU does it too. NumPy's compiled code works on neighbouring numbers several at a time, without Python's
#   > work for each number.

# %% [markdown] question="q10" points=1
# ## Question 10 · Learning from an expert  (1 point)
# Pieter Abbeel and Andrew Ng worked on *apprenticeship learning*; with colleagues they later taught a model helicopter
# to fly aerobatics by it. Their algorithm of 2004 builds on inverse reinforcement learning: it alternates between two
# steps, one of which looks for a policy. What does the other find, with the help of an expert's demonstrations?
#
# - [ ] **A.** A copy of the expert's action for each situation, learned like the labels of supervised learning.
#   > That is behavioural cloning. It gives little advice in situations that the expert never got into, and says nothing
#   > about what the actions are for.
# - [ ] **B.** Which demonstrations are good and which are bad: a binary classifier of flights.
#   > All demonstrations come from the expert, and none carries a label. What is looked for is the aim that
#   > they share.
# - [x] **C.** A reward function by which the expert does better than the policies found so far.
#   > For many tasks it is easier to show good behaviour than to write down a reward for it. The reward is a weighted
#   > sum of features. One step finds weights by which the expert beats all policies so far, the other the best policy
#   > for these weights, until the expert's lead is small. They need not be the weights that the expert had in mind.
# - [ ] **D.** Nothing new: a programmer writes the reward by hand, and the demonstrations serve as a final exam.
#   > That is ordinary reinforcement learning with a reward given. The difficulty of writing such a reward by hand is
#   > the reason for learning it from demonstrations.
