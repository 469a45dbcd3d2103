"""Opens what `layerlab export` has written with the packages that it is written for.

usage: check.py COMMAND ARGUMENTS...

It prints what it has checked and ends with 1 at the first thing that is not so.
"""

import csv
import json
import sys
import urllib.request

import numpy as np


def fail(what):
    sys.exit(f"Tests/Interchange: {what}")


def check_onnx(run, samples, tolerance):
    """The probabilities of onnxruntime are those of layerlab, and the graph is one by the rules of ONNX."""
    import onnx
    import onnxruntime

    model = onnx.load(run)
    onnx.checker.check_model(model, full_check=True)
    texts = {entry.key: entry.value for entry in model.metadata_props}
    with np.load(samples, allow_pickle=False) as file:
        X, y, P, classes = (file[name] for name in ("X", "y", "P", "classes"))
    if json.loads(texts["class_names"]) != list(classes):
        fail(f"{run} names the classes {texts['class_names']}")
    session = onnxruntime.InferenceSession(run, providers=["CPUExecutionProvider"])
    if [value.name for value in session.get_inputs()] != ["input"]:
        fail(f"{run} has other inputs")
    scores, found = session.run(["scores", "probabilities"], {"input": X.astype(np.float32)})
    difference = np.abs(found - P).max()
    if found.shape != P.shape or not difference <= float(tolerance):
        fail(f"{run}: probabilities of shape {found.shape} are off by {difference}")
    if np.abs(found.sum(axis=1) - 1).max() > 1e-5 or (scores.argmax(axis=1) != found.argmax(axis=1)).any():
        fail(f"{run}: scores and probabilities do not belong together")
    if P.argmax(axis=1).std() == 0:
        fail(f"{run}: one class for all samples tells nothing")
    print(f"onnxruntime {onnxruntime.__version__}: {run.split('/')[-1]}, {len(y)} samples, off by {difference:.1e} at most")


def check_npz(archive, history, samples):
    """The arrays compute the probabilities once more, and the history is that of history.csv."""
    with np.load(archive, allow_pickle=False) as file:
        net = dict(file)
    with np.load(samples, allow_pickle=False) as file:
        X, P = file["X"], file["P"]
    signal = (X - net["input.mean"]) / net["input.deviation"]
    if "input.whitening" in net:
        signal = signal @ net["input.whitening"]
    layer = 1
    while f"layer{layer}.W" in net:
        W, b = net[f"layer{layer}.W"], net[f"layer{layer}.b"]
        signal = signal @ W.T.astype(float) + b
        if f"layer{layer}.gamma" in net:
            gamma, beta, mean, variance = (
                net[f"layer{layer}.{name}"] for name in ("gamma", "beta", "runningMean", "runningVariance")
            )
            signal = gamma * (signal - mean) / np.sqrt(variance + 1e-5) + beta
        if f"layer{layer + 1}.W" in net:
            signal = np.maximum(signal, 0)
        layer += 1
    found = np.exp(signal - signal.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    difference = np.abs(found - P).max()
    if not difference <= 1e-5:
        fail(f"{archive}: NumPy's probabilities are off by {difference}")
    with open(history, newline="") as file:
        rows = list(csv.DictReader(file))
    for name in rows[0]:
        if list(net[f"history.{name}"]) != [float(row[name]) for row in rows]:
            fail(f"{archive}: history.{name} is not that of {history}")
    print(f"NumPy {np.__version__}: {len(net)} arrays, off by {difference:.1e} at most")


def scalars(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0})
    events.Reload()
    return events, {tag: events.Scalars(tag) for tag in events.Tags()["scalars"]}


def check_events(folder, history, *more):
    """Every row of the history is there once, under its tags."""
    events, tags = scalars(folder)
    with open(history, newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {"learning_rate": "eta"}
    for figure in ("loss", "cost", "accuracy"):
        columns |= {f"{figure}/training": f"train_{figure}", f"{figure}/validation": f"validation_{figure}"}
    for tag, column in columns.items():
        if [event.step for event in tags.get(tag, [])] != [int(row["step"]) for row in rows]:
            fail(f"{folder}: the steps of {tag} are {[event.step for event in tags.get(tag, [])]}")
        if not np.allclose([event.value for event in tags[tag]], [float(row[column]) for row in rows], rtol=1e-6):
            fail(f"{folder}: {tag} is not {column} of {history}")
    said = f"{len(columns)} tags, {len(rows)} rows"
    if "batches" in more:
        if [event.step for event in tags["loss/batch"]] != list(range(1, int(rows[-1]["step"]) + 1)):
            fail(f"{folder}: loss/batch is not there once for every step")
        said += ", every batch once"
    if "histograms" in more:
        with np.load(more[1], allow_pickle=False) as file:
            for name in (name for name in file if name.endswith((".W", ".b", ".gamma", ".beta"))):
                histogram = events.Histograms(name.replace(".", "/"))[0].histogram_value
                if histogram.num != file[name].size or sum(histogram.bucket) != file[name].size:
                    fail(f"{folder}: the histogram of {name} counts {histogram.num}")
                if not np.isclose(histogram.sum, file[name].sum(dtype=float)) or histogram.max != file[name].max():
                    fail(f"{folder}: the histogram of {name} is of other values")
        said += ", histograms"
    print(f"TensorBoard's EventAccumulator: {folder.split('/')[-1]}, {said}")


def check_server(address, run, history):
    """A running TensorBoard answers with the losses of the run."""
    with urllib.request.urlopen(f"{address}/data/plugin/scalars/scalars?tag=loss%2Fvalidation&run={run}") as reply:
        found = [(int(step), value) for _, step, value in json.load(reply)]
    with open(history, newline="") as file:
        rows = [(int(row["step"]), float(row["validation_loss"])) for row in csv.DictReader(file)]
    if [step for step, _ in found] != [step for step, _ in rows] or not np.allclose(found, rows, rtol=1e-6):
        fail(f"{address} answers {found} for {run}")
    print(f"a TensorBoard server: {run}, {len(found)} validation losses")


def check_lines(text, samples, tolerance):
    """What an exported program has printed: a class and probabilities a line."""
    with np.load(samples, allow_pickle=False) as file:
        P, classes = file["P"], file["classes"]
    with open(text) as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    found = np.array([[float(field) for field in line[1:]] for line in lines])
    if found.shape != P.shape or not np.abs(found - P).max() <= float(tolerance):
        fail(f"{text}: probabilities of shape {found.shape} are off")
    if [line[0] for line in lines] != [classes[k] for k in found.argmax(axis=1)]:
        fail(f"{text}: the classes are not those of the largest probabilities")
    print(f"{text.split('/')[-1]}: {len(lines)} lines, off by {np.abs(found - P).max():.1e} at most")


def write_bytes(samples, target):
    """The raw pixels of a split, as the exported programs read them."""
    with np.load(samples, allow_pickle=False) as file:
        file["X"].tofile(target)


if __name__ == "__main__":
    commands = {
        "onnx": check_onnx, "npz": check_npz, "events": check_events, "server": check_server, "lines": check_lines,
        "bytes": write_bytes,
    }
    commands[sys.argv[1]](*sys.argv[2:])
