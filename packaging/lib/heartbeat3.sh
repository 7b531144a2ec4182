# Debian's heartbeat 3 in the lab, for bench.sh. Sourced, not run.
# shellcheck shell=bash disable=SC2154

# hb_start HOST   heartbeat and a web server on one director, in a mount namespace of their own
hb_start() {
    local host=$1 home=$work/heartbeat/$1
    mkdir -p "$home/ha.d" "$home/lib" "$home/www" \
        "$home/run/heartbeat" "$home/run/resource-agents" "$home/run/lock"
    cp -a /etc/ha.d/. "$home/ha.d/"
    cp -a /var/lib/heartbeat/. "$home/lib/"
    cat >"$home/ha.d/ha.cf" <<-EOF
	logfile $home/ha-log
	keepalive $keepalive
	deadtime $deadtime
	warntime 250ms
	initdead 2
	udpport 694
	bcast eth1
	auto_failback off
	node ha1
	node ha2
	EOF
    printf 'auth 1\n1 crc\n' >"$home/ha.d/authkeys"
    chmod 600 "$home/ha.d/authkeys"
    echo "ha1 IPaddr2::$vip/24/eth0" >"$home/ha.d/haresources"
    echo "<html>Test Page of $host</html>" >"$home/www/index.html"
    inside "$host" unshare --mount --propagation private sh -c "
        mount --bind $home/ha.d /etc/ha.d && mount --bind $home/lib /var/lib/heartbeat || exit 1
        mount --bind $home/run /run || exit 1
        busybox httpd -p 80 -h $home/www
        exec /usr/libexec/heartbeat/heartbeat" >"$work/heartbeat-$host.out" 2>&1
}

# hb_stop   every process of both directors dies
hb_stop() {
    local host pid
    for host in ha1 ha2; do
        for pid in $(ip netns pids "$lab-$host"); do
            kill -9 "$pid" 2>/dev/null || true
        done
        inside "$host" ip addr flush dev eth0
    done
}

# power_loss FILE   ha1 vanishes from every wire while the client looks
power_loss() {
    "$director" drill watch --lab "$lab" --probe-interval 2ms --for 6s --json "$1" >"$work/watch.out" 2>&1 &
    local watcher=$!
    sleep 3
    # The heartbeat wires first and the LAN right after them: nobody has the time to hand anything over.
    local pid
    local cable
    cable=$(ip netns pids "$lab-lan")
    [ -n "$cable" ] || die "the serial cable was not found: the node would not vanish from all wires"
    for pid in $cable; do
        kill -9 "$pid" # the serial cable: the one process that lives among the wires
    done
    printf 'link set hb-ha1 down\nlink set ha1 down\n' | ip -n "$lab-lan" -batch -
    wait $watcher || cat "$work/watch.out" >&2
    ip -n "$lab-lan" link set ha1 up
    ip -n "$lab-lan" link set hb-ha1 up
}

vip_answers() {
    local try
    for try in $(seq 300); do
        inside client curl -s -m 1 -o /dev/null "http://$vip/index.html" && return
        sleep 0.1
    done
    say "the VIP did not come up (try $try)" >&2
    return 1
}

heartbeat3_runs() {
    local run
    for run in $(seq "$runs"); do
        rm -rf "$work/heartbeat"
        up --no-directors
        hb_start ha1
        hb_start ha2
        vip_answers || { tail -n 20 "$work"/heartbeat/*/ha-log >&2; down; return; }
        power_loss "$work/hb3-loss-$run.json"
        hb_stop
        down
    done
    figures "heartbeat 3, node vanishes from all wires: outage" outage "$work"/hb3-loss-*.json
    for run in $(seq "$runs"); do
        up --wait 30
        power_loss "$work/our-loss-$run.json"
        grep -q '"BEREAVED"' "$work/our-loss-$run.json" || die "ha1 did not vanish: the standby was not bereaved"
        down
    done
    figures "ha-director, node vanishes from all wires: outage" outage "$work"/our-loss-*.json
}
