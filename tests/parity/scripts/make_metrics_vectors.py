"""Writes ../vectors/metrics.json: small inputs, and what the reference tools say of them.

    pip install numpy scipy scikit-learn scikit-image opencv-python-headless pycocotools krippendorff statsmodels
    python tests/parity/scripts/make_metrics_vectors.py

gIoU and cIoU come from lisa_figures.py; boundary F is transcribed from DAVIS 2017's `metrics.py`, Boundary IoU from
boundary-iou-api's `boundary_utils.py`.
"""

import json
from pathlib import Path

import cv2
import krippendorff
import numpy as np
from lisa_figures import IGNORE, dataset_figures, rle_of
from scipy.stats import kendalltau, norm, rankdata, spearmanr
from skimage.morphology import disk
from sklearn.metrics import cohen_kappa_score, mean_absolute_error, roc_auc_score
from statsmodels.stats.inter_rater import fleiss_kappa


def number(value):
    """None for what is undefined."""
    return None if value is None or not np.isfinite(value) else float(value)


# --- gIoU and cIoU ---------------------------------------------------------------------------------------------------


def blob(rng, height, width):
    """A union of a few boxes and discs; now and then empty or everything."""
    mask = np.zeros((height, width), np.uint8)
    kind = rng.integers(10)
    if kind == 0:
        return mask
    if kind == 1:
        return mask + 1
    for _ in range(rng.integers(1, 4)):
        y, x = int(rng.integers(height)), int(rng.integers(width))
        r = int(rng.integers(1, max(2, min(height, width) // 2)))
        if rng.integers(2):
            cv2.circle(mask, (x, y), r, 1, -1)
        else:
            mask[max(0, y - r) : y + r, max(0, x - r // 2) : x + r] = 1
    if kind == 2:
        mask ^= (rng.random(mask.shape) < 0.2).astype(np.uint8)
    return mask


def iou_vectors(rng):
    samples = []
    for index in range(80):
        height, width = (int(side) for side in rng.integers(1, 40, 2))
        prediction, truth = blob(rng, height, width), blob(rng, height, width)
        ignore = blob(rng, height, width) if index % 2 else None
        if index % 9 == 0:
            prediction[:] = 0
        if index % 12 == 0:
            truth[:] = 0
        if index % 20 == 5:
            ignore[:] = 1
        samples.append((prediction, truth, ignore))

    def targets(as_lisa):
        for prediction, truth, ignore in samples:
            target = truth.astype(np.int64)
            if ignore is not None:
                target[ignore == 1] = IGNORE
            yield prediction.astype(np.int64), target if as_lisa else (target == 1).astype(np.int64)

    return {
        "samples": [
            {"prediction": rle_of(p), "truth": rle_of(t), "ignore": None if g is None else rle_of(g)}
            for p, t, g in samples
        ],
        "lisa": dataset_figures(targets(True), 1e-10),
        "lens": dataset_figures(targets(False), 1e-8),
    }


# --- boundaries ------------------------------------------------------------------------------------------------------


def outline(mask):
    seg = mask.astype(bool)
    e, s, se = np.zeros_like(seg), np.zeros_like(seg), np.zeros_like(seg)
    e[:, :-1], s[:-1, :], se[:-1, :-1] = seg[:, 1:], seg[1:, :], seg[1:, 1:]
    b = (seg ^ e) | (seg ^ s) | (seg ^ se)
    b[-1, :] = seg[-1, :] ^ e[-1, :]
    b[:, -1] = seg[:, -1] ^ s[:, -1]
    b[-1, -1] = 0
    return b


def boundary_f(prediction, truth, ignore, tolerance):
    radius = np.ceil(tolerance * np.linalg.norm(truth.shape))
    keep = np.ones_like(truth) if ignore is None else 1 - ignore
    a, b = outline(prediction * keep), outline(truth * keep)
    footprint = disk(int(radius)).astype(np.uint8)
    near_a = cv2.dilate(a.astype(np.uint8), footprint)
    near_b = cv2.dilate(b.astype(np.uint8), footprint)
    if a.sum() == 0 or b.sum() == 0:
        precision, recall = float(b.sum() > 0 or a.sum() == 0), float(a.sum() > 0 or b.sum() == 0)
    else:
        precision, recall = (a * near_b).sum() / a.sum(), (b * near_a).sum() / b.sum()
    return 0.0 if precision + recall == 0 else float(2 * precision * recall / (precision + recall))


def inner_band(mask, ratio):
    height, width = mask.shape
    steps = max(1, int(round(ratio * np.sqrt(height**2 + width**2))))
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    eroded = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=steps)
    return mask - eroded[1 : height + 1, 1 : width + 1]


def boundary_vectors(rng):
    vectors = []
    # 75 x 100 has a diagonal of 125: 2.5 steps, which Python rounds to 2.
    for height, width in [(75, 100), (45, 60), (60, 45), (30, 80), (1, 50), (50, 1), (2, 2), (64, 64), (120, 90)] * 2:
        prediction, truth = blob(rng, height, width), blob(rng, height, width)
        near = np.roll(truth, 1, axis=1)
        for candidate, ignore in [(prediction, None), (near, None), (near, blob(rng, height, width))]:
            a, b = inner_band(candidate, 0.02), inner_band(truth, 0.02)
            union = int((a | b).sum())
            vectors.append(
                {
                    "prediction": rle_of(candidate),
                    "truth": rle_of(truth),
                    "ignore": None if ignore is None else rle_of(ignore),
                    "f": [boundary_f(candidate, truth, ignore, t) for t in (0.008, 0.03)],
                    "iou": 1.0 if union == 0 else int((a & b).sum()) / union,
                }
            )
    return vectors


# --- rank correlation, calibration, agreement ------------------------------------------------------------------------


def pair_vectors(rng):
    vectors = []
    for n in [2, 3, 5, 10, 50, 64, 120]:
        for decimals in (1, 6):
            a = np.round(rng.random(n), decimals)
            b = np.clip(np.round(0.6 * a + 0.4 * rng.random(n), decimals), 0, 1)
            vectors.append((a, b))
    vectors += [(np.array([0.2, 0.2, 0.2]), np.array([0.1, 0.5, 0.9])), (np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.5, 0.0]))]
    result = []
    for a, b in vectors:
        constant = np.all(a == a[0]) or np.all(b == b[0])
        good = b >= 0.5
        edges = np.arange(11) / 10
        counts, _ = np.histogram(a, edges)
        sums = np.histogram(a, edges, weights=a)[0], np.histogram(a, edges, weights=b)[0]
        filled = counts > 0
        gaps = np.abs(sums[0][filled] - sums[1][filled])
        result.append(
            {
                "a": a.tolist(),
                "b": b.tolist(),
                "ranks": rankdata(a).tolist(),
                "spearman": None if constant else number(spearmanr(a, b).statistic),
                "kendall": None if constant else number(kendalltau(a, b, variant="b").statistic),
                "mae": float(mean_absolute_error(b, a)),
                "auroc": None if good.all() or not good.any() else float(roc_auc_score(good, a)),
                "counts": counts.tolist(),
                "ece": float(gaps.sum() / len(a)),
                "percentiles": np.percentile(a, [2.5, 97.5]).tolist(),
            }
        )
    return result


def kappa_vectors(rng):
    vectors = []
    for n, k in [(1, 2), (10, 2), (40, 3), (60, 5), (200, 11)]:
        a = rng.integers(0, k, n)
        b = np.where(rng.random(n) < 0.6, a, rng.integers(0, k, n))
        same = len(set(a.tolist() + b.tolist())) == 1
        kappas = {
            name: None if same else number(cohen_kappa_score(a, b, weights=weights))
            for name, weights in [("none", None), ("linear", "linear"), ("quadratic", "quadratic")]
        }
        vectors.append({"a": a.tolist(), "b": b.tolist(), **kappas})
    return vectors


def fleiss_vectors(rng):
    vectors = []
    for items, raters, categories in [(1, 3, 2), (10, 2, 2), (25, 5, 4), (60, 14, 5)]:
        lean = rng.dirichlet(np.ones(categories) * 0.6, items)
        counts = np.array([rng.multinomial(raters, row) for row in lean])
        vectors.append({"counts": counts.tolist(), "kappa": number(fleiss_kappa(counts))})
    return vectors


def alpha_vectors(rng):
    vectors = []
    for raters, items, values, missing in [(2, 12, 2, 0), (3, 20, 4, 0.2), (4, 30, 5, 0.5), (6, 40, 9, 0.3)]:
        truth = rng.integers(0, values, items)
        ratings = np.where(rng.random((raters, items)) < 0.6, truth, rng.integers(0, values, (raters, items))).astype(float)
        # Uneven steps, so that ordinal and interval differ.
        ratings = np.round(ratings**1.5, 3)
        ratings[rng.random((raters, items)) < missing] = np.nan
        alphas = {
            level: float(krippendorff.alpha(reliability_data=ratings, level_of_measurement=level))
            for level in ("nominal", "ordinal", "interval")
        }
        rows = [[None if np.isnan(value) else float(value) for value in row] for row in ratings]
        vectors.append({"ratings": rows, **alphas})
    return vectors


def detection_vectors():
    vectors = []
    for counts in [(0, 5, 0, 7), (5, 0, 0, 7), (20, 5, 3, 30), (1, 0, 1, 0), (400, 100, 350, 900), (100000, 1, 2, 90000)]:
        hits, misses, false_alarms, rejections = counts
        z_hit = norm.ppf((hits + 0.5) / (hits + misses + 1))
        z_false = norm.ppf((false_alarms + 0.5) / (false_alarms + rejections + 1))
        vectors.append({"counts": counts, "dPrime": float(z_hit - z_false), "criterion": float(-(z_hit + z_false) / 2)})
    return vectors


def main():
    rng = np.random.default_rng(20240607)
    quantiles = [1e-300, 1e-20, 1e-9, 0.001, 0.02, 0.074, 0.0751, 0.3, 0.5, 0.7, 0.924, 0.9251, 0.99, 1 - 1e-9]
    vectors = {
        "iou": iou_vectors(rng),
        "boundaries": boundary_vectors(rng),
        "pairs": pair_vectors(rng),
        "cohen": kappa_vectors(rng),
        "fleiss": fleiss_vectors(rng),
        "krippendorff": alpha_vectors(rng),
        "detection": detection_vectors(),
        "quantiles": [[p, float(norm.ppf(p))] for p in quantiles],
    }
    target = Path(__file__).parent.parent / "vectors" / "metrics.json"
    target.write_text(json.dumps(vectors, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
