#!/usr/bin/env bash
# Which parts of a network matter? One change at a time around a baseline, with several seeds, and what is beyond noise.
# Generated images, no download, under a minute; start from this script for a comparison of your own.
# Usage: Tutorials/ablation.sh [FOLDER]   (everything goes there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/.."
layerlab=$PWD/.build/release/layerlab
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"

# 1. The baseline: a preset, or a file like this one. Keys are the flags of 'layerlab train'.
cat >baseline.yaml <<'YAML'
dataset: shapes:train=4000,test=500
validation: 1000
hidden: 30,30
lambda: 0.001
schedule: cyclical:step_size=150
cycles: 2
YAML

# 2. What is changed, one at a time. Behind a colon stand the options of a component.
changes=(--vary batch-norm=none,before,after --vary activation=relu,leaky_relu:slope=0.01,elu:alpha=0.01)

# First look: every run with its id, duplicates left out, and how long it will take. Nothing is trained yet.
$layerlab ablate --baseline baseline.yaml "${changes[@]}" --seeds 3 --store runs.sqlite --dry-run

# Then train: on all cores, one process each. Stop it with Ctrl-C, or kill it; the same command goes on.
$layerlab ablate --baseline baseline.yaml "${changes[@]}" --seeds 3 --store runs.sqlite --plot effects.svg

# 3. The table compares runs of the same seed. 'within noise' means: these seeds cannot tell. More seeds can, and the runs
#    that are there already are not trained again.
$layerlab ablate --baseline baseline.yaml "${changes[@]}" --seeds 4 --store runs.sqlite --markdown --quiet

# 4. All of it is kept: list, filter, compare, export.
$layerlab runs --store runs.sqlite --where batch-norm=none --sort accuracy
$layerlab runs --store runs.sqlite @best @last --compare
$layerlab runs --store runs.sqlite --format csv >runs.csv
