"""The Fréchet distances that distances.test.ts expects, by SciPy's general root of a matrix:

    python3 tests/labs/metrics/frechet.py
"""
import numpy as np
from scipy.linalg import sqrtm


def rows(count, size, a, b, shift):
    i, j = np.arange(count)[:, None], np.arange(size)[None, :]
    return np.maximum(0, np.sin(1 + a * i * (j + 1) + b * i * i) + shift)


def distance(x, y):
    covariances = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1])
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * np.trace(root).real


for size, first, second in [(8, 60, 50), (64, 300, 250), (128, 700, 500)]:
    print(size, repr(distance(rows(first, size, 0.37, 0.11, 0.2), rows(second, size, 0.53, 0.07, 0.5))))
