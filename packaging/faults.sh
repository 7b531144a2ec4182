#!/bin/bash
# The fault table: what can break in a pair is broken for real in a lab, one thing after the other, while a third host
# samples every 5 ms who answers ARP for the service address and who serves it, new connections and those that clients keep.
#   sudo packaging/faults.sh [--repeat N] [--seed N] [--keepalive TIME] [--deadtime TIME] [--operators] [--json FILE] [NAME…]
# Without names the whole table (about seven minutes); with --operators orders are given on both nodes meanwhile. Exit 0
# when there never were two owners and every fault went as it must; `director faults list` tells what there is.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

keepalive=100ms
deadtime=500ms
words=()
names=()
while [ $# -gt 0 ]; do
    case $1 in
        --repeat | --seed | --json)
            value=$(value_of "$@")
            words+=("$1" "$value")
            shift 2
            ;;
        --operators) words+=("$1"); shift ;;
        --keepalive) keepalive=$(value_of "$@"); shift 2 ;;
        --deadtime) deadtime=$(value_of "$@"); shift 2 ;;
        -*) die "unknown option $1; see $0 --help" ;;
        *) names+=("$1"); shift ;;
    esac
done
[ ${#names[@]} -gt 0 ] || names=(all)

need_root
need_debian
install_build_tools
install_lab_tools
install_missing nft:nftables mkfs.ext4:e2fsprogs findmnt:util-linux /usr/sbin/nginx:nginx-light
build_director

director=$checkout/packaging/bin/director
lab=faults$$

teardown() {
    local status=$?
    trap - EXIT INT TERM
    trap '' INT TERM
    "$director" lab down --name "$lab" >/dev/null || { say "the lab $lab was not removed" >&2; status=1; }
    exit "$status"
}
trap teardown EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$director" lab up --name "$lab" --keepalive "$keepalive" --deadtime "$deadtime" --initdead 1 --auto-failback off \
    --wait 60 >/dev/null
say "keepalive $keepalive, deadtime $deadtime, $(nproc) processors for pair, servers, client and sampler"
"$director" faults "${names[@]}" --lab "$lab" ${words[@]+"${words[@]}"}
