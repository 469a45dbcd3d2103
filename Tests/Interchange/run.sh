#!/usr/bin/env bash
# Trains small networks, exports them, and opens the files with the packages that they are for: TensorBoard, ONNX,
# onnxruntime, NumPy. Needs ./lab build and ./lab interchange. Usage: Tests/Interchange/run.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
layerlab=$PWD/.build/release/layerlab
python=$PWD/.venv-interchange/bin/python
check=("$python" "$PWD/Tests/Interchange/check.py")
files=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$files"' EXIT
small=(--dataset shapes:train=400,test=60 --validation 100 --hidden "12,8" --steps 20 --eval-every 10 --batch-size 50
    --threads 1 --schedule constant:eta=0.05 --quiet)

fail() {
    echo "Tests/Interchange: $1" >&2
    exit 1
}

# A network of an activation, a placement and a preprocessing, by ONNX: onnx ACTIVATION PLACEMENT PREPROCESSING [FLAG ...].
onnx() {
    local name="$1 $2 $3"
    "$layerlab" train "${small[@]}" --activation "$1" --batch-norm "$2" --normalize "$3" "${@:4}" --out "$files/$name" \
        >/dev/null
    "$layerlab" predict "$files/$name" --split test --npz "$files/$name.npz" --quiet >/dev/null
    "$layerlab" export "$files/$name" --onnx "$files/$name.onnx" >/dev/null
    "${check[@]}" onnx "$files/$name.onnx" "$files/$name.npz" 1e-5
    rm -r "${files:?}/$name"
}

# Whatever is registered, so that a new activation is asked for its form too.
names() {
    "$layerlab" list "$1" --json | "$python" -c 'import json, sys
for component in json.load(sys.stdin)["components"]: print(component["name"])'
}

for activation in $(names activation) leaky_relu:slope=0.3 elu:alpha=0.5 silu:beta=2 gelu:approximate=true; do
    for placement in $(names placement); do
        onnx "$activation" "$placement" standardize
    done
done
onnx relu before:epsilon=0.1 per_channel
onnx relu none none --dropout 0.2
onnx relu after:affine=false zca --precision double
onnx tanh before standardize --hidden 1,4
"$python" -c 'for i in range(400): print("x,label" if i == 0 else f"{3 * (i % 2)}.{i * 7 % 10},{chr(97 + i % 2)}")' \
    >"$files/column.csv"
onnx tanh none zca --dataset "csv:$files/column.csv,label=label"

# One run with everything else: written while it trains, interrupted in between, and exported afterwards.
run=$files/run
board=$files/board
"$layerlab" train "${small[@]}" --batch-norm before --out "$run" --tensorboard "$board/live" >/dev/null
cp -r "$run" "$files/whole"
"$layerlab" train "${small[@]}" --batch-norm before --steps 10 --out "$files/half" >/dev/null
cp "$files/half/checkpoint.safetensors" "$files/half/model.safetensors" "$run"
"$layerlab" train --resume "$run" --threads 1 --quiet --tensorboard "$board/live" >/dev/null
cmp "$run/history.csv" "$files/whole/history.csv"
"${check[@]}" events "$board/live" "$run/history.csv" batches
"$layerlab" predict "$run" --split test --npz "$files/test.npz" >/dev/null
"$layerlab" export "$run" --tensorboard "$board/old" --npz "$files/run.npz" --c "$files/run.c" --swift "$files/run.swift" \
    >/dev/null
"${check[@]}" npz "$files/run.npz" "$run/history.csv" "$files/test.npz"
"${check[@]}" events "$board/old" "$run/history.csv" histograms "$files/run.npz"

# A layer of one unit, whose weights are a matrix of one row.
"$layerlab" train "${small[@]}" --hidden 1,4 --out "$files/thin" >/dev/null
"$layerlab" predict "$files/thin" --split test --npz "$files/thin-test.npz" >/dev/null
"$layerlab" export "$files/thin" --npz "$files/thin.npz" >/dev/null
"${check[@]}" npz "$files/thin.npz" "$files/thin/history.csv" "$files/thin-test.npz"

"${check[@]}" bytes "$files/test.npz" "$files/test.bin"
cc -std=c11 -O2 -Wall -Wextra -Werror "$files/run.c" -lm -o "$files/by-c"
swiftc -O "$files/run.swift" -o "$files/by-swift"
for program in by-c by-swift; do
    "$files/$program" --raw <"$files/test.bin" >"$files/$program.txt"
    "${check[@]}" lines "$files/$program.txt" "$files/test.npz" 1e-5
done

# A server on a free port of this machine alone; it says its address when it is ready.
"$python" -m tensorboard.main --logdir "$board" --host 127.0.0.1 --port 0 >"$files/server.txt" 2>&1 &
server=$!
address=
for _ in $(seq 120); do
    address=$(sed -n 's,.*\(http://127.0.0.1:[0-9]*\)/.*,\1,p' "$files/server.txt" | head -1)
    # The address comes before the runs have been read.
    [ -z "$address" ] || ! curl -sf "$address/data/runs" | grep -q '"old"' || break
    kill -0 "$server" 2>/dev/null || fail "tensorboard ended: $(tail -1 "$files/server.txt")"
    sleep 0.5
done
[ -n "$address" ] || fail "tensorboard has named no address within a minute"
for name in live old; do
    "${check[@]}" server "$address" "$name" "$run/history.csv"
done
echo "exports in other programs: all the same"
