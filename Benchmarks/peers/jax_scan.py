"""JAX: one jitted call an epoch, a lax.scan over its steps, data in float32 on the device."""

import os

import peers_common as common

arguments = common.begin(__doc__, ["numpy", "jax"])
common.pin_to_cores(arguments.threads)
is_parallel = "true" if arguments.threads > 1 else "false"
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={is_parallel}"
os.environ["NPROC"] = str(arguments.threads)
os.environ["JAX_PLATFORMS"] = "cpu"

from functools import partial  # noqa: E402

import jax  # noqa: E402, the threads have to be set before
import jax.numpy as jnp  # noqa: E402


def initial_state(weights):
    """Parameters and running moments.

    A bias before batch normalization has no effect, so there is none. The weights are outputs x inputs: XLA's gradient
    product is much faster that way round.
    """
    hidden = [W.shape[1] for W in weights[:-1]]
    parameters = {
        "W": [jnp.asarray(W.T, jnp.float32) for W in weights],
        "b": jnp.zeros(common.CLASSES),
        "gamma": [jnp.ones(m) for m in hidden],
        "beta": [jnp.zeros(m) for m in hidden],
    }
    return parameters, [(jnp.zeros(m), jnp.ones(m)) for m in hidden]


def scores_of(parameters, X, moments=None):
    """The scores and the moments of each hidden layer: of the batch, unless running ones are given."""
    used = []
    for i, (gamma, beta) in enumerate(zip(parameters["gamma"], parameters["beta"])):
        S = X @ parameters["W"][i].T
        mean, variance = moments[i] if moments else (S.mean(axis=0), S.var(axis=0))
        used.append((mean, variance))
        X = jax.nn.relu(gamma * (S - mean) * jax.lax.rsqrt(variance + common.EPSILON) + beta)
    return X @ parameters["W"][-1].T + parameters["b"], used


def cross_entropy(scores, y):
    """The mean cross-entropy of some scores."""
    picked = jnp.take_along_axis(scores, y[:, None], axis=1)[:, 0]
    return (jax.nn.logsumexp(scores, axis=1) - picked).mean()


def cost(parameters, x, y):
    """The loss plus lambda times the sum of squared weights, and the batch's moments."""
    scores, moments = scores_of(parameters, x)
    penalty = sum((W * W).sum() for W in parameters["W"])
    return cross_entropy(scores, y) + common.LAMBDA * penalty, moments


@partial(jax.jit, donate_argnums=0)
def train_epoch(state, X, y, order, rates):
    """All updates of an epoch."""
    def step(state, batch_and_rate):
        parameters, running = state
        batch, eta = batch_and_rate
        gradient, moments = jax.grad(cost, has_aux=True)(parameters, X[batch], y[batch])
        parameters = jax.tree.map(lambda p, g: p - eta * g, parameters, gradient)
        factor = common.RUNNING_FACTOR
        running = jax.tree.map(lambda r, m: factor * r + (1 - factor) * m, running, moments)
        return (parameters, running), None

    return jax.lax.scan(step, state, (order, rates))[0]


@jax.jit
def evaluate(state, X, y):
    """The mean cross-entropy and the accuracy with the running moments."""
    parameters, running = state
    scores, _ = scores_of(parameters, X, running)
    return cross_entropy(scores, y), (scores.argmax(axis=1) == y).mean()


def main():
    """Trains, measures and prints."""
    names = ("training", "validation", "test")
    splits = common.load_cifar10(arguments.data_dir, "float32")
    data = {name: (jnp.asarray(X), jnp.asarray(y, jnp.int32)) for name, (X, y) in zip(names, splits)}
    state = initial_state(common.he_weights(arguments.hidden, arguments.seed))

    def run_epoch(epoch):
        nonlocal state
        X, y = data["training"]
        order = common.batch_order(len(X), epoch, arguments.seed)
        rates = common.learning_rates(epoch, len(order))
        state = train_epoch(state, X, y, jnp.asarray(order, jnp.int32), jnp.asarray(rates, jnp.float32))
        jax.block_until_ready(state)

    def run_evaluation(name):
        loss, accuracy = evaluate(state, *data[name])
        return float(loss), float(accuracy)

    measured = common.measure(arguments, run_epoch, run_evaluation)
    notes = "float32, one jit call an epoch, no bias before batch normalization, pinned to as many cores as threads"
    common.report(arguments, "jax_scan", jax.__version__, measured, notes)


if __name__ == "__main__":
    main()
