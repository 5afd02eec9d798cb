# Wrong answers as people write them, in other styles than our mistakes, and the hints that they ought to get (`make hints`).
# ruff: noqa: F811, F821, F841


# %% greedy_search "Log probabilities are multiplied"
def greedy_search(step, max_length):
    tokens, p = [], 1
    while len(tokens) < max_length:
        options = step(tuple(tokens))
        if len(options) == 0:
            break
        token = max(options.items(), key=lambda kv: kv[1])[0]
        p = p * options[token]
        tokens.append(token)
        if token == END:
            break
    return tuple(tokens), p


# %% beam_search "The search stops at the first finished"
def beam_search(step, width, max_length, score=None):
    beams = [((), 0.0)]
    for _ in range(max_length):
        new = []
        for seq, p in beams:
            for tok, q in step(seq).items():
                new.append((seq + (tok,), p + q))
        if not new:
            return []
        values = [p for _, p in new] if score is None else list(score(new))
        order = sorted(range(len(new)), key=lambda i: values[i], reverse=True)
        beams = [new[i] for i in order[:width]]
        done = [b for b in beams if b[0][-1] == END]
        if done:
            return sorted(done, key=lambda b: b[1], reverse=True)
    return []


# %% beam_search "score isn't used"
def beam_search(step, width, max_length, score=None):
    beams, done = [((), 0.0)], []
    while beams:
        new = [(seq + (tok,), p + q) for seq, p in beams for tok, q in step(seq).items()]
        new.sort(key=lambda b: b[1], reverse=True)
        new = new[:width]
        done.extend(b for b in new if b[0][-1] == END)
        beams = [b for b in new if b[0][-1] != END and len(b[0]) < max_length]
    done.sort(key=lambda b: b[1], reverse=True)
    return done


# %% rerank "The worst comes first"
def rerank(hypotheses, alpha):
    values = {hyp[0]: hyp[1] / (len(hyp[0]) ** alpha) for hyp in hypotheses}
    return sorted(hypotheses, key=lambda hyp: values[hyp[0]])


# %% rerank "Multiplied by the length"
def rerank(hypotheses, alpha):
    order = np.argsort([-p * len(t) ** alpha for t, p in hypotheses])
    return [hypotheses[i] for i in order]


# %% error_analysis "It is turned round"
def log_probability(step, tokens):
    total = 0.0
    for t in range(len(tokens)):
        total = total + step(tuple(tokens[:t])).get(tokens[t], -np.inf)
    return total


def blame(cases):
    result = dict(right=0, search=0, model=0)
    for y_star, y_hat, p_star, p_hat in cases:
        if y_hat and tuple(y_hat) == tuple(y_star):
            result["right"] += 1
        elif p_star > p_hat:
            result["model"] += 1
        else:
            result["search"] += 1
    return result


# %% modified_precision "The counts aren't clipped"
def modified_precision(candidate, references, n):
    hits, total = 0, 0
    for i in range(len(candidate) - n + 1):
        total += 1
        gram = candidate[i : i + n]
        if any(ref[j : j + n] == gram for ref in references for j in range(len(ref) - n + 1)):
            hits += 1
    return hits, total


# %% modified_precision "Each different n-gram is counted once"
def modified_precision(candidate, references, n):
    own = {" ".join(candidate[i : i + n]) for i in range(len(candidate) - n + 1)}
    theirs = set()
    for ref in references:
        theirs |= {" ".join(ref[i : i + n]) for i in range(len(ref) - n + 1)}
    return sum(gram in theirs for gram in own), len(own)


# %% bleu "There is no brevity penalty"
def bleu(candidates, references):
    logs = 0.0
    for n in range(1, 5):
        pairs = [modified_precision(c, r, n) for c, r in zip(candidates, references, strict=True)]
        top, bottom = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
        if top == 0 or bottom == 0:
            return 0.0
        logs += np.log(top / bottom)
    return np.exp(logs / 4)


# %% bleu "The arithmetic mean"
def bleu(candidates, references):
    ps, c, r = [], 0, 0
    for n in range(1, 5):
        pairs = [modified_precision(cand, refs, n) for cand, refs in zip(candidates, references, strict=True)]
        bottom = sum(p[1] for p in pairs)
        ps.append(sum(p[0] for p in pairs) / bottom if bottom else 0)
    for cand, refs in zip(candidates, references, strict=True):
        c += len(cand)
        r += min(map(len, refs), key=lambda length: (abs(length - len(cand)), length))
    return (1 if c >= r else np.exp(1 - r / c)) * sum(ps) / 4


# %% exact_search "The first END that is seen"
def exact_search(step, state):
    import heapq

    heap, done = [(0, ())], set()
    while heap:
        cost, seq = heapq.heappop(heap)
        key = state(seq)
        if key in done:
            continue
        done.add(key)
        options = step(seq)
        if END in options:
            return seq + (END,), -(cost - options[END])
        for tok in options:
            heapq.heappush(heap, (cost - options[tok], seq + (tok,)))
    return None
