#!/usr/bin/env bash
# Searches with Optuna itself: each is made once, and once interrupted and gone on with, and has to end the same.
# Needs ./lab build and ./lab optuna. Usage: Tests/Optuna/run.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
layerlab=.build/release/layerlab
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
search=("$layerlab" search --preset tutorial/shapes --dataset shapes:train=2000,test=200 --validation 200 --hidden 20
    --step-size 40 --search-epochs 6 --samples 20 --prune --threads 1)

fail() {
    echo "Tests/Optuna: $1" >&2
    exit 1
}

# Runs a search until it has trained a trial, and presses Ctrl-C then: interrupt TRIAL COMMAND...
interrupt() {
    local trial=$1 line code=0
    coproc running { exec "${@:2}" 2>&1 >/dev/null; }
    local process=$running_PID from=${running[0]}
    while read -r line <&"$from"; do
        case $line in "$trial "*) kill -INT "$process" ;; esac
    done
    wait "$process" || code=$?
    [ "$code" = 130 ] || fail "a search that is interrupted ends with 130, not $code"
}

# check NAME ARGUMENTS...
check() {
    local name=$1
    shift
    "${search[@]}" "$@" --out "$runs/$name" --quiet
    [ "$(wc -l <"$runs/$name/trials.csv")" -ge 21 ] || fail "$name has fewer than 20 trials"
    interrupt coarse-005 "${search[@]}" "$@" --out "$runs/$name-stopped"
    [ "$(wc -l <"$runs/$name-stopped/trials.csv")" -lt 21 ] || fail "$name was not interrupted half way"
    "${search[@]}" "$@" --out "$runs/$name-stopped" --quiet >/dev/null
    cmp "$runs/$name/trials.csv" "$runs/$name-stopped/trials.csv"
}

check tpe --sampler tpe --search lambda=1e-5..1e-1 --search batch-size=20..200 --search dropout=grid:0,0.1,0.2
check boxes --sampler tpe --hidden "10..20:10,10" --box "eta-max=0.01..0.1" --box "eta-max=0.1..1; lambda=1e-5..1e-3" \
    --fine-samples 4 --fine-epochs 6
check cmaes --sampler cmaes --search lambda=1e-5..1e-1 --search eta-max=0.01..1 --search batch-size=20..200

# The same script, connected by hand.
mkfifo "$runs/answers"
"${search[@]}" --search lambda=1e-5..1e-1 --search batch-size=20..200 --search dropout=grid:0,0.1,0.2 \
    --out "$runs/outside" --quiet --ask-tell <"$runs/answers" |
    .venv-optuna/bin/python Sources/Experiments/Search/optuna_sampler.py tpe >"$runs/answers"
cmp "$runs/tpe/trials.csv" "$runs/outside/trials.csv"
echo "searches with Optuna: all the same"
