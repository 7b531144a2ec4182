#!/bin/bash
# The main job, seen by a client: two directors in a lab on this machine, the master's process is killed, clients are
# served again; first with the seed's timing, then with keepalive 100ms and deadtime 500ms. Exit 0 only if clients were
# served again each time. Leaves nothing behind, whatever happens.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

need_root
need_debian
install_build_tools
install_lab_tools
build_director

director=$checkout/packaging/bin/director
lab=demo$$
work=$(mktemp -d)
export HA_DIRECTOR_STATE=$work/state # nothing of the demo in this machine's own
failed=0

teardown() {
    local status=$?
    trap - EXIT INT TERM
    trap '' INT TERM
    "$director" lab down --name "$lab" >/dev/null || { say "the lab $lab was not removed" >&2; status=1; }
    rm -rf "$work"
    exit "$status"
}
trap teardown EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# demonstrate PROFILE TITLE   one pair, one kill -9, one failback
demonstrate() {
    say ""
    say "=== $2"
    say "    LAN (bridge) with client, gateway, two real servers; heartbeat cable eth1; serial cable; directors ha1, ha2"
    if ! "$director" lab up --name "$lab" --profile "$1" --wait 60; then
        failed=1
    elif ! "$director" drill kill --lab "$lab" --json "$work/$1.json"; then
        failed=1
    fi
    "$director" lab down --name "$lab" >/dev/null
}

demonstrate seed "the seed's timing: keepalive 3, deadtime 9"
demonstrate fast "the same pair with keepalive 100ms, deadtime 500ms"

say ""
say "=== summary"
summary() {
    [ -f "$work/$1.json" ] || { printf '  %-6s no result\n' "$1"; return; }
    sed 's/^ *"//; s/,$//; s/" : /:/; s/:"/:/; s/"$//' "$work/$1.json" | awk -F: -v profile="$1" '
        $1 == "keepalive" { keepalive = $2 }
        $1 == "deadtime" { deadtime = $2 }
        $1 == "name" { name = $2 }
        $1 == "served" { served = $2 }
        $1 == "outage_ms" { outage = $2 }
        $1 == "answered" { answered = $2 }
        $1 == "failed" {
            printf "  %-6s %-10s %-9s %-22s %12s %9d %7d\n", profile, keepalive, deadtime, name,
                served == "true" ? sprintf("%.1f", outage) : "NOT SERVED", answered, $2
        }'
}
printf '  %-6s %-10s %-9s %-22s %12s %9s %7s\n' pair keepalive deadtime phase "outage ms" answered failed
summary seed
summary fast
if [ $failed = 0 ]; then
    say "clients were served again each time"
else
    say "NOT every client was served again: see above" >&2
fi
exit $failed
