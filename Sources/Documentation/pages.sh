#!/usr/bin/env bash
# The pages of the module that programs import, with all that it re-exports, out of the modules of the release build.
# A warning of DocC is an error. 'swift package generate-documentation' runs this after the build.
set -euo pipefail
symbols=.build/symbols out=.build/documentation
# The C modules, of which the Swift ones are made; include/ holds what a Swift module would look like from C.
mapfile -t includes < <(find CCore .build/release/ .build/checkouts -name module.modulemap \
    -not -path '.build/release/*/include/*' -printf '-I\n%h\n')
rm -rf "$symbols" "$out"
mkdir -p "$symbols"
triple=$(swift -print-target-info | sed -n '0,/"triple"/s/.*"triple": "\(.*\)",/\1/p')
reexported=$(sed -n 's/^@_exported import //p' Sources/LayerLab/LayerLab.swift | paste -sd,)
swift symbolgraph-extract -module-name LayerLab -target "$triple" -I .build/release/Modules "${includes[@]}" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$symbols" \
    "-experimental-allowed-reexported-modules=$reexported"
# What is added to numbers, texts and arrays stands on no page of its own.
rm -f "$symbols"/*@*
# DocC is silent about comments of other modules than the one that it documents; here they are its own.
sed -i 's/"module":"[A-Za-z]*"/"module":"LayerLab"/g' "$symbols/LayerLab.symbols.json"
docc convert Sources/LayerLab/LayerLab.docc --additional-symbol-graph-dir "$symbols" --output-path "$out" --warnings-as-errors
echo "the documentation is in $out"
echo "look at it: python3 -m http.server --directory $out 8000, then http://localhost:8000/documentation/layerlab"
