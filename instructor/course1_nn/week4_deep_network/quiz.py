# ---
# title: "Quiz: deep neural networks"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: deep neural networks
#
# Nine questions on the ideas of week 4. **You will** check that you can
# - count layers and parameters, and say every shape before anything runs;
# - follow what goes forward, what is kept, and what comes back;
# - tell what training finds from what you choose, and a network from a brain.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 9, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.
#
# Notation: layer $l$ of $L$ has $n^{[l]}$ units, $Z^{[l]} = W^{[l]}A^{[l-1]} + b^{[l]}$, $A^{[l]} = g^{[l]}(Z^{[l]})$ and
# $A^{[0]} = X$, with one of $m$ examples in each column. Hidden layers have the ReLU, the last layer the sigmoid.

# %% [markdown] question="q1" points=1
# ## Question 1 · Counting  (1 point)
# A network takes 10 numbers and has hidden layers of 5 and 3 units and one output unit. What is $L$, and how many
# parameters are there?
#
# - [ ] **A.** $L = 4$, and 77 parameters
#   > The number of parameters is right. The inputs are layer 0: they have no parameters and aren't counted.
# - [x] **B.** $L = 3$, and 77 parameters
#   > Layers 1, 2 and 3 have 5·10 + 5 = 55, 3·5 + 3 = 18 and 1·3 + 1 = 4 parameters.
# - [ ] **C.** $L = 3$, and 68 parameters
#   > Those are the weights, 50 + 15 + 3. Each of the nine units has a bias as well.
# - [ ] **D.** $L = 2$, and 77 parameters
#   > Two is the number of hidden layers. The output layer has parameters, too, and counts.

# %% [markdown] question="q2" points=1
# ## Question 2 · A shape that hides  (1 point)
# In the network `[10, 5, 3, 1]` somebody stores $b^{[1]}$ with the shape (5,). With which numbers of examples $m$ does
# `W1 @ X + b1` raise an error?
#
# - [ ] **A.** With every $m$: (5, m) and (5,) don't fit.
#   > If only. NumPy lines shapes up from the right, so the 5 of b meets m. Where m is 5 or 1, the two fit.
# - [ ] **B.** With none: broadcasting takes care of it.
#   > (5,) counts as (1, 5). Next to (5, 7) the 5 meets a 7, and that is an error.
# - [ ] **C.** With $m = 5$ only
#   > That is where it passes: five examples take the five biases for theirs, and nothing is said.
# - [x] **D.** With all but $m = 5$ and $m = 1$
#   > With m = 5 each example gets a bias of its own; with m = 1 the (5, 1) becomes (5, 5). Both are wrong and raise
#   > nothing. A column (5, 1) gives each unit its bias, for any m.

# %% [markdown] question="q3" points=1
# ## Question 3 · The way back  (1 point)
# Layer 2 of `[10, 5, 3, 1]` is handed $dA^{[2]}$ for $m = 20$ examples. What are the shapes of the three things that it
# computes, $dA^{[1]}$, $dW^{[2]}$ and $db^{[2]}$?
#
# - [x] **A.** (5, 20), (3, 5), (3, 1)
#   > A derivative has the shape of what it belongs to: dA that of A, one column an example; dW and db those of the
#   > parameters, in which the examples have been averaged away.
# - [ ] **B.** (3, 20), (3, 5), (3, 1)
#   > (3, 20) is what layer 2 was handed. What it hands back belongs to its inputs, the 5 units of layer 1.
# - [ ] **C.** (5, 20), (5, 3), (3, 1)
#   > dW is transposed here. W of layer 2 has a row for each of its 3 units.
# - [ ] **D.** (5, 20), (3, 5), (3, 20)
#   > All 20 examples share one bias a unit, so their contributions are averaged: db is a column.

# %% [markdown] question="q4" points=1
# ## Question 4 · What is a cache for?  (1 point)
# The forward pass keeps $A^{[l-1]}$, $W^{[l]}$ and $Z^{[l]}$ of every layer. Why?
#
# - [ ] **A.** To start the next iteration from them: then the forward pass needn't begin at $X$ again.
#   > After an update every value changes. Each iteration begins at X again.
# - [ ] **B.** To predict faster once training is over: most of the work is then done already.
#   > A prediction needs the parameters alone. No cache is kept for it.
# - [x] **C.** Since the way back needs them, for $dZ^{[l]}$, $dW^{[l]}$ and $dA^{[l-1]}$.
#   > $g'(Z^{[l]})$ goes into $dZ^{[l]}$, $A^{[l-1]}$ into $dW^{[l]}$, and $W^{[l]}$ into $dA^{[l-1]}$: each local
#   > derivative is taken at the values of the forward pass. Without the cache, they would have to be computed again.
# - [ ] **D.** To undo the last update, where it has made the cost rise instead of fall.
#   > Gradient descent takes no step back, and the old parameters are not what is looked up.

# %% [markdown] question="q5" points=1
# ## Question 5 · Many layers, no bend  (1 point)
# Somebody leaves out the ReLU: all hidden layers of a network of ten layers are linear, $A^{[l]} = Z^{[l]}$; the last
# has its sigmoid. What can this network represent?
#
# - [ ] **A.** As much as ten layers with ReLU, only with slower training.
#   > It isn't a matter of speed. A product of matrices is one matrix, whatever training does.
# - [x] **B.** As much as logistic regression
#   > W[10] ⋯ W[2] W[1] is one row of weights, and the biases add up to one number. (A hidden layer narrower than the
#   > inputs takes nothing away here, since one row of weights is all there is.)
# - [ ] **C.** Polynomials of degree ten, since ten weights are multiplied.
#   > The weights are multiplied with one another; x occurs once. The sum stays linear in the input.
# - [ ] **D.** Nothing: without a ReLU no gradient comes back.
#   > Gradients flow very well through linear layers. They lead to a linear model.

# %% [markdown] question="q6" points=1
# ## Question 6 · Why deep?  (1 point)
# A number $x$ from 0 to 1 goes through hidden layers of two ReLU units each, set by hand so that each layer folds its
# input. With five such layers, the result has 32 straight pieces. What does it take to get 32 pieces with *one* hidden
# layer of ReLU units?
#
# - [ ] **A.** 10 units, as many as in the deep network
#   > With one hidden layer, each unit can bend the line in one place. Ten of them make eleven pieces at most.
# - [ ] **B.** It can't be done: one hidden layer gives two pieces.
#   > One hidden layer of enough units can follow any such line. The price is the number of units.
# - [x] **C.** 31 units
#   > k units bend the line in at most k places, which makes k + 1 pieces. The deep network doubles the number with
#   > every two units: composing multiplies, where widening adds.
# - [ ] **D.** 1,024 units, since $2^{10} = 1024$
#   > That would be the number if width were as bad as depth is good. It grows with the number of pieces, not with two to
#   > the number of units.

# %% [markdown] question="q7" points=1
# ## Question 7 · Which of these are hyperparameters?  (1 point)
# Learning rate; $W^{[2]}$; number of hidden units; $b^{[1]}$; number of iterations; $dW^{[1]}$.
#
# - [x] **A.** Learning rate, number of hidden units, number of iterations
#   > All three must be there before training starts, and decide what becomes of W and b.
# - [ ] **B.** $W^{[2]}$ and $b^{[1]}$
#   > Those are the parameters: what training finds.
# - [ ] **C.** The learning rate alone
#   > Whatever you choose and training doesn't find is one: sizes and the number of iterations, too.
# - [ ] **D.** All but $dW^{[1]}$, which is a gradient
#   > W and b are found by training, so they are parameters. What controls how they are found is a hyperparameter.

# %% [markdown] question="q8" points=1
# ## Question 8 · The winner of twenty  (1 point)
# You train 20 architectures and compare them on one dev set of 60 pictures. The best is right on 85 %, the second on
# 83 %. What may you say about the best?
#
# - [ ] **A.** On photographs in general it is the best of the twenty, by about two percentage points.
#   > Two points are one picture here. On another 60 pictures the order may well be another.
# - [ ] **B.** It will be right on exactly 85 % of new pictures, since no model was trained on the dev set.
#   > Not trained on, but chosen by. And an accuracy on 60 pictures has a standard error of about five points.
# - [ ] **C.** It will be right on more than 85 % of new pictures, once it is trained on the dev set as well.
#   > It might gain a little, but nothing would be left to see it by.
# - [x] **D.** 85 % is probably too high for it, and it need not be better than the second.
#   > The highest of twenty noisy numbers is high partly by luck. New pictures, or at least splits that took no part in the
#   > choice, show what remains of the lead.

# %% [markdown] question="q9" points=1
# ## Question 9 · And the brain?  (1 point)
# Which statement about units of our networks and nerve cells is right?
#
# - [ ] **A.** A unit does what a nerve cell does: both add up their inputs and pass on a number.
#   > A nerve cell sends short pulses and works with their timing, too; its branches compute before anything is added
#   > up. Imitating a single cortical cell well took a network of several layers.
# - [ ] **B.** Brains learn by backpropagation, as was shown in the 1980s; that is where networks have it from.
#   > In the 1980s backpropagation was shown to train artificial networks, and it came from calculus. How brains assign
#   > credit for an error is open; the way back through the same weights, and passes in turn, are what makes it hard to
#   > imagine there.
# - [x] **C.** The unit is a strong simplification of the nerve cell. How brains learn isn't known.
#   > Weighted sums, a threshold and layers were taken over. The learning rule was found by calculus, and works whether or
#   > not a brain does anything like it.
# - [ ] **D.** They have nothing in common: networks were found without any thought of nerve cells.
#   > McCulloch and Pitts (1943) and Rosenblatt (1958) set out from nerve cells, and the layers of visual cortex inspired
#   > those of course 3.
