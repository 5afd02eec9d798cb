# ---
# title: "Quiz: practical aspects of deep learning"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: practical aspects of deep learning
#
# Ten questions on the ideas of week 1. **You will** check that you can
# - read errors on the training and dev set, and say what to do next;
# - tell what regularization and dropout do, in training and in prediction;
# - estimate what becomes of a signal in a deep network.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · Who measures what  (1 point)
# A team has trained 200 networks with different settings, and the best of them makes 4.1 % errors on the dev set.
# They want to know how well it will do on new data. What do they do?
#
# - [ ] **A.** They report 4.1 %: the dev set wasn't trained on.
#   > It was chosen by. The best of 200 is partly the luckiest of 200 on exactly these examples.
# - [ ] **B.** They train all 200 again, and take the one with the lowest error on the test set.
#   > Then the test set chooses, and its number is as flattering as the dev set's was.
# - [x] **C.** They measure this one network on the test set, once.
#   > The test set has had no say in any choice, so its error is an honest estimate.
# - [ ] **D.** They measure it on the training set, which is larger.
#   > The training error says how well the network knows what it was shown. New data are another matter.

# %% [markdown] question="q2" points=1
# ## Question 2 · Large enough?  (1 point)
# A dev set has 400 examples, and a network is wrong on 10 % of them. About how large is the uncertainty (one standard
# error) of this error rate?
#
# - [ ] **A.** 0.075 percentage points
#   > There $m$ stands outside the root. It belongs inside: $\sqrt{0.1 \cdot 0.9 / 400}$.
# - [ ] **B.** 4 percentage points
#   > $0.1 \cdot 400 = 40$ errors, and 40 examples are 10 %; but the number of errors varies by about 6, not by 16.
# - [ ] **C.** None: the errors were counted, not estimated.
#   > They were counted on these 400. Another 400 of the same kind would give another count.
# - [x] **D.** 1.5 percentage points
#   > $\sqrt{0.1 \cdot 0.9 / 400} = 0.015$. A second network with 9 % isn't shown to be better.

# %% [markdown] question="q3" points=1
# ## Question 3 · Bias or variance?  (1 point)
# Radiologists working together make 1 % errors on some pictures. A network makes 8 % on its training set and 9.5 % on
# the dev set. What is the larger problem, and what helps?
#
# - [ ] **A.** Variance; more pictures help.
#   > The gap between training and dev set is 1.5 points. The gap to the radiologists is 7.
# - [ ] **B.** Variance; stronger regularization helps.
#   > Regularization closes the gap between the two sets, which is the smaller one, and widens the other.
# - [x] **C.** Bias; a larger network or longer training helps.
#   > 7 points of avoidable bias against 1.5 of variance. First the training set has to be learned.
# - [ ] **D.** Bias; more pictures help.
#   > The network can't even fit those which it has. With more of them the training error would rather rise.

# %% [markdown] question="q4" points=1
# ## Question 4 · The next experiment  (1 point)
# On the same pictures, with 1 % as the best that people reach, a larger network now makes 1.2 % errors on the training set and 7 % on the dev set; the test
# set hasn't been touched. What comes next in the basic recipe?
#
# - [ ] **A.** A still larger network: that has just helped.
#   > It has helped against bias, of which 0.2 points are left. What is large now is the gap between the sets.
# - [ ] **B.** The test set: the training error is low enough.
#   > The test set is for the model that you would ship. With 7 % on the dev set there is work left.
# - [ ] **C.** Move a part of the dev set into the training set.
#   > More training data do help against variance. But the dev set is what you steer by, and taking from it what suits you
#   > makes comparisons with earlier models worthless. Get new examples.
# - [x] **D.** More data, augmentation or regularization; then look at the training error again.
#   > Bias is cured, 5.8 points of variance remain. What cures them may bring some bias back, so check.

# %% [markdown] question="q5" points=1
# ## Question 5 · One step of decay  (1 point)
# L2 regularization: the cost contains $\frac{\lambda}{2m}\lVert w\rVert^2$, with $\lambda = 5$, $m = 1000$ examples; the learning rate is $\alpha = 0.1$. In one step, the gradient
# of the unregularized cost by a weight happens to be 0. The weight is 2. What is it after the step?
#
# - [x] **A.** 1.999
#   > $w (1 - \alpha\lambda/m) = 2 \cdot (1 - 0.0005)$.
# - [ ] **B.** 2
#   > The penalty has a gradient of its own, $\frac{\lambda}{m} w$, wherever the weight isn't 0.
# - [ ] **C.** 1
#   > That is $w - \alpha\lambda w$. The penalty is divided by $m$, like the rest of the cost.
# - [ ] **D.** 1.9995
#   > The shrinkage of 0.0005 is a share: multiply the weight by it.

# %% [markdown] question="q6" points=1
# ## Question 6 · Switched off  (1 point)
# A hidden layer is trained with inverted dropout, `keep_prob = 0.8`. What happens to it when the finished network
# predicts?
#
# - [ ] **A.** A fifth of its units is switched off, chosen anew for each example.
#   > Then the same picture would get another answer each time. Dropout belongs to training.
# - [ ] **B.** All units are there, and their values are multiplied by 0.8.
#   > That was dropout's first form. The inverted one has already divided by 0.8 in training, so that nothing is left to do.
# - [ ] **C.** All units are there, and their values are divided by 0.8.
#   > Divided were the values in training, where a fifth was missing. Now nothing is missing.
# - [x] **D.** All units are there, with their values as they are.
#   > In training the kept values were divided by 0.8, so their mean was what it is now.

# %% [markdown] question="q7" points=1
# ## Question 7 · The dial  (1 point)
# A network overfits. Somebody raises $\lambda$ step by step from 0 to a very large value and trains each time to the
# end. What do the errors typically do?
#
# - [ ] **A.** Training and dev error both fall all the time.
#   > The penalty takes freedom away: the training set is fitted less and less well.
# - [x] **B.** The training error rises; the dev error first falls, then rises.
#   > First variance goes, then bias comes. The best $\lambda$ is where the dev error is lowest.
# - [ ] **C.** The training error falls; the dev error rises.
#   > That is what *less* regularization does.
# - [ ] **D.** Both stay, only the weights become smaller.
#   > Smaller weights make another function, and other errors.

# %% [markdown] question="q8" points=1
# ## Question 8 · Two inputs  (1 point)
# A linear neuron, trained with the squared error, gets the area of a house in m², around 150, and its number of bathrooms, around 2. Without
# normalizing, gradient descent barely gets on. Why?
#
# - [x] **A.** The cost is thousands of times as curved in one weight as in the other, and the learning rate has to suit the steep one.
#   > Curvature grows with the square of the input: $150^2 / 2^2$ is more than 5,000. The other weight then creeps.
# - [ ] **B.** The number of bathrooms can't say much about the price.
#   > Whether a feature is informative has nothing to do with its unit.
# - [ ] **C.** The weights start at random values.
#   > They do so with normalized inputs, too, and there it goes well.
# - [ ] **D.** The neuron saturates.
#   > A linear neuron has no region in which it is flat.

# %% [markdown] question="q9" points=1
# ## Question 9 · Fifty layers  (1 point)
# Fifty ReLU layers with 200 units each, and 200 inputs. The weights are drawn from normal distributions, independently, with
# mean 0 and variance $1/200$. The biases are 0. On average over the weights, about how large is the mean square of the activations of the last layer, as a multiple of that of the input?
#
# - [ ] **A.** 1: the variance is one over the number of inputs.
#   > For units without a bend, or with tanh near 0. The ReLU removes half of the mean square in each layer.
# - [x] **B.** $2^{-50}$
#   > Each layer has the factor $200 \cdot \frac{1}{200} \cdot \frac12$. With variance $2/200$, He's start, it would be 1.
# - [ ] **C.** $2^{50}$
#   > Half of the units are cut off at 0, not doubled.
# - [ ] **D.** $200^{-50}$
#   > Each unit adds up 200 terms, which makes up for the $1/200$. What remains is the effect of the ReLU.

# %% [markdown] question="q10" points=1
# ## Question 10 · A check that fails  (1 point)
# A gradient check gives $10^{-9}$ with $\lambda = 0$ and $0.02$ with $\lambda = 0.7$. Block by block, all `db` agree
# and all `dW` differ. What is the most likely reason?
#
# - [ ] **A.** The nudge is too short, and rounding takes over.
#   > The same nudge gave $10^{-9}$ without the penalty.
# - [ ] **B.** The backward pass of the last layer is wrong, and everything before it follows.
#   > Then the check would fail with $\lambda = 0$, and in the `db`, too.
# - [x] **C.** The penalty is in the cost but not in the gradients, or with another factor.
#   > It touches the weights only, and only where $\lambda$ isn't 0: exactly the blocks that differ.
# - [ ] **D.** Dropout is switched on.
#   > A cost that jumps spoils the check for the biases as well, and for $\lambda = 0$.
