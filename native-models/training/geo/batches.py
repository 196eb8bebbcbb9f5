"""Batches of questions for segmenter and evaluator: scenes of which only the symbols are known, with made-up errors of
perception and made-up masks, and rendered scenes as perception sees them."""

import numpy as np
import torch

from evaluator import FIRST_REFERENCE, FIRST_SCORE, PLAIN, REASON, SCORE_COUNT
from frame import OBJECT_SIZE, SLOTS
from lexicon import SCORE_STEP, SPECIAL
from questions_data import LONGEST_QUESTION, LONGEST_SPEECH, anchors, ideal_token, orders, speech, stored

END = SPECIAL.index("[END]")


class QuestionSet:
    """Questions of many scenes, as arrays: objects keep their index in the scene."""

    def __init__(self, path, lexicon, limit=None):
        self.scenes, self.names = [], []
        self.text, self.spoken, self.target, self.scene, self.kind, self.anchors = [], [], [], [], [], []
        self.dropped = 0
        for line in stored(path):
            if limit is not None and len(self.scenes) >= limit:
                break
            at = len(self.scenes)
            width = line["width"]
            self.names.append(str(line["scene"]))
            self.scenes.append(np.stack([ideal_token(o, line["directions"], width) for o in line["objects"]]))
            order = orders(line["objects"])
            for question in line["questions"]:
                ids = lexicon.encode(question["text"])
                said = [w if isinstance(w, int) else lexicon.of(w) for w in self.marked(speech(question, order))]
                if len(ids) > LONGEST_QUESTION or len(said) > LONGEST_SPEECH:
                    self.dropped += 1
                    continue
                self.text.append(np.array(ids, np.int32))
                self.spoken.append(np.array(said, np.int32))
                self.target.append(question["target"])
                self.scene.append(at)
                self.kind.append(question["kind"])
                self.anchors.append(anchors(question))

    @staticmethod
    def marked(words):
        """Object indices become negative numbers, which no token id is."""
        return [-1 - w if isinstance(w, (int, np.integer)) else w for w in words]

    def __len__(self):
        return len(self.text)

    def asked(self):
        """Ids of all words in the questions."""
        return {int(word) for text in self.text for word in text}


def imagined(tokens, random, noise=1.0):
    """A scene as perception might see it: [n, OBJECT_SIZE] -> tokens [SLOTS, OBJECT_SIZE], the slot of each object (-1:
    missed). Objects stand from left to right, at times with gaps, so that every slot is used."""
    count = len(tokens)
    seen = tokens.copy()
    for begin, size, wrong in ((0, 2, 0.004), (2, 3, 0.006), (5, 8, 0.006), (13, 2, 0.006)):
        part = seen[:, begin : begin + size]
        flip = random.random(count) < wrong * noise
        part[flip] = np.eye(size, dtype=np.float32)[random.integers(0, size, flip.sum())]
        soft = random.random((count, 1)) ** 6 * 0.5
        part[:] = part * (1 - soft) + soft * random.dirichlet(np.ones(size), count)
    seen[:, 15:17] += random.normal(0, 0.025, (count, 2)) * noise + random.normal(0, 0.02, (1, 2)) * noise
    seen[:, 17:19] += random.normal(0, 0.0025, (count, 2)) * noise
    seen[:, 19] += random.normal(0, 0.03, count) * noise
    seen[:, 20:24] += random.normal(0, 0.003, (count, 4)) * noise
    seen[:, 24] = 1 - random.random(count) ** 4 * 0.6
    order = np.argsort(seen[:, 17])
    first = np.sort(random.choice(SLOTS, count, replace=False)) if random.random() < 0.5 else np.arange(count)
    out = np.zeros((SLOTS, OBJECT_SIZE), np.float32)
    slot = np.full(count, -1, np.int64)
    for position, index in zip(first, order):
        out[position] = seen[index]
        slot[index] = position
    return out, slot


def text_batch(rows, length=None):
    longest = max(len(row) for row in rows) if length is None else length
    out = np.zeros((len(rows), longest), np.int64)
    for index, row in enumerate(rows):
        out[index, : len(row)] = row
    return torch.from_numpy(out)


def spoken_ids(marked, slot):
    """The reasoning with object indices as reference tokens; None if perception missed one of the objects."""
    out = [int(v) if v >= 0 else FIRST_REFERENCE + int(slot[-1 - v]) for v in marked]
    return None if any(v < 0 and slot[-1 - v] < 0 for v in marked) else out


def score_token(iou):
    return FIRST_SCORE + int(np.clip(round(iou / SCORE_STEP), 0, SCORE_COUNT - 1))


def compose(text, said, scores, reason):
    """Token ids of question, mode, reasoning (or none), scores, end; and where what is learnt begins."""
    ids = [*text, REASON if reason else PLAIN]
    begin = len(ids)
    if reason:
        ids += said
    return ids + scores + [END], begin
