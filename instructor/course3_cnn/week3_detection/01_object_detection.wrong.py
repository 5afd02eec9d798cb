# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% detection_loss "Box and class count where there is no object, too"
def detection_loss(Y, Z, box_weight=5.0):
    m = tf.cast(tf.shape(Y)[0], tf.float32)
    p = tf.nn.sigmoid_cross_entropy_with_logits(labels=Y[..., 0:1], logits=Z[..., 0:1])
    xy = tf.square(Y[..., 1:3] - tf.math.sigmoid(Z[..., 1:3]))
    hw = tf.square(Y[..., 3:5] - Z[..., 3:5])
    c = tf.nn.softmax_cross_entropy_with_logits(labels=Y[..., 5:], logits=Z[..., 5:])
    return (tf.reduce_sum(p) + box_weight * (tf.reduce_sum(xy) + tf.reduce_sum(hw)) + tf.reduce_sum(c)) / m


# %% detection_loss "You take the mean over all vectors"
def detection_loss(Y, Z, box_weight=5.0):
    p = Y[..., 0]
    a = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(p, Z[..., 0]))
    xy = tf.reduce_sum(tf.square(Y[..., 1:3] - tf.sigmoid(Z[..., 1:3])), -1)
    hw = tf.reduce_sum(tf.square(Y[..., 3:5] - Z[..., 3:5]), -1)
    b = tf.reduce_mean(p * box_weight * (xy + hw))
    return a + b + tf.reduce_mean(p * tf.nn.softmax_cross_entropy_with_logits(Y[..., 5:], Z[..., 5:]))


# %% detection_loss "The center is compared with z itself"
def detection_loss(Y, Z, box_weight=5.0):
    obj = Y[..., 0]
    d = tf.reduce_sum(tf.math.squared_difference(Y[..., 1:5], Z[..., 1:5]), axis=-1)
    total = tf.nn.sigmoid_cross_entropy_with_logits(obj, Z[..., 0]) + obj * box_weight * d
    total = total + obj * tf.nn.softmax_cross_entropy_with_logits(Y[..., 5:], Z[..., 5:])
    return tf.reduce_sum(total) / len(Y)


# %% iou "Sides of the intersection may come out negative"
def iou(box1, box2):
    box1, box2 = np.array(box1), np.array(box2)
    xi1 = np.maximum(box1[..., 0], box2[..., 0])
    yi1 = np.maximum(box1[..., 1], box2[..., 1])
    xi2 = np.minimum(box1[..., 2], box2[..., 2])
    yi2 = np.minimum(box1[..., 3], box2[..., 3])
    inter = (xi2 - xi1) * (yi2 - yi1)
    a1 = (box1[..., 2] - box1[..., 0]) * (box1[..., 3] - box1[..., 1])
    a2 = (box2[..., 2] - box2[..., 0]) * (box2[..., 3] - box2[..., 1])
    return inter / (a1 + a2 - inter)


# %% iou "For two boxes this is right"
def iou(box1, box2):
    (box1_x1, box1_y1, box1_x2, box1_y2) = box1
    (box2_x1, box2_y1, box2_x2, box2_y2) = box2
    inter_width = max(min(box1_x2, box2_x2) - max(box1_x1, box2_x1), 0)
    inter_height = max(min(box1_y2, box2_y2) - max(box1_y1, box2_y1), 0)
    inter_area = inter_width * inter_height
    box1_area = (box1_x2 - box1_x1) * (box1_y2 - box1_y1)
    box2_area = (box2_x2 - box2_x1) * (box2_y2 - box2_y1)
    return inter_area / (box1_area + box2_area - inter_area)


# %% iou "The intersection is counted twice in the union"
def iou(box1, box2):
    b1, b2 = np.asarray(box1, float), np.asarray(box2, float)
    lo, hi = np.maximum(b1[..., :2], b2[..., :2]), np.minimum(b1[..., 2:], b2[..., 2:])
    wh = np.clip(hi - lo, 0, None)
    area = lambda b: (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    return wh[..., 0] * wh[..., 1] / (area(b1) + area(b2))


# %% encode_boxes "Row and column are swapped"
def encode_boxes(boxes, labels, anchors, size, grid, classes):
    cell = size / grid
    y = np.zeros((grid, grid, len(anchors), 5 + classes))
    for b, c in zip(boxes, labels):
        bx, by = (b[0] + b[2]) / 2 / cell, (b[1] + b[3]) / 2 / cell
        w, h = b[2] - b[0], b[3] - b[1]
        ious = [iou((0, 0, w, h), (0, 0, a[1], a[0])) for a in anchors]
        a = int(np.argmax(ious))
        i, j = int(bx), int(by)
        y[i, j, a, :] = 0
        y[i, j, a, 0] = 1
        y[i, j, a, 1] = bx - i
        y[i, j, a, 2] = by - j
        y[i, j, a, 3] = np.log(h / anchors[a][0])
        y[i, j, a, 4] = np.log(w / anchors[a][1])
        y[i, j, a, 5 + c] = 1
    return y


# %% encode_boxes "Width comes before height in your vectors"
def encode_boxes(boxes, labels, anchors, size, grid, classes):
    y = np.zeros((grid, grid, len(anchors), 5 + classes))
    for (x1, y1, x2, y2), c in zip(boxes, labels):
        w, h = x2 - x1, y2 - y1
        bx, by = (x1 + w / 2) * grid / size, (y1 + h / 2) * grid / size
        a = int(np.argmax([iou((0, 0, w, h), (0, 0, aw, ah)) for ah, aw in anchors]))
        onehot = np.zeros(classes)
        onehot[c] = 1
        y[int(by), int(bx), a] = np.concatenate([[1, bx % 1, by % 1, np.log(w / anchors[a, 1]), np.log(h / anchors[a, 0])], onehot])
    return y


# %% encode_boxes "The logarithm is missing"
def encode_boxes(boxes, labels, anchors, size, grid, classes):
    y = np.zeros((grid, grid, len(anchors), 5 + classes))
    for (x1, y1, x2, y2), c in zip(boxes, labels):
        w, h = x2 - x1, y2 - y1
        bx, by = (x1 + w / 2) * grid / size, (y1 + h / 2) * grid / size
        a = int(np.argmax([iou((0, 0, w, h), (0, 0, aw, ah)) for ah, aw in anchors]))
        v = y[int(by), int(bx), a]
        v[...] = 0
        v[0], v[1], v[2], v[3], v[4], v[5 + c] = 1, bx % 1, by % 1, h / anchors[a, 0], w / anchors[a, 1], 1
    return y


# %% yolo_head "There is a σ at the end"
def yolo_head(maps, anchors, classes):
    X = layers.Conv2D(64, (3, 3), padding="same", use_bias=False)(maps)
    X = layers.BatchNormalization(momentum=0.9)(X)
    X = layers.LeakyReLU(negative_slope=0.1)(X)
    X = layers.Conv2D(anchors * (5 + classes), (1, 1))(X)
    X = layers.Activation("sigmoid")(X)
    return layers.Reshape((maps.shape[1], maps.shape[2], anchors, 5 + classes))(X)


# %% yolo_head "LeakyReLU has Keras's own slope"
def yolo_head(maps, anchors, classes):
    X = layers.Conv2D(64, (3, 3), padding="same", use_bias=False)(maps)
    X = layers.BatchNormalization(momentum=0.9)(X)
    X = layers.LeakyReLU()(X)
    X = layers.Conv2D(anchors * (5 + classes), 1)(X)
    return layers.Reshape((maps.shape[1], maps.shape[2], anchors, 5 + classes))(X)


# %% decode "Rows and columns are swapped"
def decode(Z, anchors, size):
    g = Z.shape[0]
    i, j = np.meshgrid(np.arange(g), np.arange(g), indexing="ij")
    bx = (i[..., None] + sigmoid(Z[..., 1])) / g * size
    by = (j[..., None] + sigmoid(Z[..., 2])) / g * size
    bh = anchors[:, 0] * np.exp(Z[..., 3])
    bw = anchors[:, 1] * np.exp(Z[..., 4])
    boxes = np.stack((bx - bw / 2, by - bh / 2, bx + bw / 2, by + bh / 2), -1)
    return boxes, sigmoid(Z[..., 0:1]), softmax(Z[..., 5:])


# %% decode "Height and width are swapped"
def decode(Z, anchors, size):
    g = Z.shape[0]
    i, j = np.meshgrid(np.arange(g), np.arange(g), indexing="ij")
    bx = (j[..., None] + sigmoid(Z[..., 1])) / g * size
    by = (i[..., None] + sigmoid(Z[..., 2])) / g * size
    bw = anchors[:, 0] * np.exp(Z[..., 3])
    bh = anchors[:, 1] * np.exp(Z[..., 4])
    boxes = np.stack((bx - bw / 2, by - bh / 2, bx + bw / 2, by + bh / 2), -1)
    return boxes, sigmoid(Z[..., 0:1]), softmax(Z[..., 5:])


# %% decode "Classes went through σ"
def decode(Z, anchors, size):
    g = Z.shape[0]
    r = np.arange(g)
    bx = (r[None, :, None] + sigmoid(Z[..., 1])) / g * size
    by = (r[:, None, None] + sigmoid(Z[..., 2])) / g * size
    bh, bw = anchors[:, 0] * np.exp(Z[..., 3]), anchors[:, 1] * np.exp(Z[..., 4])
    boxes = np.stack((bx - bw / 2, by - bh / 2, bx + bw / 2, by + bh / 2), -1)
    p = 1 / (1 + np.exp(-Z))
    return boxes, p[..., 0:1], p[..., 5:]


# %% yolo_filter_boxes "The threshold is compared with the confidence alone"
def yolo_filter_boxes(boxes, box_confidence, box_class_probs, threshold=0.6):
    box_scores = box_confidence * box_class_probs
    box_classes = np.argmax(box_scores, axis=-1)
    box_class_scores = np.max(box_scores, axis=-1)
    mask = np.squeeze(box_confidence, -1) >= threshold
    return box_class_scores[mask], boxes[mask], box_classes[mask]


# %% yolo_filter_boxes "A score of exactly the threshold is dropped"
def yolo_filter_boxes(boxes, box_confidence, box_class_probs, threshold=0.6):
    box_scores = box_confidence * box_class_probs
    box_classes = tf.math.argmax(box_scores, axis=-1)
    box_class_scores = tf.math.reduce_max(box_scores, axis=-1)
    mask = box_class_scores > threshold
    return [tf.boolean_mask(each, mask).numpy() for each in (box_class_scores, boxes, box_classes)]


# %% yolo_non_max_suppression "Classes are mixed"
def yolo_non_max_suppression(scores, boxes, classes, max_boxes=10, iou_threshold=0.5):
    order = list(np.argsort(-scores, kind="stable"))
    keep = []
    while order and len(keep) < max_boxes:
        best = order.pop(0)
        keep.append(best)
        order = [i for i in order if iou(boxes[best], boxes[i]) <= iou_threshold]
    keep = np.array(keep, dtype=int)
    return scores[keep], boxes[keep], classes[keep]


# %% yolo_non_max_suppression "A box that is removed still removes others"
def yolo_non_max_suppression(scores, boxes, classes, max_boxes=10, iou_threshold=0.5):
    order = np.argsort(-scores, kind="stable")
    gone = np.zeros(len(scores), bool)
    for a in range(len(order)):
        for b in range(a + 1, len(order)):
            i, j = order[a], order[b]
            if classes[i] == classes[j] and iou(boxes[i], boxes[j]) > iou_threshold:
                gone[j] = True
    keep = [i for i in order if not gone[i]][:max_boxes]
    return scores[keep], boxes[keep], classes[keep]


# %% yolo_non_max_suppression "You go class by class"
def yolo_non_max_suppression(scores, boxes, classes, max_boxes=10, iou_threshold=0.5):
    keep = []
    for c in sorted(set(classes)):
        idx = [i for i in np.argsort(-scores, kind="stable") if classes[i] == c]
        while idx:
            i = idx.pop(0)
            keep.append(i)
            idx = [j for j in idx if iou(boxes[i], boxes[j]) <= iou_threshold]
    keep = np.array(keep, dtype=int)[:max_boxes]
    return scores[keep], boxes[keep], classes[keep]


# %% mended_average_precision "A true box is still hit several times"
def mended_average_precision(found, truths, iou_threshold=0.5):
    line = []
    for (s, b), t in zip(found, truths):
        for score, box in zip(s, b):
            line.append((score, any(iou(box, other) >= iou_threshold for other in t)))
    line = sorted(line, key=lambda each: -each[0])
    tp = np.cumsum([hit for _, hit in line])
    precision = tp / np.arange(1, len(line) + 1)
    recall = tp / sum(len(t) for t in truths)
    return np.mean([np.max(precision[recall >= r], initial=0) for r in np.linspace(0, 1, 101)])


# %% mended_average_precision "A box that overlaps a taken one best counts as a miss"
def mended_average_precision(found, truths, iou_threshold=0.5):
    line = []
    for (s, b), t in zip(found, truths):
        used = [False] * len(t)
        for score, box in zip(s, b):
            hit = False
            if len(t):
                ious = iou(box, t)
                k = int(np.argmax(ious))
                hit = bool(ious[k] >= iou_threshold) and not used[k]
                used[k] = used[k] or hit
            line.append((score, hit))
    line = sorted(line, key=lambda each: -each[0])
    tp = np.cumsum([hit for _, hit in line])
    precision = tp / np.arange(1, len(line) + 1)
    recall = tp / sum(len(t) for t in truths)
    return np.mean([np.max(precision[recall >= r], initial=0) for r in np.linspace(0, 1, 101)])


# %% choose_anchors "What is near is measured in pixels here"
def choose_anchors(shapes, anchors, steps):
    a = np.array(anchors, float)
    for _ in range(steps):
        d = ((shapes[:, None, :] - a[None]) ** 2).sum(-1)
        n = d.argmin(1)
        a = np.array([shapes[n == k].mean(0) if (n == k).any() else a[k] for k in range(len(a))])
    return a


# %% choose_anchors "Only one step is taken"
def choose_anchors(shapes, anchors, steps):
    a = np.array(anchors, float)
    for _ in range(steps):
        inter = np.minimum(shapes[:, None], anchors).prod(-1)
        n = (inter / (shapes.prod(-1)[:, None] + anchors.prod(-1) - inter)).argmax(1)
        for k in range(len(a)):
            if (n == k).any():
                a[k] = shapes[n == k].mean(0)
    return a
