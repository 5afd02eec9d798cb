# ---
# title: "Quiz: object detection and segmentation"
# minutes: 20
# ---
# %% [markdown]
# # Quiz: object detection and segmentation
#
# Ten questions on the ideas of week 3. **You will** check that you can
# - turn a box into the numbers that a network learns, cell and anchor included;
# - overlap boxes, suppress duplicates and judge a detector, with pencil and paper;
# - read a U-Net: what its measures say, what its layers cost, what its skips are for.
#
# **Before you start:** the week's notes. **Time:** about 20 minutes. **Points:** 10, one a question.
#
# One option of each question is right. In the cell below the question put its letter in place of `None`, as in
# `q1 = "A"`, and delete the line `raise NotImplementedError()`. Pencil and paper help.
#
# Running the cells shows only that an answer is there. Every wrong option is a mistake that people make; whether yours
# is right, and what is behind it if not, comes from `grader check`, with the path of this notebook after it.

# %% [markdown] question="q1" points=1
# ## Question 1 · From edges to a label  (1 point)
# A picture is 200 pixels wide and 100 high. The box of its one object reaches from $x = 20$ to $x = 80$ and from $y = 10$
# to $y = 60$. What are $b_x, b_y, b_h, b_w$, the centre and the size as shares of the picture?
#
# - [ ] **A.** 0.10, 0.10, 0.50, 0.30
#   > The size is right. But 0.10 and 0.10 are the upper left corner, and the centre was asked for.
# - [x] **B.** 0.25, 0.35, 0.50, 0.30
#   > The centre is at (50, 35), the box is 50 high and 60 wide, and shares are of 100 down and of 200 across.
# - [ ] **C.** 0.35, 0.25, 0.30, 0.50
#   > Across and down are swapped. Rows come first in an array, but $b_x$ comes before $b_y$.
# - [ ] **D.** 0.25, 0.35, 0.60, 0.40
#   > The centre is right. 0.60 and 0.40 are the lower and the right edge; height and width are differences of edges.

# %% [markdown] question="q2" points=1
# ## Question 2 · Who is responsible?  (1 point)
# A picture of 64 by 64 pixels has a grid of 4 by 4 cells. A bus reaches from $x = 12$ to $x = 60$ and from $y = 4$ to $y = 24$.
# Rows and columns count from 0. Which cells have the target $p_c = 1$, with which centre inside the cell?
#
# - [ ] **A.** All eight cells that the bus touches, each with the share of the bus that it holds
#   > Then each bus would be eight objects. Cells see beyond their borders, so one can answer for all of it.
# - [ ] **B.** The one in row 2, column 0, with $b_x = 0.875$ and $b_y = 0.25$
#   > Row and column are swapped: the row comes from $y$, the column from $x$.
# - [ ] **C.** The one in row 0, column 2, with $b_x = 0.5625$ and $b_y = 0.21875$
#   > The right cell. But these are shares of the picture; inside the cell, of 16 pixels, the centre lies elsewhere.
# - [x] **D.** The one in row 0, column 2, with $b_x = 0.25$ and $b_y = 0.875$
#   > The centre is at (36, 14): 2.25 cells across and 0.875 down.

# %% [markdown] question="q3" points=1
# ## Question 3 · A classifier that slides  (1 point)
# A classifier for 32 by 32 pixels: 5 by 5 convolution, 2 by 2 pooling with stride 2, 5 by 5 convolution, 2 by 2 pooling with
# stride 2, no padding anywhere; then a dense layer on the map of 5 by 5. Written as a convolution, it runs on a picture of 64 by 48.
# How many answers does it give, and how far apart are their windows?
#
# - [x] **A.** 9 by 5 answers, 4 pixels apart
#   > 64, 60, 30, 26, 13, 9 and 48, 44, 22, 18, 9, 5. Two poolings of stride 2 make steps of 4.
# - [ ] **B.** 33 by 17 answers, 1 pixel apart
#   > So many windows there are. But each pooling drops every other place, and with it windows.
# - [ ] **C.** 2 by 1 answers, 32 pixels apart
#   > So many windows fit side by side. Convolutions let them overlap.
# - [ ] **D.** 13 by 9 answers, 4 pixels apart
#   > That is the map before the dense layer, whose window takes 5 by 5 places of it.

# %% [markdown] question="q4" points=1
# ## Question 4 · How alike are they?  (1 point)
# Two boxes, each as left, top, right, bottom: (0, 0, 4, 4) and (2, 1, 6, 5). What is their intersection over union?
#
# - [ ] **A.** 6/32 = 0.19
#   > The two areas add up to 32, but what both have is counted twice in that.
# - [ ] **B.** 6/16 = 0.38
#   > That is the share of *one* box that the other covers. A huge box would get 1 with anything inside it.
# - [x] **C.** 6/26 = 0.23
#   > 2 across and 3 down are shared, and 16 + 16 − 6 is the union.
# - [ ] **D.** 12/38 = 0.32
#   > One was added to each width and height, as if edges were numbers of pixels. They are places: from 0 to 4 is 4 wide.

# %% [markdown] question="q5" points=1
# ## Question 5 · Which anchor, and what does it learn?  (1 point)
# As in YOLO, a detector has two anchors: P is 40 high and 20 wide, Q is 20 high and 40 wide. Its targets $b_h$ and $b_w$ are logarithms of
# height and width in units of the anchor's. An object is 30 high and 24 wide. Who is responsible, with which targets?
#
# - [ ] **A.** P, with $b_h = -10$ and $b_w = 4$
#   > The right anchor. But these are differences in pixels: 4 pixels would count as much for a small box as for a large one.
# - [x] **B.** P, with $b_h = \ln 0.75$ and $b_w = \ln 1.2$
#   > With a common corner P's IoU is 600/920 = 0.65, Q's 480/1040 = 0.46. Then 30/40 = 0.75 and 24/20 = 1.2.
# - [ ] **C.** Q, with $b_h = \ln 1.5$ and $b_w = \ln 0.6$
#   > Those would be Q's targets. Compare the IoUs, with a common corner: 600/920 for P and 480/1040 for Q.
# - [ ] **D.** Both, each with targets of its own
#   > Then the object would be two. The one with the higher IoU answers.

# %% [markdown] question="q6" points=1
# ## Question 6 · What is left?  (1 point)
# Four boxes passed the score's threshold. Three are cars: A with score 0.9, B with 0.8, C with 0.6. D is a person with 0.75.
# IoUs are 0.7 for A and B, 0.3 for A and C, 0.6 for B and C; 0.8 for A and D, 0.56 for B and D, 0.16 for C and D. Non-max suppression
# is done for each class, with threshold 0.5. What is left?
#
# - [ ] **A.** A and D
#   > C overlaps B, but B has gone before, as a double of A. What is gone suppresses nothing.
# - [ ] **B.** A, B and D
#   > That is left if the cars that share *little* with A go. Those that share much are doubles: B, not C.
# - [ ] **C.** A and C
#   > D shares much with A, and has another class. Classes are treated apart.
# - [x] **D.** A, C and D
#   > A stays and takes B away. C's overlap with A is 0.3 only. D is the only person.

# %% [markdown] question="q7" points=1
# ## Question 7 · A double  (1 point)
# The dev set has two cats. A detector's boxes for cats, the surest first: one on the first cat with IoU 0.9, another one on the first cat
# with IoU 0.8, one on the second cat with IoU 0.6. What is the average precision at IoU 0.5?
#
# - [x] **A.** About 5/6
#   > Precision is 1 at recalls up to 1/2, and 2/3 from there to 1: half of each. The double is a false alarm.
# - [ ] **B.** 1
#   > The first cat is taken already when the second box comes, so that one is a false alarm, however well it fits.
# - [ ] **C.** About 2/3
#   > That is the precision of the whole line. Average precision looks at each recall: up to 1/2 it was 1.
# - [ ] **D.** About 13/18
#   > The mean of 1, 1/2 and 2/3, one a box. It is averaged over recall, and the double adds none.

# %% [markdown] question="q8" points=1
# ## Question 8 · A nodule  (1 point)
# A picture of 100 by 100 pixels shows a nodule of 200 pixels. A network marks 200 pixels, of which 100 are in the nodule. Which are
# its accuracy over all pixels and its IoU for the nodule?
#
# - [ ] **A.** Accuracy 0.98, IoU 0.50
#   > 100 of 200 is the share that was found. The union has 300 pixels: those of the nodule and the 100 false ones.
# - [ ] **B.** Accuracy 0.50, IoU 0.33
#   > 9,700 pixels that were rightly called background count in the accuracy, too.
# - [x] **C.** Accuracy 0.98, IoU 0.33
#   > 200 of 10,000 are wrong; 100 of 300 agree. A network that marks nothing would have accuracy 0.98 as well, and IoU 0.
# - [ ] **D.** Accuracy 0.97, IoU 0.33
#   > Pixels that are right are 100 in the nodule and 9,700 outside. 300 pixels are in the union, and only 200 of them wrong.

# %% [markdown] question="q9" points=1
# ## Question 9 · One step up  (1 point)
# In a U-Net a map of 16 by 16 with 64 channels comes from below. A transposed convolution with 32 filters of 2 by 2 and stride 2 enlarges
# it. Beside it is put the skip, 32 by 32 with 32 channels. How many parameters has the 3 by 3 convolution with 32 filters
# that follows?
#
# - [ ] **A.** $(9 \cdot 32 + 1) \cdot 32 = 9{,}248$
#   > So it would be if the skip were added, as in a ResNet. A U-Net stacks the channels.
# - [ ] **B.** $(9 \cdot 96 + 1) \cdot 32 = 27{,}680$
#   > 64 channels come from below, but the transposed convolution has made 32 of them.
# - [ ] **C.** $(9 \cdot 64 + 1) \cdot 64 = 36{,}928$
#   > It sees 64 channels. It has 32 filters, so 32 maps come out.
# - [x] **D.** $(9 \cdot 64 + 1) \cdot 32 = 18{,}464$
#   > 32 channels from below and 32 from the side are 64 in, and each of the 32 filters has a bias.

# %% [markdown] question="q10" points=1
# ## Question 10 · Without the skips  (1 point)
# Somebody cuts all skips of a U-Net with three poolings, and trains it again on drawn street scenes. What do you expect of its masks?
#
# - [x] **A.** They cover less well what is there: detail is lost, most of the scene is still right
#   > Each of the deepest places stands for 8 by 8 pixels. In the notes' trainings the IoU of all that isn't background falls to 0.42, from 0.50.
# - [ ] **B.** They have sharp borders, and more often the wrong class of thing inside
#   > So one expects it of a net that never goes down: fine detail, and too small a view to tell a bus from a car.
# - [ ] **C.** They are mostly background: the gradient hardly reaches the way down any more
#   > That is what skips of very deep ResNets are for. These eighteen layers train without; skips of a U-Net carry detail.
# - [ ] **D.** They are as good as before: the transposed convolutions learn to undo the poolings
#   > They undo the sizes only. Nothing behind a pooling can know what it has thrown away.
