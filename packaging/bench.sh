#!/bin/bash
# The figures: median and worst of RUNS in one lab topology, beside them Debian's heartbeat 3 and keepalived at the
# tightest settings that an idle pair of them keeps here, nft and haproxy.
#   sudo packaging/bench.sh [--runs N] [--only LIST] [--soak-minutes N] [--heartbeat3 KEEPALIVE/DEADTIME] [--keepalived SECONDS]
# LIST is of these, in this order; those with a star are left out unless named:
#   crash       kill -9 of the owner at 10/40 ms, 100/500 ms, 1/3 s, and failback after it
#   switch      director standby, and director takeover back
#   vanish      the owner's node vanishes from all wires
#   serial      kill -9 of the owner, the pair joined by a serial line of 19200 baud alone
#   footprint   first heartbeat after exec, bytes/s of heartbeats on each link, PSS, lateness of the deciding duty
#   soak        20/100 ms under processor hogs and memory pressure: false takeovers, lateness
#   heartbeat3  Debian's heartbeat: node vanishes, planned switch and back
#   keepalived  Debian's keepalived: the same, and the soak
#   lone *      start of one node alone
#   lvs *       the engine alone (DR, NAT, TUN): requests/s and p99 with kept and with single connections, bulk data, small
#               datagrams, bytes a connection, beside plain routing, nftables DNAT and haproxy; N/2 rounds, seven minutes
# About fifteen minutes on two processors. A section can be repeated alone. A bench, not a test: it judges nothing.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"
# shellcheck source=packaging/lib/bench-lab.sh
. "$checkout/packaging/lib/bench-lab.sh"
# shellcheck source=packaging/lib/rivals.sh
. "$checkout/packaging/lib/rivals.sh"
# shellcheck source=packaging/lib/bench-lvs.sh
. "$checkout/packaging/lib/bench-lvs.sh"

runs=10
soak_minutes=1
only=crash,switch,vanish,serial,footprint,soak,heartbeat3,keepalived
known=,$only,lone,lvs,
while [ $# -gt 0 ]; do
    case $1 in
        --runs) runs=$(value_of "$@") ;;
        --only) only=$(value_of "$@") ;;
        --soak-minutes) soak_minutes=$(value_of "$@") ;;
        --heartbeat3) hb3_setting=$(value_of "$@") ;;
        --keepalived) keepalived_setting=$(value_of "$@") ;;
        *) die "unknown word $1; see $0 --help" ;;
    esac
    shift 2
done
for section in ${only//,/ }; do
    case $known in *",$section,"*) ;; *) die "no section $section; see $0 --help" ;; esac
done

need_root
need_debian
install_build_tools
install_lab_tools
install_missing python3:python3-minimal /usr/lib/python3.11/json/__init__.py:python3 /usr/bin/curl:curl
build_director

director=$checkout/packaging/bin/director
lab=bench$$
dir=/run/ha-director-lab/$lab
work=$(mktemp -d)
vip=192.0.2.6
hogs=()

teardown() {
    local status=$?
    trap - EXIT INT TERM
    trap '' INT TERM
    relieve
    down || status=1
    [ -z "${net:-}" ] || net_down || status=1
    rm -rf "$work"
    exit "$status"
}
trap teardown EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

wanted() { case ",$only," in *",$1,"*) true ;; *) false ;; esac; }

# timing KEEPALIVE DEADTIME   for the labs from now on
timing() {
    keepalive=$1
    deadtime=$2
}
timing 100ms 500ms

crash() {
    local pair
    header "kill -9 of the owner, client asks every 2 ms, ms"
    for pair in 10ms/40ms 100ms/500ms 1/3; do
        timing "${pair%/*}" "${pair#*/}"
        up --auto-failback off
        drill kill "-${pair//\//-}"
        down
        figures "$pair: outage - deadtime" "<= 10" "failover@outage-deadtime" "$work/kill-${pair//\//-}"-*.json
        figures "$pair: outage" "" "failover@outage" "$work/kill-${pair//\//-}"-*.json
        figures "$pair: entitled -> engine open" "" "failover@entitled..engine_open" "$work/kill-${pair//\//-}"-*.json
        figures "$pair: entitled -> first answer" "" "failover@entitled..first_answer" "$work/kill-${pair//\//-}"-*.json
    done
    timing 100ms 500ms
}

switch() {
    up
    drill standby
    down
    header "planned switch: standby on the owner, then takeover there, $keepalive/$deadtime"
    for phase in ha2:switch ha1:"switch back"; do
        figures "${phase#*:}: gap beyond the usual one, ms" "0, worst <= 5" "planned switch to ${phase%:*}@gap" \
            "$work"/standby-*.json
        figures "${phase#*:}: requests lost" "" "planned switch to ${phase%:*}@lost" "$work"/standby-*.json
    done
    up
    drill kill -failback
    down
    figures "failback after a crash: gap beyond the usual one, ms" "0, worst <= 5" failback@gap "$work"/kill-failback-*.json
    figures "failback after a crash: requests lost" "" failback@lost "$work"/kill-failback-*.json
}

vanish() {
    local pair run
    header "the owner's node vanishes from all wires, real servers behind the pair, ms"
    for pair in 10ms/40ms 100ms/500ms; do
        timing "${pair%/*}" "${pair#*/}"
        for run in $(seq "$runs"); do
            local story=$work/vanish-${pair//\//-}-$run.json
            up
            watch "$story" 2s "ip netns pids $lab-lan | xargs kill -9; $(node_off ha1)"
            grep -q '"BEREAVED"' "$story" || say "run $run: the standby was not bereaved" >&2
            down
        done
        figures "$pair: outage" "<= deadtime + 10" outage "$work/vanish-${pair//\//-}"-*.json
    done
    timing 100ms 500ms
}

settled_on_serial() {
    [ "$(told ha1 's["role"]') $(told ha2 's["role"]')" = "$1" ] &&
        [ "$(told ha1 '[l["state"] for l in s["links"] if "tty" in l["name"]]')" = "['up']" ]
}

# serial   the lab's cable is fast; here it is one of a real line's speed, and the only link
serial() {
    local run owner=ha1 roles="master standby" line
    timing 100ms 400ms
    up --auto-failback off
    cut_serial
    ip netns exec "$lab-lan" python3 "$checkout/packaging/lib/serial-line.py" 19200 \
        "$(awk '$1 == "serial" { print $2 }' "$dir/ha1/ha.d/ha.cf")" \
        "$(awk '$1 == "serial" { print $2 }' "$dir/ha2/ha.d/ha.cf")" >"$work/serial-line.out" &
    line=$!
    ip -n "$lab-lan" link set hb-ha1 down
    ip -n "$lab-lan" link set hb-ha2 down
    for run in $(seq "$runs"); do
        until_so 30 settled_on_serial "$roles" || break
        sleep 1
        watch "$work/serial-$run.json" 1500ms "kill -9 $(pid_of $owner)"
        "$director" lab start --name "$lab"
        if [ $owner = ha1 ]; then owner=ha2 roles="standby master"; else owner=ha1 roles="master standby"; fi
    done
    kill $line
    wait $line 2>/dev/null || true
    down
    header "serial line of 19200 baud alone, $keepalive/$deadtime, kill -9 of the owner"
    figures "outage, ms" "" outage "$work"/serial-*.json
    figures "outage - deadtime, ms" "<= 10" outage-deadtime "$work"/serial-*.json
    [ ! -s "$work/serial-line.out" ] || plain "octets/s on the line, each way" "$(cat "$work/serial-line.out")" "< 1920"
    timing 100ms 500ms
}

# lateness HOST
lateness() {
    plain "deciding duty late on $1, p99 / p99.9 / worst, ms" "" \
        "$(told "$1" '"%.2f / %.2f / %.2f of %d cycles" % tuple(s["dutyLate"][k] for k in ("p99Ms", "p999Ms", "worstMs", "cycles"))')"
}

footprint() {
    local host run beats=()
    up
    sleep 20
    header "idle pair $keepalive/$deadtime"
    for host in ha1 ha2; do
        plain "PSS of the daemon on $host, MB" \
            "$(awk '/^Pss:/ { printf "%.1f", $2 / 1024 }' "/proc/$(pid_of $host)/smaps_rollup")" "<= 80"
    done
    local link direction kind frames octets
    for link in eth1 eth0; do
        inside ha1 python3 "$checkout/packaging/lib/wire.py" rate $link 10 |
            while read -r direction kind frames octets; do
                case $kind in udp | tcp | arp | icmp) ;; *) continue ;; esac
                [ "$link $kind" != "eth0 tcp" ] || continue # clients
                plain "$link of the owner, $direction, $kind: frames/s, bytes/s" "$frames" "$octets"
            done
    done
    # long enough that one cycle in a thousand is not the one beside the rest of the start
    sleep 40
    lateness ha1
    lateness ha2
    down
    up --no-directors
    for run in $(seq "$runs"); do
        beats+=("$(inside ha1 python3 "$checkout/packaging/lib/wire.py" first-beat eth1 20 director daemon \
            2>"$work/first-beat.out" || tail -n 1 "$work/first-beat.out" >&2)")
    done
    down
    # shellcheck disable=SC2086 # a run without a beat is no number
    figures "exec -> first heartbeat on the wire, s" "<= 0.7" numbers ${beats[*]}
}

# moved SINCE   ownership changes and false verdicts in both journals
moved() {
    local host
    for host in ha1 ha2; do
        inside $host director events --json --since "$1"
    done | grep -c -E '"kind" ?: ?"('"$2"')"' || true
}

soak() {
    local since
    timing 20ms 100ms
    up --auto-failback off
    sleep 2
    pressure $((soak_minutes * 60 + 60))
    sleep 1
    since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    sleep $((soak_minutes * 60))
    header "$keepalive/$deadtime for $soak_minutes min under 8 processor hogs and memory pressure ($(nproc) processors)"
    plain "ownership changes" "$(moved "$since" 'OWNER|NONE|RELEASING')" "0"
    plain "peers called dead" "$(moved "$since" 'PEER_DEAD|BEREAVED')" "0"
    plain "leases lost and proven again (service pauses, nothing moves)" "$(moved "$since" 'LEASE_LOST')" ""
    plain "single links called dead (the lab's serial cable is a process too)" "$(moved "$since" 'LINK_DEAD')" ""
    lateness ha1
    lateness ha2
    relieve
    down
    timing 100ms 500ms
}

heartbeat3() {
    install_missing /usr/libexec/heartbeat/heartbeat:heartbeat /usr/bin/busybox:busybox
    rival hb3 "heartbeat 3 of Debian"
}

keepalived() {
    install_missing /usr/sbin/keepalived:keepalived /usr/bin/busybox:busybox
    rival keepalived "keepalived of Debian, advert_int"
    local before
    up --no-directors
    rival_up keepalived || { down; return; }
    sleep 2
    pressure $((soak_minutes * 60 + 60))
    sleep 1
    before=$(keepalived_troubles)
    sleep $((soak_minutes * 60))
    plain "the soak: state changes and processes lost in $soak_minutes min" $(($(keepalived_troubles) - before)) ""
    relieve
    rival_gone
    down
}

lone() {
    up
    drill lone-start
    down
    header "one node alone, ms"
    figures "start -> first answer (initdead $deadtime included)" "" "start to first answer" "$work"/lone-start-*.json
}

for section in crash switch vanish serial footprint soak heartbeat3 keepalived lone lvs; do
    if wanted $section; then $section; fi
done
