"""Chooses the points of `layerlab search` with Optuna: optuna_sampler.py tpe, or cmaes.

`layerlab search --sampler tpe` runs this script. Copy it for an optimizer of your own, and connect that with

    mkfifo answers
    layerlab search ... --ask-tell <answers | python my_optimizer.py >answers

The dialog is one JSON object a line, either way:

    in   {"op": "space", "boxes": [{"lambda": {"low": 1e-05, "high": 0.1, "log": true, "integer": false},
                                    "batch_size": {"choices": ["50", "100"]}}], "epochs": 8, "trials": 20, "seed": 1}
    in   {"op": "ask", "id": 0}
    out  {"values": {"lambda": 0.003, "batch_size": "100"}}    or {"op": "stop"}
    in   {"op": "tell", "id": 0, "status": "finished", "value": 0.53, "accuracies": [0.41, 0.53]}

A point is in one of the boxes. A status is finished, pruned (ended early, below the median) or diverged (its value is 0);
the value is the last of the validation accuracies, one an epoch. A fine stage begins with a space of its own.

A search that goes on asks for all its trials again, and trains only those that are missing. So let nothing but the seed
and what was told decide what is chosen next.
"""

import json
import sys
import warnings

try:
    import optuna
    import cmaes  # noqa: F401, which Optuna would look for in the middle of a search
except ImportError as error:
    sys.exit(
        f"{error.name} is not installed there; run './lab optuna' or '{sys.executable} -m pip install optuna cmaes', or name "
        "another Python with --python."
    )


def new_study(sampler, space):
    """A study of one stage, with as many boxes as its space has."""
    seed = space["seed"] % 2**32
    if sampler == "cmaes":
        sampler = optuna.samplers.CmaEsSampler(seed=seed, consider_pruned_trials=True)
    else:
        sampler = optuna.samplers.TPESampler(seed=seed, group=len(space["boxes"]) > 1)
    return optuna.create_study(sampler=sampler, direction="maximize")


def suggest_point(trial, boxes):
    """A value for each setting of a box; which box is a choice by itself."""
    box = trial.suggest_categorical("box", list(range(len(boxes)))) if len(boxes) > 1 else 0
    return {key: suggest_value(trial, f"{box}/{key}", values) for key, values in boxes[box].items()}


def suggest_value(trial, name, values):
    """A number of a range, or one of some choices."""
    if "choices" in values:
        return suggest_choice(trial, name, values["choices"])
    low, high = values["low"], values["high"]
    if values["integer"]:
        return trial.suggest_int(name, int(low), int(high), log=values["log"])
    number = float(f"{trial.suggest_float(name, low, high, log=values['log']):.6g}")
    return min(max(number, low), high)


def suggest_choice(trial, name, choices):
    """One of a grid of numbers, whose order says which are neighbors, or of texts, which have none."""
    try:
        grid = sorted(choices, key=float)
    except ValueError:
        return trial.suggest_categorical(name, choices)
    return grid[trial.suggest_int(name, 0, len(grid) - 1)]


def tell(study, trial, result):
    """Tells what came of a trial; a pruned one counts by the epoch that it reached."""
    for epoch, accuracy in enumerate(result["accuracies"], start=1):
        trial.report(accuracy, epoch)
    if result["status"] == "pruned":
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
    else:
        study.tell(trial, result["value"])


def main(sampler):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "space":
            study, boxes = new_study(sampler, message), message["boxes"]
        elif message["op"] == "ask":
            trial = study.ask()
            print(json.dumps({"values": suggest_point(trial, boxes)}), flush=True)
        elif message["op"] == "tell":
            tell(study, trial, message)


if __name__ == "__main__":
    main(sys.argv[1])
