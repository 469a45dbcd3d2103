"""What the peers share: arguments, threads, CIFAR-10, initial weights, batch orders, timing and printing.

NumPy is imported inside the functions only: BLAS libraries read the number of threads when they are loaded, and
`begin` has to set it before that.
"""

import argparse
import importlib.util
import json
import os
import statistics
import sys
import time
from pathlib import Path

BATCH_SIZE = 100
VALIDATION = 5_000
CLASSES = 10
DIMENSIONS = 3_072
EPSILON = 1e-5
LAMBDA = 0.005
ETA_MIN, ETA_MAX, STEP_SIZE = 1e-5, 1e-1, 2_250
RUNNING_FACTOR = 0.9

CHECK_FAILED, USAGE, BAD_DATA, IO_ERROR = 2, 64, 65, 74
INSTALL = "python3 -m venv .venv-peers && .venv-peers/bin/pip install -r Benchmarks/peers/requirements.txt"
THREAD_VARIABLES = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
)


def fail(code, sentence):
    """Ends the program with one sentence on the error stream."""
    print(sentence, file=sys.stderr)
    sys.exit(code)


class Parser(argparse.ArgumentParser):
    """A parser whose exit code for a wrong call is that of layerlab."""

    def error(self, message):
        """Says what is wrong and ends."""
        fail(USAGE, f"{self.prog}: {message}; see --help.")


def count(text):
    """A whole number above zero."""
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above zero")
    return int(text)


def widths(text):
    """The units of the hidden layers: '50,50' as [50, 50]."""
    return [count(part) for part in text.split(",")]


def add_run_arguments(parser):
    """The arguments that every peer takes, and that compare.py hands on."""
    parser.add_argument("--data-dir", required=True, type=Path, help="the folder of CIFAR-10's binary files")
    parser.add_argument("--epochs", type=count, default=20, help="epochs before the test accuracy is measured")
    parser.add_argument("--threads", type=count, default=1, help="threads, strictly")
    parser.add_argument("--hidden", type=widths, default=[50, 50], help="units of the hidden layers")
    parser.add_argument("--repeats", type=count, default=5, help="timed epochs, and timed evaluations")
    parser.add_argument("--seed", type=count, default=1, help="the seed of the weights and of the batch orders")
    parser.add_argument("--json", action="store_true", help="print a JSON object instead of lines")


def check_run_arguments(parser, arguments):
    """Ends the program where the timed epochs do not fit into the training."""
    if arguments.epochs <= arguments.repeats:
        parser.error(
            f"--epochs is {arguments.epochs}, but a warm-up epoch and --repeats {arguments.repeats} timed ones "
            f"need at least {arguments.repeats + 1}")


def begin(description, packages):
    """Reads the arguments, looks for the packages and sets the threads; call it before importing any package."""
    parser = Parser(description=description.splitlines()[0])
    add_run_arguments(parser)
    arguments = parser.parse_args()
    check_run_arguments(parser, arguments)
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        fail(IO_ERROR, f"Python has no package '{missing[0]}'; install the peers with: {INSTALL}")
    for variable in THREAD_VARIABLES:
        os.environ[variable] = str(arguments.threads)
    if arguments.threads > 1:
        os.environ["OMP_PROC_BIND"] = "true"  # two OpenMP threads on one core wait milliseconds for each other
    return arguments


def pin_to_cores(threads):
    """Lets the process run on that many of its cores only."""
    cores = sorted(os.sched_getaffinity(0))
    if threads > len(cores):
        fail(USAGE, f"--threads is {threads}, but this machine offers {len(cores)} cores.")
    os.sched_setaffinity(0, cores[:threads])


def read_records(paths):
    """The pixels (n x 3072 bytes) and labels (n) of some of CIFAR-10's binary files."""
    import numpy as np

    records = []
    for path in paths:
        if not path.exists():
            fail(IO_ERROR, f"{path} is missing; --data-dir needs the folder of CIFAR-10's binary version.")
        data = np.fromfile(path, dtype=np.uint8)
        if data.size == 0 or data.size % (DIMENSIONS + 1) != 0:
            fail(BAD_DATA, f"{path} has {data.size} bytes, but a record has {DIMENSIONS + 1}.")
        records.append(data.reshape(-1, DIMENSIONS + 1))
    records = np.concatenate(records)
    return records[:, 1:], records[:, 0].astype(np.int64)


def load_cifar10(folder, dtype):
    """Training, validation and test, each (X, y), normalised per dimension with the moments of training.

    The last 5,000 training images validate, as with `layerlab train`.
    """
    if (folder / "cifar-10-batches-bin").is_dir():
        folder = folder / "cifar-10-batches-bin"
    X, y = read_records([folder / f"data_batch_{i}.bin" for i in range(1, 6)])
    X_test, y_test = read_records([folder / "test_batch.bin"])
    n = len(X) - VALIDATION
    mean, deviation = X[:n].mean(axis=0), X[:n].std(axis=0)

    def normalized(X):
        return ((X - mean) / deviation).astype(dtype)

    return (normalized(X[:n]), y[:n]), (normalized(X[n:]), y[n:]), (normalized(X_test), y_test)


def he_weights(hidden, seed):
    """The initial weights of each layer, inputs x outputs: normal with variance 2 / inputs."""
    import numpy as np

    random = np.random.default_rng(seed)
    sizes = [DIMENSIONS, *hidden, CLASSES]
    return [random.normal(0, (2 / d) ** 0.5, (d, m)) for d, m in zip(sizes, sizes[1:])]


def batch_order(n, epoch, seed):
    """The sample indices of an epoch's batches, steps x batch: a new order each epoch, the same for every peer."""
    import numpy as np

    return np.random.default_rng([seed, epoch]).permutation(n).reshape(-1, BATCH_SIZE)


def learning_rates(epoch, steps):
    """The cyclical learning rate of each step of an epoch."""
    return [cyclical_rate(epoch * steps + step) for step in range(steps)]


def cyclical_rate(step):
    """Smith's triangular rate: eta_min to eta_max in STEP_SIZE steps, and back."""
    position = step % (2 * STEP_SIZE) / STEP_SIZE
    return ETA_MIN + (ETA_MAX - ETA_MIN) * (1 - abs(1 - position))


def seconds(work, *inputs):
    """The wall-clock time of a call."""
    start = time.perf_counter()
    work(*inputs)
    return time.perf_counter() - start


def measure(arguments, train_epoch, evaluate):
    """Trains and evaluates, and returns what was measured.

    `train_epoch(epoch)` makes all updates of an epoch, its shuffling included. `evaluate(name)` returns the loss and
    the accuracy on "training", "validation" or "test" in inference mode.
    """
    def evaluation_pass():
        return evaluate("training"), evaluate("validation")

    train_epoch(0)
    timed = range(1, arguments.repeats + 1)
    epoch_seconds = [seconds(train_epoch, epoch) for epoch in timed]
    for epoch in range(arguments.repeats + 1, arguments.epochs):
        train_epoch(epoch)
    (final_loss, _), _ = evaluation_pass()
    evaluation_seconds = [seconds(evaluation_pass) for _ in timed]
    return {
        "epoch_seconds": epoch_seconds,
        "evaluation_seconds": evaluation_seconds,
        "test_accuracy": evaluate("test")[1],
        "final_loss": final_loss,
    }


def report(arguments, tool, version, measured, notes):
    """Prints the result as one JSON object, or as lines."""
    result = {"tool": tool, "version": version, "threads": arguments.threads, **measured, "notes": notes}
    if arguments.json:
        print(json.dumps(result))
        return
    print(f"{tool} {version}, {arguments.threads} threads: {notes}")
    for name in ("epoch_seconds", "evaluation_seconds"):
        values = result[name]
        print(f"{name:20} {statistics.median(values):.4f} ({min(values):.4f} ... {max(values):.4f})")
    print(f"{'test_accuracy':20} {result['test_accuracy']:.4f}")
    print(f"{'final_loss':20} {result['final_loss']:.4f}")
