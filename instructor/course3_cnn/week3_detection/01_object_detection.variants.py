# Right answers, written otherwise than the solutions: with loops, in float32, with other functions. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="detection_loss"
def detection_loss(Y, Z, box_weight=5.0):
    """With a softplus for the first term, a log-softmax for the last, all in float32."""
    p = Y[..., :1]
    first = tf.math.softplus(Z[..., :1]) - p * Z[..., :1]
    guess = tf.concat([tf.math.sigmoid(Z[..., 1:3]), Z[..., 3:5]], axis=-1)
    squares = tf.square(Y[..., 1:5] - guess)
    names = -Y[..., 5:] * tf.nn.log_softmax(Z[..., 5:])
    m = tf.cast(tf.shape(Y)[0], tf.float32)
    return (tf.reduce_sum(first) + box_weight * tf.reduce_sum(p * squares) + tf.reduce_sum(p * names)) / m


# %% solution="detection_loss"
def detection_loss(Y, Z, box_weight=5.0):
    """On the rows where there is an object, chosen by tf.where."""
    there = tf.reshape(Y[..., 0], [-1]) > 0.5
    y, z = tf.reshape(Y, [-1, Y.shape[-1]]), tf.reshape(Z, [-1, Z.shape[-1]])
    total = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=y[:, 0], logits=z[:, 0]))
    box = tf.reduce_sum((y[:, 1:3] - tf.sigmoid(z[:, 1:3])) ** 2 + (y[:, 3:5] - z[:, 3:5]) ** 2, axis=1)
    kind = tf.nn.softmax_cross_entropy_with_logits(labels=y[:, 5:], logits=z[:, 5:])
    total += tf.reduce_sum(tf.where(there, box_weight * box + kind, tf.zeros_like(box)))
    return total / float(Y.shape[0])


# %% solution="iou"
def iou(box1, box2):
    """Edge by edge, in float32 at the end."""
    ax1, ay1, ax2, ay2 = np.moveaxis(np.asarray(box1, dtype=float), -1, 0)
    bx1, by1, bx2, by2 = np.moveaxis(np.asarray(box2, dtype=float), -1, 0)
    width = np.clip(np.minimum(ax2, bx2) - np.maximum(ax1, bx1), 0, None)
    height = np.clip(np.minimum(ay2, by2) - np.maximum(ay1, by1), 0, None)
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - width * height
    return (width * height / union).astype(np.float32)


# %% solution="iou"
def iou(box1, box2):
    """Pair by pair, after broadcasting."""
    first, second = np.broadcast_arrays(np.array(box1, dtype=float), np.array(box2, dtype=float))
    result = np.zeros(first.shape[:-1])
    for place in np.ndindex(result.shape):
        a, b = first[place], second[place]
        w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        if w > 0 and h > 0:
            areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
            result[place] = w * h / (areas - w * h)
    return result[()]


# %% solution="encode_boxes"
def encode_boxes(boxes, labels, anchors, size, grid, classes):
    """All objects at once; the assignment of NumPy leaves the last one where two meet; in float32."""
    target = np.zeros((grid, grid, len(anchors), 5 + classes), dtype=np.float32)
    if len(boxes) == 0:
        return target
    sides = (boxes[:, 2:] - boxes[:, :2])[:, ::-1]
    centers = (boxes[:, :2] + boxes[:, 2:]) / 2 / (size / grid)
    shared = np.minimum(sides[:, None], anchors).prod(axis=2)
    best = (shared / (sides.prod(axis=1)[:, None] + anchors.prod(axis=1) - shared)).argmax(axis=1)
    columns, rows = np.floor(centers).astype(int).T
    offsets = centers - np.floor(centers)
    vectors = [np.ones((len(boxes), 1)), offsets, np.log(sides / anchors[best]), np.eye(classes)[labels]]
    for place, vector in zip(zip(rows, columns, best, strict=True), np.hstack(vectors), strict=True):
        target[place] = vector
    return target


# %% solution="encode_boxes"
def encode_boxes(boxes, labels, anchors, size, grid, classes):
    """With plain numbers, divmod for the cell, and a loop over the anchors."""
    cell, target = size / grid, np.zeros((grid, grid, len(anchors), 5 + classes))
    for box, label in zip(boxes, labels, strict=True):
        x1, y1, x2, y2 = map(float, box)
        column, right = divmod((x1 + x2) / 2, cell)
        row, down = divmod((y1 + y2) / 2, cell)
        best, highest = 0, -1.0
        for number, (height, width) in enumerate(anchors):
            likeness = iou([0, 0, x2 - x1, y2 - y1], [0, 0, width, height])
            if likeness > highest:
                best, highest = number, likeness
        vector = target[int(row), int(column), best]
        vector[:] = 0
        vector[:3] = 1, right / cell, down / cell
        vector[3:5] = np.log(y2 - y1) - np.log(anchors[best][0]), np.log(x2 - x1) - np.log(anchors[best][1])
        vector[5 + label] = 1
    return target


# %% solution="yolo_head"
def yolo_head(maps, anchors, classes):
    """With an activation layer and tuples."""
    x = keras.layers.Conv2D(filters=64, kernel_size=(3, 3), padding="same", use_bias=False)(maps)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    x = keras.layers.Activation(keras.layers.LeakyReLU(negative_slope=0.1))(x)
    x = keras.layers.Conv2D(filters=anchors * (classes + 5), kernel_size=(1, 1), activation="linear")(x)
    _, height, width, _ = maps.shape
    return keras.layers.Reshape((height, width, anchors, classes + 5))(x)


# %% solution="yolo_head"
def yolo_head(maps, anchors, classes):
    """From tf.keras, with one length left for Reshape to find; float32 as Keras has it."""
    h, w = maps.shape[1], maps.shape[2]
    normalize = tf.keras.layers.BatchNormalization(momentum=0.9, name="norm")
    x = normalize(tf.keras.layers.Conv2D(64, 3, padding="same", use_bias=False, dtype="float32")(maps))
    x = tf.keras.layers.LeakyReLU(negative_slope=0.1)(x)
    return tf.keras.layers.Reshape((h, w, anchors, -1))(tf.keras.layers.Conv2D((5 + classes) * anchors, 1, padding="same")(x))


# %% solution="decode"
def decode(Z, anchors, size):
    """Place by place, in float32."""
    grid, _, count, length = Z.shape
    boxes = np.zeros((grid, grid, count, 4), dtype=np.float32)
    cell = size / grid
    for row in range(grid):
        for column in range(grid):
            for a, (height, width) in enumerate(anchors):
                z = Z[row, column, a]
                x, y = cell * (column + sigmoid(z[1])), cell * (row + sigmoid(z[2]))
                h, w = height * np.exp(z[3]), width * np.exp(z[4])
                boxes[row, column, a] = x - w / 2, y - h / 2, x + w / 2, y + h / 2
    return boxes, sigmoid(Z[..., 0])[..., None].astype(np.float32), softmax(Z[..., 5:length]).astype(np.float32)


# %% solution="decode"
def decode(Z, anchors, size):
    """With meshgrid, and tensors for the probabilities."""
    grid = Z.shape[0]
    columns, rows = np.meshgrid(np.arange(grid), np.arange(grid))
    centers = (np.stack([columns, rows], axis=-1)[:, :, None] + 1 / (1 + np.exp(-Z[..., 1:3]))) * (size / grid)
    halves = np.exp(Z[..., [4, 3]]) * anchors[:, ::-1] / 2
    boxes = np.concatenate([centers - halves, centers + halves], axis=-1)
    return boxes, tf.sigmoid(Z[..., 0:1]), tf.nn.softmax(Z[..., 5:])


# %% solution="yolo_filter_boxes"
def yolo_filter_boxes(boxes, box_confidence, box_class_probs, threshold=0.6):
    """With TensorFlow's boolean mask."""
    scores = tf.constant(box_confidence) * tf.constant(box_class_probs)
    best = tf.reduce_max(scores, axis=-1)
    mask = best >= threshold
    classes = tf.boolean_mask(tf.argmax(scores, axis=-1), mask)
    return tf.boolean_mask(best, mask).numpy(), tf.boolean_mask(boxes, mask).numpy(), classes.numpy()


# %% solution="yolo_filter_boxes"
def yolo_filter_boxes(boxes, box_confidence, box_class_probs, threshold=0.6):
    """Flattened, with places; scores in float32."""
    count = box_class_probs.shape[-1]
    scores = box_confidence.reshape(-1, 1) * box_class_probs.reshape(-1, count)
    names = scores.argmax(axis=1)
    best = scores[np.arange(len(names)), names]
    (places,) = np.nonzero(best >= threshold)
    return best[places].astype(np.float32), boxes.reshape(-1, 4)[places], names[places]


# %% solution="yolo_non_max_suppression"
def yolo_non_max_suppression(scores, boxes, classes, max_boxes=10, iou_threshold=0.5):
    """With a table of rivals, and a mask of those that are still there; scores in float32."""
    doubles = (iou(boxes[:, None], boxes[None]) > iou_threshold) & (classes[:, None] == classes)
    alive = np.ones(len(scores), dtype=bool)
    kept = []
    while alive.any() and len(kept) < max_boxes:
        best = int(np.argmax(np.where(alive, scores, -np.inf)))
        kept.append(best)
        alive &= ~doubles[best]
        alive[best] = False
    kept = np.array(kept, dtype=int)
    return scores[kept].astype(np.float32), boxes[kept], classes[kept]


# %% solution="yolo_non_max_suppression"
def yolo_non_max_suppression(scores, boxes, classes, max_boxes=10, iou_threshold=0.5):
    """Class by class, and sorted at the end; pair by pair."""
    places = []
    for label in sorted(set(classes.tolist())):
        left = [int(each) for each in np.argsort(-scores, kind="stable") if classes[each] == label]
        while left:
            first, *left = left
            places.append(first)
            left = [other for other in left if not iou(tuple(boxes[first]), tuple(boxes[other])) > iou_threshold]
    places = sorted(places, key=lambda place: (-scores[place], place))[:max_boxes]
    shape = (len(places), 4)
    return np.array([scores[i] for i in places]), np.array([boxes[i] for i in places]).reshape(shape), classes[places]


# %% solution="mended_average_precision"
def mended_average_precision(found, truths, iou_threshold=0.5):
    """One line of tuples first, then taken places; the envelope from behind."""
    line = []
    for picture, (scores, boxes) in enumerate(found):
        line += [(float(score), picture, box) for score, box in zip(scores, boxes, strict=True)]
    line.sort(key=lambda each: -each[0])
    taken, total, hits, precision, recall = set(), sum(len(each) for each in truths), 0, [], []
    for rank, (_, picture, box) in enumerate(line, 1):
        best, highest = None, iou_threshold
        for place, other in enumerate(truths[picture]):
            if (picture, place) not in taken and iou(box, other) >= highest:
                best, highest = place, iou(box, other)
        if best is not None:
            taken.add((picture, best))
            hits += 1
        precision.append(hits / rank)
        recall.append(hits / total)
    for place in range(len(precision) - 2, -1, -1):
        precision[place] = max(precision[place], precision[place + 1])
    places = np.searchsorted(recall, np.linspace(0, 1, 101))
    return sum(precision[place] for place in places if place < len(precision)) / 101


# %% solution="mended_average_precision"
def mended_average_precision(found, truths, iou_threshold=0.5):
    """A table of overlaps a picture, whose columns are struck out; in float32 at the end."""
    scores, hits = [], []
    for (picture_scores, picture_boxes), truth in zip(found, truths, strict=True):
        scores.extend(picture_scores)
        if len(truth) == 0 or len(picture_boxes) == 0:
            hits.extend([False] * len(picture_boxes))
            continue
        table = iou(picture_boxes[:, None], truth[None]).copy()
        for row in range(len(table)):
            best = table[row].argmax()
            hits.append(bool(table[row, best] >= iou_threshold))
            if hits[-1]:
                table[:, best] = -1
    hits = np.array(hits, dtype=float)[np.argsort(-np.array(scores, dtype=float), kind="stable")]
    precision = np.cumsum(hits) / (np.arange(len(hits)) + 1)
    recall = np.cumsum(hits) / sum(len(truth) for truth in truths)
    heights = [precision[recall >= r].max() if (recall >= r).any() else 0 for r in np.linspace(0, 1, 101)]
    return np.float32(np.mean(heights))


# %% solution="choose_anchors"
def choose_anchors(shapes, anchors, steps):
    """Without boxes, by areas; in lists."""
    current = [tuple(map(float, each)) for each in anchors]
    for _ in range(steps):
        groups = [[] for _ in current]
        for height, width in shapes:
            shared = [min(height, h) * min(width, w) for h, w in current]
            likeness = [each / (height * width + h * w - each) for each, (h, w) in zip(shared, current, strict=True)]
            groups[int(np.argmax(likeness))].append((height, width))
        current = [tuple(np.mean(each, axis=0)) if each else old for each, old in zip(groups, current, strict=True)]
    return np.array(current)


# %% solution="choose_anchors"
def choose_anchors(shapes, anchors, steps):
    """Means by a product with a one-hot table; in float32 at the end."""
    now = np.array(anchors, dtype=float)
    for _ in range(steps):
        shared = np.minimum(shapes[:, None], now).prod(axis=-1)
        nearest = (shared / (shapes.prod(axis=1)[:, None] + now.prod(axis=1) - shared)).argmax(axis=1)
        member = np.eye(len(now))[nearest]
        counts = member.sum(axis=0)[:, None]
        now = np.where(counts > 0, member.T @ shapes / np.maximum(counts, 1), now)
    return now.astype(np.float32)
