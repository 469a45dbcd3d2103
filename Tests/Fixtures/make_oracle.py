"""Makes oracle.json: forward, backward, three SGD steps and running moments of small networks, in NumPy double.

Remake it with: python3 Tests/Fixtures/make_oracle.py > Tests/Fixtures/oracle.json   (NumPy 2, SciPy 1)

Layout: X is n x d, W is outputs x inputs, Z = X W^T + b. The loss is the mean cross-entropy of the batch, the cost is
loss + lambda * sum of W^2. Gradients are those of the loss; the steps use those of the cost. Before anything is written,
every gradient is compared with SciPy's finite differences.
"""

import json
import sys

import numpy as np
from scipy.optimize import approx_fprime
from scipy.special import log_softmax, softmax

INPUTS, HIDDEN, CLASSES, BATCH = 6, [5, 4], 3, 8
ETA, LAMBDA, EPSILON, FACTOR = 0.1, 0.01, 1e-5, 0.9

ACTIVATIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
}
ORDERS = {"none": ["act"], "before": ["norm", "act"], "after": ["act", "norm"]}


def initial(placement, rng):
    """Parameters by name, in the order of the layers; none at a value that could hide an error."""
    widths = [INPUTS, *HIDDEN, CLASSES]
    p = {}
    for k, (d, m) in enumerate(zip(widths, widths[1:]), start=1):
        p[f"layer{k}.W"] = rng.normal(size=(m, d)) * np.sqrt(2 / d)
        p[f"layer{k}.b"] = 0.1 * rng.normal(size=(1, m))
        if placement != "none" and k <= len(HIDDEN):
            p[f"layer{k}.gamma"] = 1 + 0.2 * rng.normal(size=(1, m))
            p[f"layer{k}.beta"] = 0.2 * rng.normal(size=(1, m))
    return p


def normalize(X, gamma, beta, mean, variance):
    return gamma * (X - mean) / np.sqrt(variance + EPSILON) + beta


def forward(p, X, placement, activation, running=None):
    """Scores and what backward needs; with running moments in inference, with those of the batch without."""
    f, _ = ACTIVATIONS[activation]
    tape = []
    for k in range(1, len(HIDDEN) + 2):
        tape.append(("linear", k, X))
        X = X @ p[f"layer{k}.W"].T + p[f"layer{k}.b"]
        for part in ORDERS[placement] if k <= len(HIDDEN) else []:
            if part == "act":
                tape.append(("act", k, X))
                X = f(X)
            else:
                moments = running[k] if running else (X.mean(axis=0), X.var(axis=0))
                tape.append(("norm", k, X))
                X = normalize(X, p[f"layer{k}.gamma"], p[f"layer{k}.beta"], *moments)
    return X, tape


def mean_loss(scores, y):
    return -log_softmax(scores, axis=1)[np.arange(len(y)), y].mean()


def backward(p, scores, y, tape, activation):
    """Gradients of the mean loss by name."""
    _, df = ACTIVATIONS[activation]
    n = len(y)
    dX = (softmax(scores, axis=1) - np.eye(CLASSES)[y]) / n
    g = {}
    for part, k, X in reversed(tape):
        if part == "linear":
            g[f"layer{k}.W"], g[f"layer{k}.b"] = dX.T @ X, dX.sum(axis=0, keepdims=True)
            dX = dX @ p[f"layer{k}.W"]
        elif part == "act":
            dX = dX * df(X)
        else:
            std = np.sqrt(X.var(axis=0) + EPSILON)
            xhat = (X - X.mean(axis=0)) / std
            g[f"layer{k}.gamma"] = (dX * xhat).sum(axis=0, keepdims=True)
            g[f"layer{k}.beta"] = dX.sum(axis=0, keepdims=True)
            dX = p[f"layer{k}.gamma"] / std * (dX - dX.mean(axis=0) - xhat * (dX * xhat).mean(axis=0))
    return g


def check(p, g, X, y, placement, activation):
    """Stops where a gradient differs from finite differences."""
    for name, value in p.items():
        def loss(flat, name=name, shape=value.shape):
            moved = {**p, name: flat.reshape(shape)}
            return mean_loss(forward(moved, X, placement, activation)[0], y)

        numeric = approx_fprime(value.ravel(), loss, 1e-7)
        error = np.abs(numeric - g[name].ravel()).max()
        if error > 1e-5:
            sys.exit(f"{placement} {activation} {name}: off by {error}")


def case(placement, activation, rng):
    p = initial(placement, rng)
    out = {"placement": placement, "activation": activation, "initial": listed(p), "steps": []}
    running = {}
    for _ in range(3):
        X, y = rng.normal(size=(BATCH, INPUTS)), rng.integers(CLASSES, size=BATCH)
        scores, tape = forward(p, X, placement, activation)
        g = backward(p, scores, y, tape, activation)
        check(p, g, X, y, placement, activation)
        weights = sum((v**2).sum() for name, v in p.items() if name.endswith(".W"))
        for part, k, Z in tape:
            if part == "norm":
                batch = (Z.mean(axis=0), Z.var(axis=0))
                old = running.get(k, batch)
                running[k] = tuple(FACTOR * a + (1 - FACTOR) * b for a, b in zip(old, batch))
        loss = mean_loss(scores, y)
        out["steps"].append({
            "X": X.tolist(), "labels": y.tolist(), "scores": scores.tolist(), "loss": loss,
            "cost": loss + LAMBDA * weights, "gradients": listed(g),
        })
        for name in p:
            decay = 2 * LAMBDA * p[name] if name.endswith(".W") else 0
            p[name] = p[name] - ETA * (g[name] + decay)
    out["final"] = listed(p)
    out["runningMoments"] = {
        f"layer{k}.{what}": v.tolist()
        for k, pair in running.items() for what, v in zip(("runningMean", "runningVariance"), pair)
    }
    out["inferenceScores"] = forward(p, X, placement, activation, running)[0].tolist()
    return out


def listed(arrays):
    return {name: value.tolist() for name, value in arrays.items()}


def main():
    rng = np.random.default_rng(20)
    cases = [case(placement, activation, rng) for placement in ORDERS for activation in ACTIVATIONS]
    json.dump({
        "version": 1, "eta": ETA, "lambda": LAMBDA, "epsilon": EPSILON, "factor": FACTOR, "hidden": HIDDEN,
        "cases": cases,
    }, sys.stdout)
    print()


main()
