#!/usr/bin/env bash
# Opens the pages of `layerlab report` in headless Chromium, on a screen and on a phone: no message on the console, no
# request, every picture loads, and nothing but tables and figures is wider than the phone.
# Usage: Tests/Browser/run.sh [FOLDER]   (runs and pages go there; a temporary folder where not given)
set -euo pipefail
cd "$(dirname "$0")/../.."
layerlab=$PWD/.build/release/layerlab
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"

fail() {
    echo "Tests/Browser: $1" >&2
    exit 1
}

# What a browser says of a page: its console, and a line that a script of ours adds. The page stands in a frame of the
# width asked for, as windows have a least width of their own.
look() {
    local page=$1 width=$2
    cat >"look.html" <<HTML
<!DOCTYPE html><title>look</title><body><script>
const bytes = Uint8Array.from(atob("$(base64 -w0 "$page")"), c => c.charCodeAt(0));
const frame = document.createElement("iframe");
frame.style = "border: 0; width: ${width}px; height: 800px";
frame.onload = () => {
  const page = frame.contentDocument, root = page.documentElement;
  const images = [...page.images];
  const asked = frame.contentWindow.performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:"));
  document.body.textContent = [
    "images", images.length, "broken", images.filter(i => !i.complete || i.naturalWidth === 0).length,
    "unnamed", images.filter(i => !i.alt).length, "requests", asked.length,
    "overflow", Math.max(root.scrollWidth - frame.clientWidth, 0), "headings", page.querySelectorAll("h1, h2").length,
  ].join(" ");
};
frame.srcdoc = new TextDecoder().decode(bytes);
document.body.append(frame);
</script></body>
HTML
    chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --log-level=0 --virtual-time-budget=20000 \
        --user-data-dir="$folder/profile" --dump-dom "file://$folder/look.html" 2>browser.log |
        grep -o 'images [0-9].*headings [0-9]*' || true
}

# is_good PAGE PICTURES: whether a page is as it should be, on a phone and on a screen; says what it found.
is_good() {
    local width found images broken unnamed requests overflow headings
    for width in 390 1200; do
        found=$(look "$1" "$width")
        echo "$1 at $width pixels: ${found:-nothing}"
        read -r _ images _ broken _ unnamed _ requests _ overflow _ headings <<<"${found:-x 0 x 1 x 1 x 1 x 1 x 0}"
        [ "$images" -ge "$2" ] && [ "$headings" -ge 3 ] && [ "$((broken + unnamed + requests + overflow))" = 0 ] || return 1
        ! grep CONSOLE browser.log || return 1
    done
}

train=("$layerlab" train --dataset shapes:train=1000,test=200 --validation 200 --hidden 20 --batch-size 50 --quiet)
"${train[@]}" --steps 60 --eval-every 20 --out run >/dev/null
"$layerlab" report run --out run.html
"$layerlab" ablate --baseline tutorial/shapes --set dataset=shapes:train=1000,test=200 --set validation=200 \
    --set schedule=constant --set epochs=2 --vary activation=relu,tanh --seeds 2 --store store.sqlite --name parts --quiet >/dev/null
"$layerlab" report parts --store store.sqlite --out sweep.html
is_good run.html 10 || fail "the page of a run has less than it should, or something broken"
is_good sweep.html 1 || fail "the page of a sweep has less than it should, or something broken"

# These checks can fail.
sed 's|<img src="data:image/png;base64,|<img src="broken,|' run.html >broken.html
! is_good broken.html 10 >/dev/null || fail "a page with broken pictures is taken for a good one"
sed 's|</main>|<script>console.log("hello")</script></main>|' run.html >loud.html
! is_good loud.html 10 >/dev/null 2>&1 || fail "a page that writes on the console is taken for a silent one"
echo "pages in Chromium: all as they should be"
