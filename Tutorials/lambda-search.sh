#!/usr/bin/env bash
# How strong should the penalty be? A search for lambda, coarse then fine, on generated images; a few seconds.
# Usage: Tutorials/lambda-search.sh [FOLDER]   (the trials go there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/.."
layerlab=.build/release/layerlab
runs=${1:-$(mktemp -d)}
search=($layerlab search --preset tutorial/shapes --dataset shapes:train=2000,test=500 --validation 500 --hidden 20
    --step-size 60 --search lambda=log:1e-5..1e-1)

# What would be tried; lambda acts by its order of magnitude, so it is drawn evenly in its logarithm.
"${search[@]}" --samples 5 --dry-run

# Nine values, of which one third goes on to each longer rung; then three more between the best three of them. How well the
# short rungs foretold the long ones is the rank correlation at the end. The test split stays sealed.
"${search[@]}" --samples 9 --search-epochs 4 --halving 2 --fine-samples 3 --fine-epochs 4 --out "$runs/lambda" --quiet

# The same command goes on where it was; with --confirm it trains the best three on all data and looks at the test split once.
"${search[@]}" --samples 9 --search-epochs 4 --halving 2 --fine-samples 3 --fine-epochs 4 --out "$runs/lambda" --quiet \
    --confirm --confirm-seeds 2 --confirm-epochs 4
