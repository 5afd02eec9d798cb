# ---
# title: "Quiz: convolutional architectures"
# minutes: 15
# ---
# %% [markdown]
# # Quiz: convolutional architectures
#
# Ten questions on the ideas of week 2. **You will** check that you can
# - say what a shortcut, a 1 by 1 convolution and a depthwise one change: in what is computed, and in what it costs;
# - scale a network, and decide what of somebody else's network to train again;
# - find where an architecture loses resolution, and what a picture may be changed into without changing its label.
#
# **Before you start:** the week's notes. **Time:** about 15 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · Deeper, and worse  (1 point)
# Two plain networks are trained on the same pictures, each from five starts. The one with 20 layers reaches 99 % on train
# and 95 % on dev, the one with 50 layers 80 % on train and 76 % on dev, and the starts differ by 2 points at most. What does
# that say?
#
# - [ ] **A.** The deep network overfits: with so many more parameters it learns the training pictures by heart.
#   > Overfitting would be a train accuracy as good or better, and a worse dev accuracy. Here train is worse already.
# - [x] **B.** The deep network is harder to train: descent doesn't find what it could do.
#   > Thirty layers that pass on what they get would make it as good. Shortcuts put that solution within reach.
# - [ ] **C.** Fifty layers can't represent all that twenty can: information is lost on its way.
#   > They can: let thirty of them compute the identity.
# - [ ] **D.** Nothing: one needs a test set to compare networks.
#   > The difference on train is ten times the spread of the starts. A test set would answer another question.

# %% [markdown] question="q2" points=1
# ## Question 2 · All weights zero  (1 point)
# In a residual block $A = \mathrm{ReLU}(X + F(X))$, with $F$ two convolutions and no projection, all weights and biases of
# $F$ are 0, and all entries of $X$ are positive. The gradient $dA$ arrives from above. What does the block hand down
# as $dX$?
#
# - [ ] **A.** 0, since all weights are 0
#   > So it would be without the shortcut. Here X reaches the sum without any weight.
# - [ ] **B.** $2\,dA$: once through the shortcut, once through the layers
#   > Nothing comes through layers whose weights are 0.
# - [x] **C.** $dA$
#   > $Z = X$ is positive, so the ReLU lets all through, and the shortcut hands it on unchanged.
# - [ ] **D.** $dA \cdot X$
#   > That would be the gradient of a product. The shortcut is a sum.

# %% [markdown] question="q3" points=1
# ## Question 3 · A shortcut that doesn't fit  (1 point)
# A stage of a ResNet takes maps of 56 by 56 with 64 channels and puts out 28 by 28 with 128. What has to happen on the
# shortcut of its first block?
#
# - [x] **A.** A 1 by 1 convolution with 128 filters and stride 2, normalized, without a ReLU
#   > Both shapes have to agree, and the sum's ReLU comes after the sum.
# - [ ] **B.** Max pooling 2 by 2 with stride 2, which needs no weights, and nothing else
#   > Height and width fit then. There are 64 channels on one side and 128 on the other.
# - [ ] **C.** A 1 by 1 convolution with 128 filters and stride 1, normalized, then a ReLU of its own
#   > The channels fit then, and 56 by 56 can't be added to 28 by 28.
# - [ ] **D.** Nothing: Keras broadcasts the smaller map
#   > Only sides of 1 are broadcast. 28 and 56 can't be added.

# %% [markdown] question="q4" points=1
# ## Question 4 · One by one  (1 point)
# What can a 1 by 1 convolution with 32 filters, followed by ReLU, do with a map of 28 by 28 by 192?
#
# - [ ] **A.** Nothing but multiply the map by a number: its window has one pixel
#   > That is so for one channel in and one out. A filter is as deep as its input: 192 weights and a bias.
# - [ ] **B.** Make it smaller: 14 by 14 by 192
#   > Height and width stay, with stride 1. Channels are as many as filters.
# - [ ] **C.** Find edges between neighbouring pixels
#   > It sees one pixel at a time, and no neighbours.
# - [x] **D.** Compute at each pixel 32 new features of its 192 channels
#   > The same small dense layer at each of the 784 places. The result is 28 by 28 by 32.

# %% [markdown] question="q5" points=1
# ## Question 5 · An inception branch  (1 point)
# A 5 by 5 convolution, padding "same", makes 64 channels from a map of 14 by 14 by 320: about 100 million
# multiplications. Now a 1 by 1 convolution squeezes 320 channels to 40 before it. How many
# multiplications are there then, roughly?
#
# - [ ] **A.** 12.5 million
#   > That is the 5 by 5 convolution on 40 channels. The squeezing costs something, too.
# - [x] **B.** 15.1 million
#   > 14 · 14 · 320 · 40 = 2.5 million to squeeze, and 14 · 14 · 25 · 40 · 64 = 12.5 million behind it.
# - [ ] **C.** 103 million
#   > The second convolution sees 40 channels now, not 320.
# - [ ] **D.** 2.5 million
#   > That is the squeezing alone.

# %% [markdown] question="q6" points=1
# ## Question 6 · Depthwise separable  (1 point)
# A 5 by 5 convolution from $c$ to $c$ channels is replaced by a depthwise 5 by 5 convolution and a 1 by 1
# convolution. For $c = 50$, what share of the multiplications is left?
#
# - [ ] **A.** 2 %
#   > That is the depthwise part, $25\,c$ a pixel against $25\,c^2$. The 1 by 1 convolution costs more: $c^2$.
# - [ ] **B.** 4 %
#   > That is the 1 by 1 part, $c^2$ against $25\,c^2$. The depthwise part is missing.
# - [x] **C.** 6 %
#   > $25\,c + c^2$ a pixel against $25\,c^2$: the share is $1/c + 1/25$.
# - [ ] **D.** 8 %
#   > Twice 1/25: but the two parts don't cost the same, $25\,c$ and $c^2$.

# %% [markdown] question="q7" points=1
# ## Question 7 · Twice as deep, or a bit of each?  (1 point)
# In EfficientNet's compound scaling depth is multiplied by $\alpha^\phi$, width (channels) by $\beta^\phi$ and the side of the
# picture by $\gamma^\phi$. By about how much do the multiplications of a convolutional network grow?
#
# - [ ] **A.** $(\alpha \cdot \beta \cdot \gamma)^\phi$
#   > Depth counts once. But channels count on both sides of a layer, and a picture has two sides.
# - [ ] **B.** $(\alpha + \beta + \gamma)^\phi$
#   > They multiply: each of the deeper network's layers is wider, too.
# - [ ] **C.** $(\alpha \cdot \beta^2 \cdot \gamma)^\phi$
#   > A picture that is $\gamma$ times as high is also $\gamma$ times as wide.
# - [x] **D.** $(\alpha \cdot \beta^2 \cdot \gamma^2)^\phi$
#   > More layers, channels in and out, height and width. EfficientNet chose $\alpha\beta^2\gamma^2 \approx 2$.

# %% [markdown] question="q8" points=1
# ## Question 8 · Twenty pictures of each  (1 point)
# You have 20 photographs each of your two cats, and a network that was trained on a million photographs of things. Which plan
# would you try first?
#
# - [x] **A.** Freeze the trunk, scale pictures as it expects, and train a small head on its features
#   > Few parameters for few pictures, and an epoch takes no time. Thaw later, with a small learning rate, if dev says so.
# - [ ] **B.** Train all layers from a random start: cats aren't things
#   > Millions of parameters and 40 pictures. Edges, fur and eyes the trunk knows already.
# - [ ] **C.** Train all layers from the given weights with the usual learning rate, from the first step on
#   > A random head sends large gradients into weights that took a million photographs to learn, and destroys them.
# - [ ] **D.** Freeze the trunk, normalize with the mean and spread of your own 40 pictures, and train a small head
#   > The frozen weights expect the scale that they were trained with.

# %% [markdown] question="q9" points=1
# ## Question 9 · Which change does harm?  (1 point)
# A network reads the hand signs for 0 to 5, shown by either hand. Which augmentation of the training pictures would you leave **out**?
#
# - [ ] **A.** Mirroring left and right
#   > A mirrored left hand is a right hand that shows as many fingers. That is free data.
# - [ ] **B.** Moving by a few pixels
#   > A hand stays what it is. Where dev pictures are centred alike it may not help much, but it does no harm.
# - [x] **C.** Erasing one finger's width at a random place, wherever it falls
#   > It can wipe out a finger, and the label says that it is there: the picture's label has changed.
# - [ ] **D.** Making it a little brighter or darker
#   > The light in a room does that, too, and the number of fingers stays.

# %% [markdown] question="q10" points=1
# ## Question 10 · Where it gets small  (1 point)
# Two networks begin differently on 224 by 224 pixels. P: a 3 by 3 convolution with 64 filters and stride 1, then 2 by 2
# max pooling. S: the same convolution with stride 2, no pooling. Both have padding "same". Which is true?
#
# - [ ] **A.** S has a quarter of P's parameters, as its filters visit a quarter of the places.
#   > Filters don't get smaller by a stride. Both have $(27 + 1) \cdot 64$, for three colours.
# - [x] **B.** S computes a quarter as much: P computes four places and keeps one.
#   > 112 · 112 places against 224 · 224. What P pays for is to look before it drops.
# - [ ] **C.** P's maps have 112 by 112 places, S's 224 by 224.
#   > A stride of 2 halves both sides just as pooling does.
# - [ ] **D.** In S the map no longer moves along when the picture is moved, in P it does.
#   > Both move along exactly for moves by 2 pixels, and neither does for every move by 1.
