#!/bin/bash
# Does recorded cases of the originals again with this program and says PASS, FAIL, DIFFERS-BY-DESIGN or SKIP for each.
#   packaging/golden.sh [FILE|FOLDER...]
# Without an argument: the project's own copies, director/src/test/resources/golden (heartbeat) and
# lvs-engine/src/test/resources/golden (the kernel's IPVS). Exit status 0: no FAIL; 1: a FAIL; 2: nothing was run.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
# shellcheck source=packaging/lib/testclasses.sh
. "$checkout/packaging/lib/testclasses.sh"

words=()
for word in "$@"; do
    words+=("$(realpath -- "$word")")
done

run_test_class org.hadirector.director.golden.GoldenMain "$checkout" "${words[@]}"
