# ---
# title: "Quiz: shallow neural networks"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: shallow neural networks
#
# Ten questions on the ideas of week 3. **You will** check that you can
# - count the parameters and read the shapes of a network with a hidden layer;
# - tell what an activation does to the values on the way forward and to the gradients on the way back;
# - say why training starts at random, and what goes wrong if it doesn't.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.
#
# Notation: $X$ has shape $(n_x, m)$ with one example in each column; $Z^{[1]} = W^{[1]}X + b^{[1]}$ and
# $A^{[1]} = g(Z^{[1]})$ belong to the $n_h$ hidden units, $Z^{[2]} = W^{[2]}A^{[1]} + b^{[2]}$ and
# $A^{[2]} = \sigma(Z^{[2]})$ to the single output. The cost is the mean cross-entropy.

# %% [markdown] question="q1" points=1
# ## Question 1 · Counting parameters  (1 point)
# A network has 3 inputs, 5 hidden units and 1 output. How many numbers does training adjust?
#
# - [ ] **A.** 20
#   > Those are the weights, 5 · 3 into the hidden layer and 1 · 5 into the output. Every neuron has a bias as well.
# - [x] **B.** 26
#   > 5 · 3 weights and 5 biases in the hidden layer, 5 weights and 1 bias in the output: 15 + 5 + 5 + 1.
# - [ ] **C.** 15
#   > That is W1 alone. Its biases and the whole output layer are missing.
# - [ ] **D.** 9
#   > That is the number of inputs and neurons, 3 + 5 + 1. Parameters belong to connections and biases.

# %% [markdown] question="q2" points=1
# ## Question 2 · A row or a column?  (1 point)
# The network has 3 inputs, 5 hidden units and 1 output, and gets 200 examples at once. What is in the **second row** of
# $A^{[1]}$?
#
# - [ ] **A.** The activations of all hidden units for example 2
#   > That is the second column. Examples are columns, in A1 as in X.
# - [ ] **B.** The weights of hidden unit 2
#   > Those are the second row of W1. A1 holds values that change from example to example.
# - [ ] **C.** Feature 2 of all examples, after the activation function
#   > A hidden unit reads all features; none of them has a row of its own any more.
# - [x] **D.** The activations of hidden unit 2 for all 200 examples
#   > A1 has the shape (5, 200): down through the units, to the right through the examples.

# %% [markdown] question="q3" points=1
# ## Question 3 · Without a bend  (1 point)
# A network has 10 hidden units with $g(z) = z$, and a sigmoid at the output. It is trained to separate two classes.
# What can it do that logistic regression can't?
#
# - [x] **A.** Nothing: it can only find boundaries that logistic regression finds too.
#   > W2 (W1 x + b1) + b2 is again of the form w x + b. The sigmoid after it is the one of logistic regression.
# - [ ] **B.** It can draw a boundary with up to ten corners.
#   > Corners come from bends, one for each ReLU unit. A linear unit has none to give.
# - [ ] **C.** It can draw curved boundaries, since the output has a sigmoid.
#   > The sigmoid acts on one number, z, and keeps its order. The boundary is where z = 0, and z is linear in x.
# - [ ] **D.** It can separate more than two classes.
#   > There is one output, which says yes or no. More classes would need more outputs.

# %% [markdown] question="q4" points=1
# ## Question 4 · The slope from the value  (1 point)
# A tanh unit has the activation $a = 0.8$ for some example. By which factor does the unit multiply the gradient on its
# way from $a$ back to $z$?
#
# - [ ] **A.** 0.16, that is $a(1 - a)$
#   > That is the slope of the sigmoid in terms of its value. For tanh it is another expression.
# - [ ] **B.** 0.2, that is $1 - a$
#   > a has to be squared. At a = −0.8, where the curve is just as flat, 1 − a would give 1.8.
# - [x] **C.** 0.36, that is $1 - a^2$
#   > The slope of tanh is 1 − tanh², and tanh(z) is a. The z itself isn't needed.
# - [ ] **D.** 0.56, that is $1 - \tanh^2(a)$
#   > a is tanh(z) already. Here the hyperbolic tangent is taken a second time.

# %% [markdown] question="q5" points=1
# ## Question 5 · A dead unit  (1 point)
# After a large step, one ReLU hidden unit has a negative $z$ for every training example. What do further steps of
# gradient descent, with all examples in each, do to its weights and bias?
#
# - [ ] **A.** They push $z$ up until the unit is active again, since the cost is high.
#   > The push would have to pass through the slope of the ReLU, which is 0 for each of these examples.
# - [x] **B.** Nothing: the gradient of its weights and of its bias is zero.
#   > dZ1 of this unit is 0 for every example, so its row of dW1 and its entry of db1 are 0. It stays as it is unless
#   > the inputs change, as they may if they come from another layer that learns.
# - [ ] **C.** They shrink its weights towards zero.
#   > Nothing in this cost pulls weights towards zero. A step is proportional to the gradient, and that is 0.
# - [ ] **D.** They change its bias, while its weights stay.
#   > db1 is the mean of dZ1, and dZ1 is 0 for this unit. The weights don't move for the same reason.

# %% [markdown] question="q6" points=1
# ## Question 6 · Back through the hidden layer  (1 point)
# The hidden units are tanh. `dZ2`, `W2`, `A1` and `Z1` are at hand, with shapes (1, m), (1, n_h), (n_h, m) and
# (n_h, m). Which line gives `dZ1`?
#
# - [x] **A.** `dZ1 = (W2.T @ dZ2) * (1 - A1**2)`
#   > (n_h, 1) times (1, m) gives each unit its share of each example's error; then, entry by entry, the slope of tanh.
# - [ ] **B.** `dZ1 = (W2 @ dZ2) * (1 - A1**2)`
#   > (1, n_h) times (1, m) doesn't fit. On the way back the weights are transposed: from one output to n_h units.
# - [ ] **C.** `dZ1 = (W2.T @ dZ2) @ (1 - A1**2)`
#   > The slope belongs to each entry, so it multiplies entry by entry. (n_h, m) times (n_h, m) is no matrix product.
# - [ ] **D.** `dZ1 = (W2.T @ dZ2) * (1 - Z1**2)`
#   > The slope of tanh is 1 − a² with the value after the bend. With Z1 it can even become negative.

# %% [markdown] question="q7" points=1
# ## Question 7 · Equal weights  (1 point)
# All weights of a network with 4 tanh units start at 0.5, all biases at 0. It is trained for many iterations, computed
# without rounding errors. What is true of the hidden units at the end?
#
# - [ ] **A.** They are different: the examples differ, so their gradients do, too.
#   > The gradient adds up over the examples, and each unit adds up the same numbers. Differences between examples don't
#   > become differences between units.
# - [ ] **B.** Their weights are still 0.5, since the gradient is zero.
#   > That is how zeros behave. From 0.5, errors do come back through W2, and the weights move.
# - [ ] **C.** They are different, provided that the learning rate is small enough.
#   > Equal units take equal steps, whatever their length.
# - [x] **D.** They have changed, but each is equal to the others.
#   > The four compute the same, hear the same error and take the same step. The network can do no more than one with a
#   > single hidden unit.

# %% [markdown] question="q8" points=1
# ## Question 8 · A start that is too large  (1 point)
# A network has tanh hidden units and features of about size 1. $W^{[1]}$ starts from a standard deviation of 100,
# $W^{[2]}$ from one of 1. What do you expect of the first iterations?
#
# - [ ] **A.** Large steps in layer 1, since large weights make large gradients.
#   > W1 isn't a factor of its own gradient. It makes large sums z, and there tanh is flat: the slope 1 − a² in dZ1 is
#   > practically 0.
# - [ ] **B.** The units become equal to each other, since all of them are at −1 or 1.
#   > Their weights are different random numbers and stay so. Which side a unit is on differs from example to example.
# - [x] **C.** Hardly any change in layer 1, since nearly all of its units are saturated.
#   > |z| is about 100 for most examples, where the slope of tanh is 0 to many digits. What comes back from the output,
#   > by way of W2, is multiplied by it.
# - [ ] **D.** An error, since the exponential overflows.
#   > np.tanh is right for numbers of any size. A formula of your own might break, but the trouble here is another one.

# %% [markdown] question="q9" points=1
# ## Question 9 · A bias without its second axis  (1 point)
# In code, `W1` has shape (4, 3), `X` has shape (3, 4), and `b1` was made by `np.zeros(4)`, shape `(4,)`, and later
# trained. What does `W1 @ X + b1` do?
#
# - [ ] **A.** It raises an error, since the shapes (4, 4) and (4,) don't match.
#   > They do match, by NumPy's rules: (4,) counts as (1, 4). With any other number of examples there would be an error,
#   > which would be kinder.
# - [ ] **B.** It adds bias $j$ to row $j$, as intended.
#   > For that b1 needs the shape (4, 1). NumPy lines shapes up from the right, so (4,) is a row.
# - [ ] **C.** It adds the sum of all biases to every entry.
#   > Nothing is summed. Broadcasting repeats an array; here it repeats a row.
# - [x] **D.** It adds bias $j$ to column $j$, that is, to example $j$, without a word.
#   > (4,) counts as (1, 4), a row that is repeated downwards. Each *example* gets a bias, and each unit none of its own.

# %% [markdown] question="q10" points=1
# ## Question 10 · A step in another direction  (1 point)
# Ian Goodfellow and his colleagues described a fast way to change a picture a little, so that a trained network gets it
# wrong: $x + \varepsilon\,\mathrm{sign}(\cdot)$. Of what do they take the sign?
#
# - [ ] **A.** Of the gradient of the loss with respect to the weights
#   > That is what training steps along. The network is trained and stays as it is; the picture is to change.
# - [x] **B.** Of the gradient of the loss with respect to the picture, $dx$
#   > One more line of the backward pass, $dX = W^{[1]T}dZ^{[1]}$, says for each pixel which way the loss rises. A step of
#   > ε in each pixel, all to the worse, adds up to much.
# - [ ] **C.** Of random noise of the same size
#   > Noise of that size hardly ever changes the answer: in some pixels it raises the loss, in others it lowers it. Here
#   > all of them pull in one direction.
# - [ ] **D.** Of the difference to a picture of another class
#   > Such a step would begin to blend two pictures, and no gradient would be needed. The change that was found looks like
#   > nothing at all.
