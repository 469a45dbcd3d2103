#!/usr/bin/env bash
# A first network, and what one component is worth: generated images, no download, a few seconds.
# Usage: Tutorials/first-network.sh [FOLDER]   (the runs go there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/.."
layerlab=.build/release/layerlab
runs=${1:-$(mktemp -d)}

# Ten classes of shapes, 32 x 32 pixels in color.
$layerlab data show --dataset shapes --grid "$runs/shapes.png"

# A linear classifier sees little of them, three layers with batch normalization see much more.
$layerlab train --preset tutorial/shapes --hidden none --out "$runs/linear" --quiet
$layerlab train --preset tutorial/shapes --out "$runs/three-layers" --quiet

# The same network with one part swapped by its name.
$layerlab train --preset tutorial/shapes --activation elu --out "$runs/elu" --quiet

for run in linear three-layers elu; do
    echo "$run: $($layerlab evaluate "$runs/$run" | head -1)"
done
$layerlab plot weights "$runs/three-layers" --out "$runs/weights.png"
$layerlab plot confusion "$runs/three-layers" --out "$runs/confusion.svg"
