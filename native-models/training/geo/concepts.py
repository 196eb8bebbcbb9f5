"""What a word may mean among the concepts of a scene, by general word vectors alone: numbers that go with its vector.

Within a group (sizes, colours, materials, shapes, attributes) the vectors tell which concept a rare word is nearest to far
better than they tell the group: "mustard" is nearest to yellow among colours, "drum" to cylinder among shapes, though a
drum is nearer to metal than to either. The group is told by the sentence.
"""

import numpy as np

SHARP, SCALE = 12.0, 2.0


def unit(rows):
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def nearness(vectors, ids, groups):
    """groups {group: {concept: words}} -> {group: [V, concepts]}: cosine to the nearest word of a concept and to the mean of
    its words, added up (-2..2); 0 for tokens without a vector."""
    rows = unit(vectors)
    found = {}
    for group, concepts in groups.items():
        columns = []
        for words in concepts.values():
            known = rows[[ids[w] for w in words if w in ids]]
            columns.append((rows @ known.T).max(1) + rows @ unit(known.mean(0)))
        found[group] = np.stack(columns, 1)
    return found


def features(vectors, ids, groups):
    """-> [V, concepts + groups]: for each group how near the nearest concept is and a softmax over its concepts."""
    parts = []
    has = np.linalg.norm(vectors, axis=1, keepdims=True) > 0
    for near in nearness(vectors, ids, groups).values():
        best = near.max(1, keepdims=True)
        parts.append(best)
        parts.append(np.exp((near - best) * SHARP) / np.exp((near - best) * SHARP).sum(1, keepdims=True) * SCALE)
    return np.where(has, np.concatenate(parts, 1), 0).astype(np.float32)
