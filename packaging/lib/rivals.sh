# Other makers' pairs in the bench's lab, each director with a web server of its own: there is no LVS in these figures.
# Sourced by bench.sh after bench-lab.sh. A rival is three functions: NAME_start HOST, NAME_away (a planned switch of
# ha1), NAME_back; the variables NAME_ladder (settings, the tightest first) and NAME_setting; NAME_troubles prints
# how often a node changed its mind.
# shellcheck shell=bash disable=SC2154,SC2034

hb3_ladder="10ms/40ms 20ms/100ms 50ms/200ms 100ms/400ms 200ms/800ms 500ms/2"
hb3_setting=
keepalived_ladder="0.01 0.02 0.03 0.05 0.1 0.2 0.5 1"
keepalived_setting=

# web HOST   the rival's web server, in the namespace of the caller; as urgent as those of our lab
web() {
    mkdir -p "$work/rival/$1/www"
    echo "<html>Test Page of $1</html>" >"$work/rival/$1/www/index.html"
    inside "$1" chrt --fifo 1 busybox httpd -p 80 -h "$work/rival/$1/www"
}

# Its paths are fixed, so each node runs in a mount namespace with directories of its own bound over them.
hb3_start() {
    local host=$1 home=$work/rival/$1
    mkdir -p "$home/ha.d" "$home/lib" "$home/run/heartbeat" "$home/run/resource-agents" "$home/run/lock"
    cp -a /etc/ha.d/. "$home/ha.d/"
    cp -a /var/lib/heartbeat/. "$home/lib/"
    cat >"$home/ha.d/ha.cf" <<-CF
	logfile $home/log
	keepalive ${hb3_setting%/*}
	deadtime ${hb3_setting#*/}
	initdead 2
	udpport 694
	bcast eth1
	auto_failback off
	node ha1
	node ha2
	CF
    printf 'auth 1\n1 crc\n' >"$home/ha.d/authkeys"
    chmod 600 "$home/ha.d/authkeys"
    echo "ha1 IPaddr2::$vip/24/eth0" >"$home/ha.d/haresources"
    inside "$host" unshare --mount --propagation private sh -c "
        mount --bind $home/ha.d /etc/ha.d && mount --bind $home/lib /var/lib/heartbeat || exit 1
        mount --bind $home/run /run || exit 1
        exec /usr/libexec/heartbeat/heartbeat" >"$home/out" 2>&1
}

# hb3_ask PROGRAM   one of heartbeat's programs on ha1
hb3_ask() {
    local pid
    for pid in $(ip netns pids "$lab-ha1"); do
        case $(cat "/proc/$pid/comm" 2>/dev/null) in heartbeat*) break ;; esac
    done
    echo "nsenter --target $pid --mount --net /usr/share/heartbeat/$1 all"
}
hb3_away() { hb3_ask hb_standby; }
hb3_back() { hb3_ask hb_takeover; }
hb3_troubles() { cat "$work"/rival/*/log 2>/dev/null | grep -c -e 'is dead' -e 'Resetting node' -e 'Both machines own' || true; }

keepalived_start() {
    local host=$1 home=$work/rival/$1 priority=150
    [ "$host" = ha1 ] || priority=100
    mkdir -p "$home"
    echo 0 >"$home/planned"
    cat >"$home/keepalived.conf" <<-CF
	global_defs {
	  router_id $host
	  vrrp_version 3
	  vrrp_rt_priority 50
	  vrrp_rlimit_rttime 1000000
	  vrrp_no_swap
	}
	track_file planned {
	  file $home/planned
	  weight 1
	}
	vrrp_instance lab {
	  state BACKUP
	  interface eth0
	  virtual_router_id 51
	  priority $priority
	  advert_int $keepalived_setting
	  track_file {
	    planned weight 1
	  }
	  virtual_ipaddress {
	    $vip/24 dev eth0
	  }
	}
	CF
    inside "$host" keepalived --dont-fork --log-console --vrrp --use-file "$home/keepalived.conf" \
        --pid "$home/pid" --vrrp_pid "$home/vrrp.pid" >"$home/log" 2>&1 &
}
keepalived_away() { echo "echo -100 >$work/rival/ha1/planned"; }
keepalived_back() { echo "echo 0 >$work/rival/ha1/planned"; }
keepalived_troubles() {
    cat "$work"/rival/*/log 2>/dev/null | grep -c -e 'Entering [A-Z]* STATE' -e 'VRRP child process.*died' || true
}

# rival_up NAME   both nodes; until the client is served by ha1
rival_up() {
    local try
    rm -rf "$work/rival"
    for host in ha1 ha2; do
        web $host
        "$1_start" $host
    done
    for try in $(seq 150); do
        case $(inside client curl -s -m 1 "http://$vip/index.html") in *ha1*) return ;; esac
        sleep 0.1
    done
    say "$1 did not come up (look $try); the ends of its logs:" >&2
    tail -n 5 "$work"/rival/*/log >&2
    return 1
}

# rival_gone   every process of both directors dies
rival_gone() {
    local host pid
    for host in ha1 ha2; do
        for pid in $(ip netns pids "$lab-$host"); do
            kill -9 "$pid" 2>/dev/null || true
        done
        ip -n "$lab-$host" addr del $vip/24 dev eth0 2>/dev/null || true
    done
}

# rival_tightest NAME   the first setting of its ladder that an idle pair keeps for six seconds
rival_tightest() {
    local setting before
    local -n ladder=$1_ladder chosen=$1_setting
    [ -z "$chosen" ] || return 0
    for setting in $ladder; do
        chosen=$setting
        if rival_up "$1" 2>/dev/null; then
            sleep 2
            before=$("$1_troubles")
            sleep 6
            if [ "$("$1_troubles")" = "$before" ]; then
                rival_gone
                say "$1: tightest setting that an idle pair keeps: $setting"
                return
            fi
        fi
        rival_gone
    done
    die "$1 keeps none of its settings: $ladder"
}

# rival NAME TITLE   tightest setting, planned switches there and back, node off; RUNS times
rival() {
    local name=$1 title run
    up --no-directors
    rival_tightest "$name"
    local -n setting=$1_setting
    title="$2 $setting"
    for run in $(seq "$runs"); do
        rival_up "$name" || { rival_gone; continue; }
        sleep 1
        watch "$work/$name-away-$run.json" 1200ms "$("${name}_away")"
        watch "$work/$name-back-$run.json" 1200ms "$("${name}_back")"
        sleep 1
        watch "$work/$name-off-$run.json" 2500ms "$(node_off ha1)"
        node_on ha1
        rival_gone
    done
    down
    header "$title, a web server on each director, client asks every 2 ms"
    figures "node vanishes from all wires: outage, ms" "" outage "$work/$name"-off-*.json
    figures "planned switch: gap beyond the usual one, ms" "" gap "$work/$name"-away-*.json
    figures "planned switch: requests lost" "" lost "$work/$name"-away-*.json
    figures "switch back: gap beyond the usual one, ms" "" gap "$work/$name"-back-*.json
    figures "switch back: requests lost" "" lost "$work/$name"-back-*.json
}
