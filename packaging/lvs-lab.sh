#!/bin/bash
# The engine between real stacks: `director engine` in a network of namespaces (packaging/lib/lvs-net.sh draws it), real
# clients and servers around it, and what it must do for them said line by line. Exit 1 when a line says FAIL.
#   sudo packaging/lvs-lab.sh [--only LIST] [--quick]
# LIST is of these:
#   bulk       100 MB by every method, IPv4, IPv6 and one in the other, with offloads and without, compared by SHA-256
#   blackhole  links and tunnels too small for the client's packets: it learns so, and the transfer goes on
#   ftp        vsftpd and curl, active and passive, masqueraded; by direct routing with a persistent service
#   change     idle connections stay; servers come, rest and go, the service is edited, under load, and no request fails
#   kinds      datagrams one by one, firewall marks, a server on the director, what else the director serves
#   many       100,000 open connections: each lives, the listing does not disturb them, memory
#   million    1,000,000 connections under traffic: memory, pauses of the collector, the listing; minutes; only when named
# --quick does less of each (10 MB, 5,000 connections, nothing that goes past the director, changes with masquerading
# only). HA_DIRECTOR names another launcher than packaging/bin/director.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
# shellcheck source=packaging/lib/lvs-net.sh
. "$checkout/packaging/lib/lvs-net.sh"
# shellcheck source=packaging/lib/lvs-crowd.sh
. "$checkout/packaging/lib/lvs-crowd.sh"
# shellcheck source=packaging/lib/lvs-lab-wire.sh
. "$checkout/packaging/lib/lvs-lab-wire.sh"
# shellcheck source=packaging/lib/lvs-lab-change.sh
. "$checkout/packaging/lib/lvs-lab-change.sh"
# shellcheck source=packaging/lib/lvs-lab-kinds.sh
. "$checkout/packaging/lib/lvs-lab-kinds.sh"
# shellcheck source=packaging/lib/lvs-lab-million.sh
. "$checkout/packaging/lib/lvs-lab-million.sh"

sections="bulk blackhole ftp change kinds many"
only=${sections// /,}
sections+=" million"
quick=false
megabytes=100
connections=100000
clients=1000000
while [ $# -gt 0 ]; do
    case $1 in
        --only) only=$(value_of "$@"); shift 2 ;;
        --quick) quick=true megabytes=10 connections=5000 clients=50000; shift ;;
        *) die "unknown word $1; see $0 --help" ;;
    esac
done
for section in ${only//,/ }; do
    case " $sections " in *" $section "*) ;; *) die "no section $section; see $0 --help" ;; esac
done

need_root
need_debian
install_missing ip:iproute2 tc:iproute2 ethtool:ethtool clang:clang /usr/include/linux/bpf.h:linux-libc-dev
install_missing python3:python3 ping:iputils-ping
if [ -z "${HA_DIRECTOR:-}" ]; then
    install_build_tools
    build_director
fi
director=${HA_DIRECTOR:-$checkout/packaging/bin/director}
python=/usr/bin/python3
work=$(mktemp -d)
failures=0

teardown() {
    local status=$?
    trap - EXIT INT TERM
    trap '' INT TERM
    net_down || status=1
    rm -rf "$work"
    exit "$status"
}
trap teardown EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ok() { printf '  ok    %-50s %s\n' "$1" "${2:-}"; }
fail() {
    printf '  FAIL  %-50s %s\n' "$1" "${2:-}"
    failures=$((failures + 1))
}

# must LABEL COMMAND …   it ends well; its last line of output is shown
must() {
    local label=$1 status=0
    shift
    "$@" >"$work/must.out" 2>&1 || status=$?
    if [ $status = 0 ]; then ok "$label" "$(tail -n 1 "$work/must.out")"; else fail "$label" "$(tail -n 1 "$work/must.out")"; fi
}

# same LABEL WANTED GOT
same() { if [ "$2" = "$3" ]; then ok "$1" "$3"; else fail "$1" "got '$3', not '$2'"; fi; }

peer() { on "$1" "$python" "$checkout/packaging/lib/lvs-peer.py" "${@:2}"; }

# servers PORT   serve on s1 s2 s3
servers() {
    local each
    for each in s1 s2 s3; do
        start $each "$work/$each.log" "$python" "$checkout/packaging/lib/lvs-peer.py" serve $each "$1"
        within 20 peer client get "10.92.0.1${each#s}" "$1" 10 || die "the server on $each did not start"
    done
}

at() { case $1 in *:*) echo "[$1]:$2" ;; *) echo "$1:$2" ;; esac; }
server() { if [ "$2" = 4 ]; then echo "10.92.0.1$1"; else echo "fd00:92::1$1"; fi; }
vip() { if [ "$1" = 4 ]; then echo $vip4; else echo $vip6; fi; }

# balance FAMILY PORT METHOD [OUTER-FAMILY]   TCP and UDP over s1 and s2, round robin; METHOD in ipvsadm's words
balance() {
    local each kind
    for kind in -t -u; do
        echo "-A $kind $(at "$(vip "$1")" "$2") -s rr"
        for each in 1 2; do echo "-a $kind $(at "$(vip "$1")" "$2") -r $(at "$(server $each "${4:-$1}")" "$2") $3"; done
    done | ipvs
}

offloads() {
    local each
    for each in client:eth0 client:eth1 director:eth0 director:eth1 s1:eth1 s2:eth1; do
        on "${each%:*}" ethtool -K "${each#*:}" tx "$1" tso "$1" gso "$1" >/dev/null 2>&1
    done
}

run() {
    local section
    net_up
    servers 7000
    for section in $sections; do
        case ",$only," in *",$section,"*) ;; *) continue ;; esac
        say "$section"
        # a new one: in an old one's table are connections of other services, and clients' ports come again
        if [ $section = million ]; then watched_engine_up; else engine_up; fi
        $section
        stop "$engine"
        same "the engine leaves nothing" "" "$(tc -n "$net-director" filter show dev eth0 ingress; cat "$work/run"/* 2>/dev/null)"
    done
    [ "$failures" = 0 ] || die "$failures failed"
}
run
