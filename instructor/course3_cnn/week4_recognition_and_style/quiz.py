# ---
# title: "Quiz: recognition and style"
# minutes: 20
# ---
# %% [markdown]
# # Quiz: recognition and style
#
# Ten questions on the ideas of week 4. **You will** check that you can
# - say what verification, recognition and one-shot learning ask for, and what an error rate means in use;
# - compute a triplet loss, and choose the triplets that teach;
# - tell content from style in a network's features, and say what is learnt when a style is transferred.
#
# **Before you start:** the week's notes. **Time:** about 20 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · From the door to the station  (1 point)
# A network opens an office door well: of strangers it accepts 1 %, of the right people it rejects 1 %. With the same threshold it is
# to find one wanted person among the 50,000 who pass a station in a day. If that person does pass, about which share of the
# day's alarms is right?
#
# - [ ] **A.** 99 %
#   > With 99 % the wanted person sets off an alarm. The question is how many others do.
# - [ ] **B.** 50 %
#   > So it would be with one false alarm a day. 1 % of 50,000 are 500.
# - [x] **C.** 0.2 %
#   > About 500 others are accepted, and one right person: 1 of 501. Rare things need very small false accept rates.
# - [ ] **D.** 1 %
#   > That is the share of strangers that are accepted, not the share of right ones among those accepted.

# %% [markdown] question="q2" points=1
# ## Question 2 · A new colleague  (1 point)
# A firm's entrance compares squared distances of embeddings with a threshold. A colleague begins on Monday, with one passport
# photograph. What has to happen?
#
# - [x] **A.** The network embeds the photograph once, and the result is stored under the name.
#   > A new person is a new row. What makes two pictures alike the network has learnt from others.
# - [ ] **B.** The last layer gets one more output, and is trained again with the photograph.
#   > That is what a softmax over the staff would need, with a single example. An embedding has no output for a person.
# - [ ] **C.** The embedding is trained on with triplets in which the photograph is the anchor.
#   > A triplet needs a second picture of the person. And what is trained moves the points of everybody in the database.
# - [ ] **D.** Some hundred more photographs are taken, for one picture can't show how a face varies.
#   > How faces vary from picture to picture the network has seen in thousands of other people. That is one-shot learning.

# %% [markdown] question="q3" points=1
# ## Question 3 · Two triplets  (1 point)
# The margin is 0.2. The first triplet has $d(A, P) = 0.5$ and $d(A, N) = 0.6$, the second $d(A, P) = 0.3$ and $d(A, N) = 0.9$. What is
# the triplet loss, as a mean over triplets?
#
# - [ ] **A.** −0.15
#   > The mean of 0.1 and −0.4. Without the maximum, a network may win by pushing far away what is far already.
# - [ ] **B.** 0
#   > The maximum of the mean: the good triplet hides the other one. It is taken for each triplet.
# - [ ] **C.** 0.10
#   > That is the sum over both. Their mean was asked for.
# - [x] **D.** 0.05
#   > 0.5 − 0.6 + 0.2 = 0.1 for the first, and max(−0.4, 0) = 0 for the second.

# %% [markdown] question="q4" points=1
# ## Question 4 · Which one teaches?  (1 point)
# An anchor is at $d = 0.6$ from its positive. Four negatives are at 0.4, 0.7, 0.75 and 1.1. The margin is 0.2. Training takes the
# nearest *semi-hard* negative. Which is it, and which loss has its triplet?
#
# - [ ] **A.** The one at 0.4, with loss 0.4
#   > That one is hard: nearer than the positive. Such triplets can pull a fresh network into one point.
# - [x] **B.** The one at 0.7, with loss 0.1
#   > Semi-hard are 0.7 and 0.75: beyond the positive, and nearer than 0.8. The nearer one has the larger loss.
# - [ ] **C.** The one at 0.75, with loss 0.05
#   > It is semi-hard, too. But there is one that is nearer to the anchor.
# - [ ] **D.** The one at 1.1, with loss 0
#   > Beyond 0.6 + 0.2 the loss is 0, and so is the gradient: nothing is learnt from it.

# %% [markdown] question="q5" points=1
# ## Question 5 · Under two per cent  (1 point)
# A verifier is tested with claims of strangers: 900 strangers of group P, of whom 9 are accepted, and 100 of group Q, of whom 10 are. "False
# accepts below 2 %", says the brochure. Which of these is right?
#
# - [x] **A.** The brochure is right on average, and Q's rate is ten times P's.
#   > 19 of 1,000 are 1.9 %; 9 of 900 are 1 %, and 10 of 100 are 10 %. The average is P's, nearly.
# - [ ] **B.** Q is too small a group for 10 % to be told from 1 %.
#   > With a rate of 1 % one expects one of 100. Ten by chance happen less than once in a million times.
# - [ ] **C.** Lowering the threshold until 1 % of all are accepted mends both groups.
#   > Fewer of both groups get in then, and more of the right people stay out. The rates still differ.
# - [ ] **D.** It shows that faces of group Q are by nature harder to tell apart.
#   > It shows that for this network. Trained on other data, another one may have no difference, or the opposite one.

# %% [markdown] question="q6" points=1
# ## Question 6 · Content in the first layer  (1 point)
# Somebody takes the *first* layer for the content cost, in place of a middle one, with a large weight. The generated picture starts as
# noise. What will come out?
#
# - [ ] **A.** A picture with the same things in it, in other places
#   > Places count in the content cost, in each layer. A late layer is more tolerant of small moves, the first one least.
# - [ ] **B.** Edges of the content picture in grey, since first layers detect edges
#   > They keep colours and brightness, too. From features that are this rich the pixels can be had again.
# - [x] **C.** The content picture, nearly pixel by pixel, with little style
#   > First features fix each pixel's neighbourhood, so nothing is left for the style to change.
# - [ ] **D.** Noise, since first layers know nothing of what is in a picture
#   > They name no things, but describe each place. That is enough to come back to the picture.

# %% [markdown] question="q7" points=1
# ## Question 7 · A Gram matrix  (1 point)
# Two channels, three places: the first channel has the activations 1, 0, 2, the second 0, 3, 1. What is their Gram matrix?
#
# - [ ] **A.** $\begin{pmatrix} 1 & 0 & 2 \\ 0 & 9 & 3 \\ 2 & 3 & 5 \end{pmatrix}$
#   > That is $A^T A$: it compares places with places, and still knows where everything is.
# - [x] **B.** $\begin{pmatrix} 5 & 2 \\ 2 & 10 \end{pmatrix}$
#   > $A A^T$: 1 + 0 + 4 and 0 + 9 + 1 on the diagonal, and 0 + 0 + 2 for both channels together.
# - [ ] **C.** $\begin{pmatrix} 5 & 0 \\ 0 & 10 \end{pmatrix}$
#   > What two channels do *together* is missing: at the third place both are active.
# - [ ] **D.** $\begin{pmatrix} 2 & -2 \\ -2 & 4.67 \end{pmatrix}$
#   > The means were subtracted first, as for a covariance. A Gram matrix takes the activations as they are.

# %% [markdown] question="q8" points=1
# ## Question 8 · Shuffled  (1 point)
# Of the style picture one computes a middle layer's Gram matrix in two more ways: from its map of features with all places in random order, and from a
# style picture whose *pixels* were put in random order. Which of the two differ from the usual one?
#
# - [ ] **A.** Neither
#   > With shuffled pixels a filter of 3 by 3 finds no edge where one was: other features, and another Gram matrix.
# - [ ] **B.** Both
#   > The sum over places doesn't ask for their order, as long as each place keeps all its channels.
# - [ ] **C.** Only the one from shuffled features
#   > It is the other way round: of features the places are summed over, of pixels the filters need neighbours.
# - [x] **D.** Only the one from shuffled pixels
#   > The Gram matrix forgets where features are. But the features themselves see neighbouring pixels together.

# %% [markdown] question="q9" points=1
# ## Question 9 · The wrong gradient  (1 point)
# In a programme for style transfer the optimizer is given the network's *weights*, with the gradient of $J$ with respect to them, in
# place of the picture's. What does one see after many steps?
#
# - [ ] **A.** $J$ falls, and $G$ slowly takes on the style.
#   > Only what gets the update changes, and the pixels don't get it.
# - [x] **B.** $J$ falls, and $G$ looks as it did at the start.
#   > The network has been bent until it describes $G$ as wanted. A low cost says nothing about the picture then.
# - [ ] **C.** $J$ stays as it is, and so does $G$.
#   > $J$ depends on the weights as well as on the pixels. Weights that make all features 0 make it 0, for instance.
# - [ ] **D.** $J$ rises, since the network forgets what ImageNet has taught it.
#   > It does forget. But each step goes downhill in $J$, in which ImageNet has no term.

# %% [markdown] question="q10" points=1
# ## Question 10 · Ten times as much of both  (1 point)
# Style transfer with $J = \alpha\,J_{content} + \beta\,J_{style}$ and plain gradient descent runs well with $\alpha = 10$ and $\beta = 40$. Now both are
# multiplied by ten, and nothing else is changed. What happens?
#
# - [ ] **A.** The result has more of the content and more of the style.
#   > The two compete for the same pixels. What they agree on depends on the ratio of $\alpha$ and $\beta$, which is the same.
# - [ ] **B.** Style gains, since $\beta$ grew by 360 and $\alpha$ by 90 only.
#   > Differences of weights mean nothing. One unit of content still weighs a quarter of one of style.
# - [x] **C.** Each step is ten times as long; the minimum is where it was.
#   > As if the learning rate were ten times as large. It may overshoot; if it settles, then at the same picture.
# - [ ] **D.** Nothing: a factor before the whole cost cancels out.
#   > The minimum stays. But the gradient is ten times as large, and plain descent steps by gradient times learning rate.
