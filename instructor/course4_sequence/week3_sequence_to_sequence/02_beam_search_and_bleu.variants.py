# Right answers, written otherwise than the solutions: by recursion, with other containers, in float32. Each must get all
# points (`grader prove`).
# ruff: noqa: F811, F821


# %% solution="greedy_search"
def greedy_search(step, max_length):
    """A list that grows, with a sorted list of options."""
    tokens, total = [], 0
    for _ in range(max_length):
        options = sorted(step(tuple(tokens)).items(), key=lambda item: item[1])
        if not options:
            return tuple(tokens), total
        tokens.append(options[-1][0])
        total += options[-1][1]
        if tokens[-1] == END:
            break
    return tuple(tokens), total


# %% solution="greedy_search"
def greedy_search(step, max_length):
    """By recursion, in float32."""

    def onward(tokens, log_p):
        options = step(tokens) if len(tokens) < max_length and (not tokens or tokens[-1] != END) else {}
        if not options:
            return tokens, log_p
        names, values = list(options), np.array(list(options.values()), dtype=np.float32)
        place = int(np.argmax(values))
        return onward((*tokens, names[place]), log_p + values[place])

    return onward((), np.float32(0))


# %% solution="beam_search"
def beam_search(step, width, max_length, score=None):
    """By lengths, with sorted pairs of rank and hypothesis."""
    beam, done = [((), 0.0)], []
    for length in range(1, max_length + 1):
        candidates = []
        for tokens, log_p in beam:
            for token, more in step(tokens).items():
                candidates.append((tokens + (token,), log_p + more))
        if not candidates:
            break
        ranks = score(candidates) if score is not None else [log_p for _, log_p in candidates]
        order = sorted(range(len(candidates)), key=lambda place: ranks[place], reverse=True)[:width]
        beam = []
        for place in order:
            (done if candidates[place][0][-1] == END else beam).append(candidates[place])
    done.sort(key=lambda hypothesis: hypothesis[1], reverse=True)
    return done


# %% solution="beam_search"
def beam_search(step, width, max_length, score=None):
    """With heapq, in float32."""
    import heapq

    beam, done = [((), np.float32(0))], []
    while beam:
        new = [((*t, w), np.float32(p + q)) for t, p in beam for w, q in step(t).items()]
        if not new:
            break
        ranks = np.asarray([p for _, p in new] if score is None else score(new), dtype=np.float32)
        kept = [new[place] for place in heapq.nlargest(width, range(len(new)), key=lambda place: ranks[place])]
        beam = []
        for tokens, log_p in kept:
            if tokens[-1] == END:
                heapq.heappush(done, (-float(log_p), len(done), tokens))
            elif len(tokens) != max_length:
                beam.append((tokens, log_p))
    return [(tokens, -cost) for cost, _, tokens in sorted(done)]


# %% solution="rerank"
def rerank(hypotheses, alpha):
    """By an array of values."""
    values = [log_p / np.power(len(tokens), alpha) for tokens, log_p in hypotheses]
    return [hypotheses[place] for place in np.argsort(values)[::-1]]


# %% solution="rerank"
def rerank(hypotheses, alpha):
    """Pairs with their value in float32."""
    valued = [
        (np.float32(log_p) / np.float32(len(tokens)) ** np.float32(alpha), tokens, log_p)
        for tokens, log_p in hypotheses
    ]
    valued.sort(key=lambda each: -each[0])
    return [(tokens, log_p) for _, tokens, log_p in valued]


# %% solution="error_analysis"
def log_probability(step, tokens):
    """By a sum over places."""
    return sum(step(tuple(tokens[:t])).get(tokens[t], float("-inf")) for t in range(len(tokens)))


def blame(cases):
    """With a Counter."""

    def verdict(truth, answer, log_p_truth, log_p_answer):
        if answer is not None and list(answer) == list(truth):
            return "right"
        return "model" if log_p_truth <= log_p_answer else "search"

    counts = Counter(verdict(*case) for case in cases)
    return {kind: counts[kind] for kind in ("right", "search", "model")}


# %% solution="error_analysis"
def log_probability(step, tokens):
    """In float32, up to the first that is impossible."""
    total, seen = np.float32(0), ()
    for token in tokens:
        try:
            total += np.float32(step(seen)[token])
        except KeyError:
            return -float("inf")
        seen = (*seen, token)
    return total


def blame(cases):
    """By three sums."""
    right = [case[1] is not None and tuple(case[0]) == tuple(case[1]) for case in cases]
    missed = [case[2] > case[3] and not fine for case, fine in zip(cases, right, strict=True)]
    return {"right": sum(right), "search": sum(missed), "model": len(cases) - sum(right) - sum(missed)}


# %% solution="modified_precision"
def modified_precision(candidate, references, n):
    """With dictionaries."""

    def grams(words):
        found = {}
        for i in range(len(words) - n + 1):
            gram = tuple(words[i : i + n])
            found[gram] = found.get(gram, 0) + 1
        return found

    own, tables = grams(candidate), [grams(reference) for reference in references]
    matched = sum(min(count, max(table.get(gram, 0) for table in tables)) for gram, count in own.items())
    return matched, max(0, len(candidate) - n + 1)


# %% solution="modified_precision"
def modified_precision(candidate, references, n):
    """Ticking n-grams off, one by one; numbers as float32, which are whole."""
    best = {}
    for reference in references:
        pieces = [tuple(reference[i : i + n]) for i in range(len(reference) - n + 1)]
        for piece in set(pieces):
            best[piece] = max(best.get(piece, 0), pieces.count(piece))
    matched = total = np.float32(0)
    for i in range(len(candidate) - n + 1):
        piece, total = tuple(candidate[i : i + n]), total + 1
        if best.get(piece, 0) > 0:
            best[piece] -= 1
            matched += 1
    return np.float32(matched), np.float32(total)


# %% solution="bleu"
def bleu(candidates, references):
    """By loops over n, with a product."""
    product = 1.0
    for n in (1, 2, 3, 4):
        pairs = [modified_precision(candidate, own, n) for candidate, own in zip(candidates, references, strict=True)]
        top, bottom = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        if top == 0:
            return 0
        product *= top / bottom
    c = sum(map(len, candidates))
    r = 0
    for candidate, own in zip(candidates, references, strict=True):
        r += sorted((len(each) for each in own), key=lambda length: (abs(length - len(candidate)), length))[0]
    return product**0.25 * (1 if c >= r else np.exp(1 - r / c))


# %% solution="bleu"
def bleu(candidates, references):
    """In float32, without modified_precision."""
    counts = np.zeros((2, 4), dtype=np.float32)
    c = r = 0
    for words, own in zip(candidates, references, strict=True):
        c, lengths = c + len(words), sorted(len(each) for each in own)
        r += lengths[int(np.argmin(np.abs(np.array(lengths) - len(words))))]
        for n in range(4):
            tables = [Counter(zip(*(each[k:] for k in range(n + 1)), strict=False)) for each in [words, *own]]
            counts[1, n] += sum(tables[0].values())
            counts[0, n] += sum(
                min(count, max(table[gram] for table in tables[1:])) for gram, count in tables[0].items()
            )
    if (counts == 0).any():
        return np.float32(0)
    return np.exp(np.float32(min(0.0, 1 - r / c))) * np.prod(counts[0] / counts[1]) ** np.float32(0.25)


# %% solution="foresight"
def foresight(log_p, covered, total):
    """A bonus for what is covered, with another estimate."""
    return log_p + 1.8 * covered


# %% solution="foresight"
def foresight(log_p, covered, total):
    """In float32, as a list."""
    return [np.float32(p) + np.float32(2.2) * np.float32(c) for p, c in zip(log_p, covered, strict=True)]


# %% solution="exact_search"
def exact_search(step, state):
    """A list that is sorted again each time."""
    waiting, closed = [((), 0.0)], []
    while waiting:
        waiting.sort(key=lambda each: each[1])
        tokens, log_p = waiting.pop()
        if tokens and tokens[-1] == END:
            return tokens, log_p
        if state(tokens) in closed:
            continue
        closed.append(state(tokens))
        waiting += [((*tokens, token), log_p + more) for token, more in step(tokens).items()]
    return None


# %% solution="exact_search"
def exact_search(step, state):
    """With the best hypothesis of each open state, in float32."""
    best, closed = {("open", state(())): ((), np.float32(0))}, set()
    while best:
        key = max(best, key=lambda each: best[each][1])
        tokens, log_p = best.pop(key)
        if key[0] == "end":
            return tokens, log_p
        closed.add(key)
        for token, more in step(tokens).items():
            longer = ((*tokens, token), np.float32(log_p + more))
            new = ("end",) if token == END else ("open", state(longer[0]))
            if new not in closed and (new not in best or best[new][1] < longer[1]):
                best[new] = longer
    return None
