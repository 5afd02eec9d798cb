# ---
# title: "Quiz: recurrent neural networks"
# minutes: 20
# ---
# %% [markdown]
# # Quiz: recurrent neural networks
#
# Ten questions on the ideas of week 1. **You will** check that you can
# - tell shapes, types and numbers of parameters of recurrent networks;
# - follow a sequence forward and a gradient back, with pencil and paper;
# - say what a gate does, and what a language model's numbers mean.
#
# **Before you start:** the week's notes. **Time:** about 20 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · Longer sentences  (1 point)
# A recurrent network with 50 units reads one-hot words from a vocabulary of 2,000 and says at each step whether the word is part of a
# name (one sigmoid). It was trained on sentences of up to 20 words. How many parameters does it have, and how many when it reads sentences of 40 words?
#
# - [ ] **A.** 102,601, and twice as many for 40 words
#   > The same weights are used at every step, however many there are.
# - [x] **B.** 102,601 in both cases
#   > 50 · 50 + 50 · 2,000 + 50 for the state, 50 + 1 for the guess; length isn't among these numbers.
# - [ ] **C.** 102,550 in both cases
#   > That is the cell. The guess has weights of its own: one for each unit, and a bias.
# - [ ] **D.** 2,000,051 in both cases
#   > Twenty words side by side as one input are a dense network: 20 · 2,000 · 50. A cell sees one word at a time.

# %% [markdown] question="q2" points=1
# ## Question 2 · Two steps by hand  (1 point)
# One unit with ReLU in place of tanh: $a^{\langle t \rangle} = \max(0, 2 a^{\langle t-1 \rangle} + x^{\langle t \rangle} - 1)$, from $a^{\langle 0 \rangle} = 0$. The input is 3, −1, 1. Which are
# the states?
#
# - [ ] **A.** 2, 0, 0
#   > At steps 2 and 3, $2 a$ of the state before is missing.
# - [ ] **B.** 3, 5, 11
#   > The bias of −1 acts at every step.
# - [x] **C.** 2, 2, 4
#   > 0 + 3 − 1 = 2, then 4 − 1 − 1 = 2, then 4 + 1 − 1 = 4.
# - [ ] **D.** 2, 4, 10
#   > −1 was taken as if it were 1 at step 2.

# %% [markdown] question="q3" points=1
# ## Question 3 · A gradient by hand  (1 point)
# One unit without activation: $a^{\langle t \rangle} = w\,a^{\langle t-1 \rangle} + x^{\langle t \rangle}$, $a^{\langle 0 \rangle} = 0$, with $w = 2$, $x = (1, 1)$. The cost is
# $a^{\langle 1 \rangle} + a^{\langle 2 \rangle}$. What is its derivative with respect to $x^{\langle 1 \rangle}$, and with respect to $w$?
#
# - [x] **A.** 3 and 1
#   > Into step 1 go 1, its own, and 2 · 1 from step 2. For $w$: at step 2 1 · $a^{\langle 1 \rangle}$ = 1, at step 1 3 · 0.
# - [ ] **B.** 1 and 1
#   > What step 2 sends back, 2 · 1, is missing in the first.
# - [ ] **C.** 2 and 1
#   > That is what step 2 sends back. The cost has $a^{\langle 1 \rangle}$ itself in it as well.
# - [ ] **D.** 3 and 4
#   > At step 2 $w$ was multiplied by $a^{\langle 1 \rangle} = 1$, and at step 1 by $a^{\langle 0 \rangle} = 0$, not by what came out.

# %% [markdown] question="q4" points=1
# ## Question 4 · Which type?  (1 point)
# A network gets the electrocardiogram of a patient, 5,000 numbers, and has to mark the beginning of each heartbeat, at once, while the recording still runs. Which type fits?
#
# - [ ] **A.** Many to one, as there is one patient
#   > The output is a mark at each of 5,000 steps, or none.
# - [ ] **B.** Encoder and decoder, since there are fewer beats than numbers
#   > It would write a list of beats after it has read everything. Marks are wanted at once, at their steps.
# - [ ] **C.** Many to many of equal length, bidirectional
#   > A yes or no at each step is right. But a network from the right needs the end of the recording.
# - [x] **D.** Many to many of equal length, from left to right
#   > A yes or no at each step, and each one depends on what was read so far.

# %% [markdown] question="q5" points=1
# ## Question 5 · Perplexity  (1 point)
# A model of letters gives the five symbols of a word (the end among them) the probabilities 1/2, 1/4, 1/4, 1/2, 1/2. What is its perplexity?
#
# - [ ] **A.** 2.8
#   > That is the mean of 2, 4, 4, 2, 2. Logarithms are averaged, and large surprises count less than so.
# - [x] **B.** $2^{7/5} = 2.64$
#   > The product is $2^{-7}$: 7/5 bits a symbol, and 2 to that power.
# - [ ] **C.** 128
#   > That is one over the probability of the whole word. Perplexity is per symbol: its fifth root.
# - [ ] **D.** 2.5
#   > One over the mean of the probabilities, 0.4. It is the mean of the logarithms that counts.

# %% [markdown] question="q6" points=1
# ## Question 6 · Always the same  (1 point)
# A character model has a good perplexity. Asked for twenty names, it writes "maria" twenty times. What is the most likely reason?
#
# - [x] **A.** At each step the most probable letter is taken
#   > Without a draw there is one name only, that of the largest probabilities.
# - [ ] **B.** The temperature is too high
#   > A high temperature flattens the probabilities: names would differ, and look odd.
# - [ ] **C.** The gradient vanished, and the network knows nothing but short names
#   > Then names would be short, or without a pattern, but drawn ones would still differ.
# - [ ] **D.** Targets weren't shifted
#   > Then perplexity would be near 1: the model reads what it should guess, and that knowledge is of no use for writing.

# %% [markdown] question="q7" points=1
# ## Question 7 · What to clip  (1 point)
# Training a plain recurrent network, the cost falls for a while, then jumps to nan. On texts where brackets must close, it never
# learns what is more than about twenty letters away. You clip gradients to a largest length. What will change?
#
# - [ ] **A.** Both problems go away
#   > Clipping shortens what is too long. It can't bring back what has vanished.
# - [ ] **B.** Brackets will be learnt; nan will come later
#   > It is the other way round: clipping limits large gradients.
# - [x] **C.** No more nan; the brackets stay as they are
#   > Exploding gradients are cut. The vanished ones would need gates.
# - [ ] **D.** Nothing, unless all gradients are divided by the same number
#   > They are, when the whole vector's length is limited; and entry by entry it would help as well.

# %% [markdown] question="q8" points=1
# ## Question 8 · A gate that is nearly closed  (1 point)
# In a GRU, a unit has state 0.8. For the next 100 steps its update gate is 0.01, and the candidate is 0 each time. What is its state after them?
#
# - [ ] **A.** About 0, since the candidate is 0
#   > The candidate counts with weight 0.01 a step.
# - [ ] **B.** 0.8 exactly, as the gate is closed
#   > It is nearly closed: each step keeps 99 %, and a hundred times that adds up.
# - [ ] **C.** About 0.008
#   > That is 0.01 · 0.8: one step with the roles of the gate swapped.
# - [x] **D.** About 0.29
#   > $0.8 \cdot 0.99^{100} = 0.8 \cdot 0.366$.

# %% [markdown] question="q9" points=1
# ## Question 9 · An LSTM that counts  (1 point)
# A unit of an LSTM should count the letter a in a text, and never forget. Its candidate is 1 at every letter. Which gates does it need?
#
# - [ ] **A.** Forget gate closed, update gate open for a
#   > A closed forget gate ($\Gamma_f = 0$) multiplies the memory by 0: it forgets at every step.
# - [x] **B.** Forget gate open always, update gate open for a only
#   > The old count is kept, and for each a the candidate is added.
# - [ ] **C.** Forget gate open except for a, update gate open for a only
#   > Then each a erases the count before it adds its own. A GRU can't do otherwise: its two gates are one.
# - [ ] **D.** Forget gate and update gate open always
#   > Then every letter adds its candidate of 1: it counts all letters.

# %% [markdown] question="q10" points=1
# ## Question 10 · A tagger in Keras  (1 point)
# `Bidirectional(LSTM(32, return_sequences=True))`, then a second one of the same kind, then `Dense(5)` at each step. The input has 16 numbers a step.
# How many numbers go into the second LSTM, and into the dense layer, at each step?
#
# - [ ] **A.** 32 and 32
#   > Both directions have 32 units of their own, and their outputs are put side by side.
# - [ ] **B.** 16 and 32
#   > The second layer reads the first one's outputs, not the input.
# - [x] **C.** 64 and 64
#   > Two directions, 32 each, after either layer.
# - [ ] **D.** 64 and 128
#   > The second layer has 32 units in each direction, as the first one; it doesn't double.
