#!/bin/bash
# The figures of the main job: median and worst of RUNS, and beside them Debian's heartbeat 3, nft and haproxy.
#   sudo packaging/bench.sh [--runs N] [--only crash,switch,lone,memory,throughput,heartbeat3]
# A bench, not a test: it judges nothing.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

runs=10
only=crash,switch,lone,memory,throughput,heartbeat3
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=$2; shift 2 ;;
        --only) only=$2; shift 2 ;;
        *) die "unknown word $1; use --runs N, --only LIST" ;;
    esac
done

need_root
need_debian
install_build_tools
install_lab_tools
install_missing python3:python3-minimal /usr/lib/python3.11/json/__init__.py:python3
up_to_date "$checkout/director/target/director-0.1.0.jar" ||
    build -DskipTests -Dcheckstyle.skip -Dspotless.check.skip package

director=$checkout/packaging/bin/director
lab=bench$$
dir=/run/ha-director-lab/$lab
work=$(mktemp -d)
keepalive=100ms
deadtime=500ms
vip=192.0.2.6

teardown() {
    local status=$?
    trap - EXIT INT TERM
    trap '' INT TERM
    "$director" lab down --name "$lab" >/dev/null || status=1
    rm -rf "$work"
    exit "$status"
}
trap teardown EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

wanted() { case ",$only," in *",$1,"*) true ;; *) false ;; esac; }
inside() { "$director" lab exec --name "$lab" "$@"; }
down() { "$director" lab down --name "$lab" >/dev/null; }
figures() { python3 "$checkout/packaging/lib/figures.py" "$@"; }

# up WORDS …   a lab with the bench's timing
up() {
    "$director" lab up --name "$lab" --keepalive $keepalive --deadtime $deadtime --initdead $deadtime "$@" >/dev/null
}

# drill NAME   runs it RUNS times on the standing lab
drill() {
    local run
    for run in $(seq "$runs"); do
        "$director" drill "$1" --lab "$lab" --probe-interval 2ms --json "$work/$1-$run.json" >"$work/drill.out" 2>&1 ||
            { cat "$work/drill.out" >&2; say "run $run of $1 failed" >&2; }
    done
}

header() {
    say ""
    printf '%-60s %9s %9s %4s\n' "$1" median worst n
}

pairs() {
    up --wait 30
    header "ms, keepalive $keepalive, deadtime $deadtime, client asks every 2 ms"
    if wanted crash; then
        drill kill
        figures "crash: outage" failover@outage "$work"/kill-*.json
        figures "crash: outage - deadtime" failover@outage-deadtime "$work"/kill-*.json
        figures "takeover: entitled -> engine open" failover@entitled..engine_open "$work"/kill-*.json
        figures "takeover: entitled -> first answer" failover@entitled..first_answer "$work"/kill-*.json
        figures "failback after the crash: outage" failback@outage "$work"/kill-*.json
    fi
    if wanted switch; then
        drill standby
        figures "planned switch: outage" outage "$work"/standby-*.json
    fi
    if wanted lone; then
        drill lone-start
        figures "lone start -> first answer (initdead $deadtime included)" "start to first answer" "$work"/lone-start-*.json
    fi
    if wanted memory; then
        memory
    fi
    down
}

memory() {
    local host pid
    header "memory after some minutes, MB"
    for host in ha1 ha2; do
        pid=$(cat "$dir/$host/run/director.pid")
        awk -v host="$host" '/^Pss:/ { pss = $2 } /^Rss:/ { rss = $2 }
            END { printf "  PSS of the daemon on %-38s %8.1f   (RSS %.1f)\n", host, pss / 1024, rss / 1024 }' "/proc/$pid/smaps_rollup"
    done
}

# load TITLE ADDRESS   requests/s of wrk on the client, kept-alive and with a connection each
load() {
    local kept each
    kept=$(inside client wrk -t1 -c64 -d4s "http://$2/index.html" | awk '/^Requests\/sec/ { print $2 }')
    each=$(inside client wrk -t1 -c64 -d4s -H 'Connection: close' "http://$2/index.html" | awk '/^Requests\/sec/ { print $2 }')
    printf '  %-44s %12.0f %12.0f\n' "$1" "$kept" "$each"
}

throughput() {
    install_missing wrk:wrk nft:nftables /usr/sbin/haproxy:haproxy /usr/sbin/nginx:nginx-light
    say ""
    printf '%-46s %12s %12s\n' "requests/s (wrk, 64 connections, $(nproc) CPUs for all)" kept-alive "one each"
    up --wait 30
    load "real server alone, no director" 192.0.2.25
    load "the engine (gate, direct routing)" $vip
    down
    up --no-directors
    inside ha1 ip addr add $vip/32 dev eth0
    inside ha1 sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects'
    inside ha1 nft -f - <<-EOF
	table ip bench {
	  chain in {
	    type nat hook prerouting priority -100;
	    ip daddr $vip tcp dport 80 dnat to numgen inc mod 2 map { 0 : 192.0.2.25, 1 : 192.0.2.27 }
	  }
	  chain out {
	    type nat hook postrouting priority 100;
	    ip daddr { 192.0.2.25, 192.0.2.27 } tcp dport 80 masquerade
	  }
	}
	EOF
    load "nft DNAT + masquerade" $vip
    inside ha1 nft flush ruleset
    cat >"$work/haproxy.cfg" <<-EOF
	global
	  maxconn 2000
	defaults
	  mode http
	  timeout connect 2s
	  timeout client 10s
	  timeout server 10s
	listen web
	  bind $vip:80
	  server rs1 192.0.2.25:80
	  server rs2 192.0.2.27:80
	EOF
    inside ha1 haproxy -q -D -f "$work/haproxy.cfg"
    load "haproxy (http, one process)" $vip
    down
}

# Debian's heartbeat 3: the same lab without our directors. Its paths are fixed, so each node runs in a mount namespace
# with directories of its own bound over them. It serves by a web server on each director; there is no ip_vs here.
heartbeat3() {
    install_missing /usr/libexec/heartbeat/heartbeat:heartbeat /usr/bin/busybox:busybox
    # shellcheck source=packaging/lib/heartbeat3.sh
    . "$checkout/packaging/lib/heartbeat3.sh"
    header "heartbeat 3 of Debian, ms, keepalive $keepalive, deadtime $deadtime"
    heartbeat3_runs
}

if wanted crash || wanted switch || wanted lone || wanted memory; then pairs; fi
if wanted throughput; then throughput; fi
if wanted heartbeat3; then heartbeat3; fi
