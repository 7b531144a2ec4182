#!/bin/bash
# Feeds hostile inputs to everything that reads what strangers write: packets, beats, serial frames, control lines,
# configuration.
# Every test class called *FuzzTest takes part; each plays as many inputs as it is told by -Dfuzz.inputs.
#
#   packaging/fuzz.sh [INPUTS [SEED]]        default: 10,000,000 inputs for each, seed of the day
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

inputs=${1:-10000000}
seed=${2:-$(date +%Y%m%d)}
case $inputs$seed in
    *[!0-9]*) die "[INPUTS [SEED]]: both are numbers" ;;
esac
echo "$inputs inputs for each, seed $seed"
cd "$checkout"
status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn -B -ntp test -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dmaven.test.failure.ignore=true \
    -Dfuzz.inputs="$inputs" -Dfuzz.seed="$seed" </dev/null >"$log" 2>&1 || status=1
grep -E ' (hostile|noises|lines|texts|packets|files)[ ,]|Tests run:.*Time elapsed|^\[ERROR\]|BUILD' "$log" || true
grep -q '^\[ERROR\]' "$log" && status=1
# Configuration has a runner of its own, which names the text that broke a parser.
"$checkout/packaging/fuzz-config.sh" "$inputs" "$seed" || status=1
exit $status
