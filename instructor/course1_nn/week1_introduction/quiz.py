# ---
# title: "Quiz: introduction to deep learning"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: introduction to deep learning
#
# Ten questions on the ideas of week 1. **You will** check that you can
# - compute what a neuron and a small network say, and how wrong they are;
# - tell which network, output and loss fit a supervised problem;
# - read an experiment about data and size without being misled by it.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`. Save the notebook, then type in a terminal, in the
# top folder: `.venv/bin/grader check course1_nn/week1_introduction/quiz.ipynb`.
#
# Notation: $X$ has shape $(n_x, m)$ with one example in each column; a neuron computes $z = w^T x + b$ and, with ReLU,
# the output $\max(0, z)$. A network with one hidden layer of ReLU neurons and a linear output computes
# $\hat Y = W^{[2]}\max(0, W^{[1]}X + b^{[1]}) + b^{[2]}$.

# %% [markdown] question="q1" points=1
# ## Question 1 · A neuron by hand  (1 point)
# A ReLU neuron with two inputs has the weights $w = (2, -3)$ and the bias $b = 4$. What is its output for
# $x = (1, 5)$?
#
# - [ ] **A.** −9
#   > That is the sum z = 2 − 15 + 4. The activation is still to come: nothing below zero leaves a ReLU.
# - [ ] **B.** 4
#   > You cut off 2 − 15 at zero and added the bias afterwards. The bias belongs to the sum.
# - [x] **C.** 0
#   > z = 2 · 1 − 3 · 5 + 4 = −9, and max(0, −9) = 0.
# - [ ] **D.** 6
#   > You dropped the negative product and kept the rest. The ReLU works on the whole sum, not on its parts.

# %% [markdown] question="q2" points=1
# ## Question 2 · Mean squared error  (1 point)
# Three houses were sold for 110, 150 and 180 thousand dollars. A model said 100, 150 and 200. What is the mean squared
# error, in squared thousand dollars?
#
# - [ ] **A.** 500
#   > That is the sum of the squares 100, 0 and 400. The mean divides it by the three houses.
# - [x] **B.** 166.7
#   > The errors are −10, 0 and 20, their squares 100, 0 and 400, and 500 / 3 = 166.7. Its root, 12.9, is a typical
#   > error in thousand dollars.
# - [ ] **C.** 10
#   > That is the mean of the absolute errors 10, 0 and 20. Here they are squared first.
# - [ ] **D.** 11.1
#   > You took the mean of the errors, 10 / 3, and squared that. Then too much and too little cancel.

# %% [markdown] question="q3" points=1
# ## Question 3 · Layers without a bend  (1 point)
# Somebody removes the ReLU from the hidden layer, so that the network computes
# $W^{[2]}(W^{[1]}X + b^{[1]}) + b^{[2]}$, and trains it anew. What can it compute that a single linear neuron can't?
#
# - [ ] **A.** Any function, if the hidden layer is large enough.
#   > That needs the bend between the layers. Sums of sums are sums, however many there are.
# - [ ] **B.** Products of inputs, since two matrices are multiplied.
#   > The matrices hold weights, and their product is a matrix of numbers. No input is multiplied by another input.
# - [ ] **C.** Planes that lie closer to the data, thanks to its additional parameters.
#   > One neuron can draw each of these planes, too. More numbers to write down one plane don't bring it nearer.
# - [x] **D.** Nothing.
#   > It equals W X + b with W = W2 W1 and b = W2 b1 + b2: one neuron. The activation is what makes a layer count.

# %% [markdown] question="q4" points=1
# ## Question 4 · Counting  (1 point)
# A network has 8 inputs, a hidden layer of 5 neurons and one output neuron; every neuron has a bias. How many numbers
# does training adjust?
#
# - [x] **A.** 51
#   > 8 · 5 weights and 5 biases in the hidden layer, 5 weights and one bias in the output: 40 + 5 + 5 + 1.
# - [ ] **B.** 45
#   > That counts the weights, 40 and 5. Each of the six neurons has a bias as well.
# - [ ] **C.** 46
#   > Here the hidden neurons have no biases. Each of the five has its own.
# - [ ] **D.** 14
#   > That counts the units, 8 + 5 + 1. What is learned sits on the connections between them, and in the biases.

# %% [markdown] question="q5" points=1
# ## Question 5 · Shapes  (1 point)
# $X$ holds 600 houses with 4 inputs each, in columns. The hidden layer has 3 neurons. Which shapes do $W^{[1]}$ and the
# hidden features $A^{[1]}$ of all houses have?
#
# - [ ] **A.** (4, 3) and (600, 3)
#   > That is the convention with examples in rows, as in Keras. With examples in columns everything is transposed.
# - [ ] **B.** (3, 600) and (3, 4)
#   > The two are mixed up. Weights belong to neurons and inputs; there isn't one for each house.
# - [x] **C.** (3, 4) and (3, 600)
#   > A row of weights for each neuron, a column of features for each house: (3, 4) times (4, 600) gives (3, 600).
# - [ ] **D.** (3, 4) and (3, 1)
#   > That is right for one house. With 600 in the columns of X, there are 600 columns of features.

# %% [markdown] question="q6" points=1
# ## Question 6 · Structured or not  (1 point)
# Which of these are **structured** data?
#
# - [ ] **A.** X-ray pictures, all of the same size and taken in the same position.
#   > Order in taking them doesn't give a pixel a meaning of its own. What counts is how many pixels lie together.
# - [x] **B.** For each patient: age, blood pressure, weight, number of visits.
#   > A table: each of its columns has a meaning that can be told in a sentence.
# - [ ] **C.** Doctors' letters, as they were dictated.
#   > Speech is a long row of numbers, and text a long row of words: no place in the row has a meaning of its own.
# - [ ] **D.** All of them: once in a computer, everything is rows and columns of numbers.
#   > So it is. The word is about meaning: what does the number in this place say? For a pixel, next to nothing.

# %% [markdown] question="q7" points=1
# ## Question 7 · The end of a network  (1 point)
# A network is to tell from a photograph which one of five kinds of bird it shows. Which output and which loss fit?
#
# - [ ] **A.** One linear unit that gives the number of the kind, 1 to 5, with squared error.
#   > Then kind 3 would lie between kinds 2 and 4, and confusing 1 with 5 would be worst. The numbers are only names.
# - [ ] **B.** One sigmoid unit, with cross-entropy.
#   > A sigmoid gives one probability: enough for yes or no, too little for five kinds.
# - [ ] **C.** Five ReLU units, with squared error.
#   > ReLUs suit hidden layers. Their outputs don't add up to 1, so they are no probabilities.
# - [x] **D.** A softmax of five units, with cross-entropy.
#   > Five probabilities that add up to 1, judged by what the right kind got.

# %% [markdown] question="q8" points=1
# ## Question 8 · Reading an experiment  (1 point)
# A colleague has 100 examples. On her dev set, over ten random draws of the training examples, a small model errs by
# 32.0 ± 0.4 and a large one by 40.7 ± 1.1. She expects to have 20,000 examples next year. What follows?
#
# - [ ] **A.** The large model is worse, and more data won't change that: the difference is many standard errors.
#   > It is clear at 100 examples. The small model soon stops improving with data, the large one often doesn't.
# - [x] **B.** Use the small model now, and compare again with more data: the order may turn round.
#   > The result holds for 100 examples. The larger model has more to gain from further ones, and only a measurement at
#   > the new size can tell.
# - [ ] **C.** Use the large model now: large models are better in the end.
#   > In the end, perhaps. With 100 examples it is clearly worse.
# - [ ] **D.** Nothing: with random draws, no comparison is possible.
#   > The standard errors say how far luck reaches. Here the difference is many times larger.

# %% [markdown] question="q9" points=1
# ## Question 9 · Faster training  (1 point)
# Why does gradient descent often train a network faster with ReLUs in the hidden layers than with sigmoids?
#
# - [x] **A.** The slope of a sigmoid is nearly 0 for large positive and negative sums; that of an active ReLU is 1.
#   > Learning multiplies by these slopes. Where they are near zero, the weights before them hardly move.
# - [ ] **B.** A ReLU can't be negative, so the errors can't be negative either.
#   > The sigmoid's output isn't negative either, and errors of both signs are needed to go up and down.
# - [ ] **C.** Networks with ReLUs have fewer parameters.
#   > An activation has no parameters. The number of weights and biases is the same.
# - [ ] **D.** ReLUs make the cost convex, so there is only one valley.
#   > With hidden layers the cost isn't convex, whichever of the two is used.

# %% [markdown] question="q10" points=1
# ## Question 10 · Two families  (1 point)
# In 1986 Rumelhart, Hinton and Williams trained a network on who is related to whom in two families, an English and an
# Italian one. Each person was an input of its own, without any description. What did the hidden units show?
#
# - [ ] **A.** One unit for each person, as in a table.
#   > There were fewer units than persons, so the network had to describe people by what they share.
# - [ ] **B.** The features that the authors had written into them: generation, nationality, branch of the family.
#   > Such features were there, but nobody had written them. They came from training alone.
# - [ ] **C.** Nothing that single units stood for: what was learned was spread over all of them alike.
#   > In large networks it often is. In this small one, several units could be named from their weights.
# - [x] **D.** Features that training had found: some units stood for generation, nationality or branch of the family.
#   > Nothing in the input mentions them; they are useful for answering. That is what made backpropagation convincing.
