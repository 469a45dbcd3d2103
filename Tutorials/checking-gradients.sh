#!/usr/bin/env bash
# Gradients one can trust: what to look at first, the check itself, and a mistake to be found. No download, seconds.
# Usage: Tutorials/checking-gradients.sh [FOLDER]   (the figure goes there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/.."
layerlab=.build/release/layerlab
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
network=(--dataset shapes --hidden 20,15 --lambda 0.01 --batch-size 20)

# Inputs, loss, cost, gradients, and 100 images by heart: run this before any long training.
$layerlab sanity "${network[@]}"

# Every tensor against centered differences. b in front of batch norm has gradient zero: read the line that says why.
$layerlab check-gradients "${network[@]}"

# The complex step has no cancellation: the step may be 1e-20, and the errors are those of double itself.
$layerlab check-gradients "${network[@]}" --dimensions 50 --method complex

# The V: from the right the truncation falls with h (or its square), from the left the rounding rises.
$layerlab check-gradients "${network[@]}" --activation tanh --dimensions 50 --plot "$folder/steps.svg" --quiet

# Someone has made a mistake in the backward pass. Exit code 2; which tensors are wrong, and what does that say?
status=0
$layerlab check-gradients "${network[@]}" --h 1e-5 --inject drop_mean_term --quiet || status=$?
[ $status = 2 ]
$layerlab check-gradients --solution drop_mean_term
