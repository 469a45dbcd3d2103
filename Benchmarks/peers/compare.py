"""Runs LayerLab and its peers in turn, round after round, and prints how many times slower each one is.

Example: compare.py --ours "layerlab bench epoch --json" --peers pytorch_eager,jax_scan --data-dir DIR --threads 1

Every command prints one JSON object with the keys that README.md lists; one that prints no evaluations is left out of
their table. Rounds are interleaved, so that a busy minute of the machine falls on all of them; a ratio is taken within
its round.
"""

import json
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

import peers_common as common

PEERS = ("numpy_student", "pytorch_eager", "pytorch_compile", "jax_scan", "sklearn_mlp")
MEASURES = {"epoch_seconds": "training epoch", "evaluation_seconds": "evaluation pass"}


def read_arguments():
    """The arguments of the call."""
    parser = common.Parser(description=__doc__.splitlines()[0])
    common.add_run_arguments(parser)
    parser.add_argument(
        "--ours", action="append", default=[], help="a command of LayerLab, complete, printing the same JSON keys; "
        "given again for further ones, of which the first is what all are compared with")
    parser.add_argument("--peers", default=",".join(PEERS), help="names separated by commas (default: all)")
    parser.add_argument("--rounds", type=common.count, default=3, help="how often each command runs")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers' packages")
    arguments = parser.parse_args()
    common.check_run_arguments(parser, arguments)
    for name in arguments.peers.split(","):
        if name not in PEERS:
            parser.error(f"--peers has '{name}', but the peers are {', '.join(PEERS)}")
    return arguments


def peer_command(name, arguments):
    """The command line of a peer."""
    options = {
        "--data-dir": arguments.data_dir, "--epochs": arguments.epochs, "--threads": arguments.threads,
        "--hidden": ",".join(map(str, arguments.hidden)), "--repeats": arguments.repeats, "--seed": arguments.seed,
    }
    script = Path(__file__).resolve().with_name(name + ".py")
    return [arguments.python, str(script), "--json", *(str(part) for pair in options.items() for part in pair)]


def make_commands(arguments):
    """Each command by its name; the first is what the others are compared with."""
    commands = {f"ours {i}": shlex.split(command) for i, command in enumerate(arguments.ours, 1)}
    return commands | {name: peer_command(name, arguments) for name in arguments.peers.split(",")}


def run(name, command):
    """The JSON object that a command printed, or none where a peer cannot run here."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        common.fail(common.IO_ERROR, f"{name} does not start: {error}.")
    lines = done.stderr.strip().splitlines() or ["it says nothing"]
    if name in PEERS and done.returncode in (common.CHECK_FAILED, common.IO_ERROR):
        print(f"skipped {name}: {lines[-1]}", file=sys.stderr)
        return None
    if done.returncode != 0:
        common.fail(done.returncode, f"{name} failed with exit code {done.returncode}: {lines[-1]}")
    return parse(name, done.stdout)


def parse(name, text):
    """The JSON object in a command's output, with seconds of epochs in it."""
    try:
        result = json.loads(text)
        if len(result["epoch_seconds"]) > 0:
            return result
    except (json.JSONDecodeError, KeyError, TypeError):
        pass
    common.fail(common.BAD_DATA, f"{name} printed no JSON object with epoch_seconds.")


def run_rounds(commands, rounds):
    """The results of each command, a list with one entry a round."""
    results = {name: [] for name in commands}
    for number in range(1, rounds + 1):
        for name in list(results):
            print(f"round {number} of {rounds}: {name}", file=sys.stderr)
            result = run(name, commands[name])
            if result is None:
                del results[name]
            else:
                results[name].append(result)
    return results


def spread(values):
    """Median, lowest and highest of some values."""
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def summarize(results, measure):
    """Seconds of each command that has them over all rounds, and its ratio to the first of them, round by round."""
    results = {name: runs for name, runs in results.items() if measure in runs[0]}
    medians = {name: [statistics.median(r[measure]) for r in runs] for name, runs in results.items()}
    base = next(iter(medians.values()))
    return {
        name: {
            "seconds": spread([value for r in results[name] for value in r[measure]]),
            "ratio": spread([mine / first for mine, first in zip(medians[name], base)]),
        }
        for name in results
    }


def optional(number, digits):
    """A number, or a dash where there is none."""
    return "-" if number is None else f"{number:.{digits}f}"


def print_table(results, measure, summary):
    """One row a command; the roofline is what LayerLab measured in the same call."""
    print(
        f"{MEASURES[measure]:30} {'seconds, median (spread)':28} {'ratio, median (spread)':26} x roofline  "
        "test accuracy")
    roofline = measure.replace("_seconds", "s_by_roofline")
    for name, row in summary.items():
        runs = results[name]
        label = f"{runs[-1]['tool']} {runs[-1]['version']}"
        seconds = "{median:.4f} ({low:.4f} ... {high:.4f})".format(**row["seconds"])
        ratio = "{median:.2f} ({low:.2f} ... {high:.2f})".format(**row["ratio"])
        bound = statistics.median(run[roofline] for run in runs) if roofline in runs[0] else None
        accuracy = runs[-1].get("test_accuracy")
        print(f"{label:30} {seconds:28} {ratio:26} {optional(bound, 2):10}  {optional(accuracy, 4)}")
    print()


def main():
    """Runs and prints."""
    arguments = read_arguments()
    results = run_rounds(make_commands(arguments), arguments.rounds)
    if not results:
        common.fail(common.IO_ERROR, f"No command could run; install the peers with: {common.INSTALL}")
    summaries = {measure: summarize(results, measure) for measure in MEASURES}
    if arguments.json:
        first = next(iter(results))
        print(json.dumps({"compared_with": first, "summary": summaries, "runs": results}))
        return
    for measure, summary in summaries.items():
        print_table(results, measure, summary)


if __name__ == "__main__":
    main()
