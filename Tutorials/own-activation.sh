#!/usr/bin/env bash
# An activation of one's own, from nothing to a trained network in four commands: written, built, checked, trained with.
# Generated images, no download, a few seconds; a C compiler (cc) is needed.
# Usage: Tutorials/own-activation.sh [FOLDER]   (everything goes there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/.."
layerlab=$PWD/.build/release/layerlab
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"

# 1. Write: one file with its comments, which works as it is. Open it: the formula stands in two lines of KERNELS.
#    With --language swift it is a file in Swift; with --kind also an augmentation, a schedule, an initializer, an optimizer.
$layerlab plugin new mine --kind activation --language c

# Change the formula, here from a logistic gate to an algebraic one, and its derivative with it; we forget the derivative.
sed -i 's|A\[i\] = .*;|A[i] = Z[i] * (1 + beta * Z[i] / (1 + (beta * Z[i] < 0 ? -beta * Z[i] : beta * Z[i]))) / 2; \\|
        s|; \\ *\\$|; \\|' mine.c

# 2. Build.
$layerlab plugin build mine.c

# 3. Check: the promises of an activation, its gradient against differences, its time beside the built-in ones.
#    Exit code 2: the derivative is not that of the new formula. The check says where.
status=0
$layerlab plugin check mine.so || status=$?
[ $status = 2 ]

# So mend the derivative: with u = beta z and g = u / (1 + |u|), f = z (1 + g) / 2 and f' = (1 + g) / 2 + u / (1 + |u|)^2 / 2.
sed -i 's|const T s = .*;|const T u = beta * Z[i], v = 1 + (u < 0 ? -u : u); \\|
        s|dZ\[i\] = .*;|dZ[i] = dA[i] * ((1 + u / v) / 2 + u / (v * v) / 2); \\|
        s|; \\ *\\$|; \\|' mine.c
$layerlab plugin build mine.c
$layerlab plugin check mine.so

# 4. Train with it, and with the built-in relu beside it. --plugin names the file; the run writes down its SHA-256.
$layerlab train --plugin mine.so --preset tutorial/shapes --activation mine:beta=2 --out mine --quiet
$layerlab train --preset tutorial/shapes --activation relu --out relu --quiet
grep '^plugins:' mine/config.yaml

# Whoever reads the run needs the plugin again. LAYERLAB_PLUGIN_PATH names files, and folders of them, once for all.
export LAYERLAB_PLUGIN_PATH=$folder
for run in mine relu; do
    echo "$run: $($layerlab evaluate "$run" | head -1)"
done
