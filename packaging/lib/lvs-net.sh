# A network around `director engine`, shared by lvs-lab.sh and bench.sh. Sourced: needs common.sh, $checkout, $director
# (the launcher) and $work (a directory). Everything is in network namespaces named $net-…, net_down takes them away.
#
#   client  10.91.0.1, 10.91.1.1-16 --- 10.91.0.2 director 10.92.0.2 --- switch --- 10.92.0.11-13 servers s1 s2 s3
#      \__ 10.93.0.1 ______________________________________________________/
# Servers send to the client by the director, but from the service address (direct routing, tunnels) past it: 10.93.0.0/24.
# The service address is 10.91.0.100; IPv6 the same with fd00:91::, fd00:92::, fd00:93::.
# shellcheck shell=bash disable=SC2154

vip4=10.91.0.100
vip6=fd00:91::100
net=lvs$$
net_processes=()

# on HOST COMMAND …   client, director, s1 s2 s3
on() {
    local host=$1
    shift
    ip netns exec "$net-$host" env HA_DIRECTOR_RUN="$work/run" HA_DIRECTOR_STATE="$work/state" "$@"
}

# start HOST LOG COMMAND …   in the background, ended by net_down; sets $started
start() {
    local host=$1 log=$2
    shift 2
    # no function: the process that is started is the one that is known
    ip netns exec "$net-$host" env HA_DIRECTOR_RUN="$work/run" HA_DIRECTOR_STATE="$work/state" "$@" \
        >"$log" 2>&1 </dev/null &
    started=$!
    net_processes+=("$started")
}

# stop PID …   of those that `start` gave
stop() {
    local pid
    kill "$@" 2>/dev/null || true
    for pid in "$@"; do
        wait "$pid" 2>/dev/null || true
    done
}

# within SECONDS COMMAND …   waits until it succeeds
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

host() {
    ip netns add "$net-$1"
    ip -n "$net-$1" link set lo up
    ip netns exec "$net-$1" sh -c 'cd /proc/sys/net
        for each in all default; do
            echo 0 >ipv4/conf/$each/rp_filter; echo 0 >ipv6/conf/$each/accept_dad; echo 0 >ipv4/conf/$each/send_redirects
        done
        echo 4096 >core/somaxconn; echo 65536 >ipv4/tcp_max_syn_backlog; echo "1024 65535" >ipv4/ip_local_port_range'
}

# plug HOST PORT   a cable from HOST's eth1 to the switch
plug() {
    ip -n "$net-$1" link add eth1 type veth peer name "$1" netns "$net-switch"
    ip -n "$net-switch" link set "$1" master br0 up
    ip -n "$net-$1" link set eth1 up
}

net_up() {
    local each
    for each in switch client director s1 s2 s3; do host $each; done
    ip -n "$net-switch" link add br0 type bridge forward_delay 0
    ip -n "$net-switch" link set br0 up
    ip -n "$net-client" link add eth0 type veth peer name eth0 netns "$net-director"
    for each in client director; do ip -n "$net-$each" link set eth0 up; done
    for each in client director s1 s2 s3; do plug $each; done
    addresses client eth0 91 1 16
    addresses director eth0 91 2 16
    addresses client eth1 93 1 24
    addresses director eth1 92 2 24
    for each in $(seq 16); do
        ip -n "$net-client" addr add 10.91.1."$each"/16 dev eth0
        ip -n "$net-client" addr add fd00:91::1:"$each"/64 dev eth0 nodad
    done
    on director sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
    ip -n "$net-client" route add 10.92.0.0/24 via 10.91.0.2
    ip -n "$net-client" -6 route add fd00:92::/64 via fd00:91::2
    ip -n "$net-director" addr add $vip4/32 dev eth0
    ip -n "$net-director" addr add $vip6/128 dev eth0 nodad
    clang -O2 -target bpf -I"/usr/include/$(uname -m)-linux-gnu" -c "$checkout/packaging/lib/detunnel.c" \
        -o "$work/detunnel.o"
    for each in 1 2 3; do
        addresses s$each eth1 92 1$each 24
        addresses s$each eth1 93 1$each 24
        real_server s$each
        replies s$each
    done
}

# addresses HOST DEVICE NET NUMBER PREFIX
addresses() {
    ip -n "$net-$1" addr add "10.$3.0.$4/$5" dev "$2"
    ip -n "$net-$1" addr add "fd00:$3::$4/64" dev "$2" nodad
}

# real_server HOST   the service address on lo, without ARP; tunnels end at eth1
real_server() {
    ip -n "$net-$1" addr add $vip4/32 dev lo
    ip -n "$net-$1" addr add $vip6/128 dev lo nodad
    on "$1" sh -c 'cd /proc/sys/net/ipv4/conf/all; echo 1 >arp_ignore; echo 2 >arp_announce'
    tc -n "$net-$1" qdisc add dev eth1 clsact
    tc -n "$net-$1" filter add dev eth1 ingress bpf direct-action object-file "$work/detunnel.o" section classifier
    start "$1" "$work/detunnel-$1.log" /usr/bin/python3 "$checkout/packaging/lib/lvs-peer.py" detunnel
    within 20 ip -n "$net-$1" link set tun0 up || die "no tun device on $1: $(cat "$work/detunnel-$1.log")"
}

# replies HOST   to the client by the director; what comes from the service address itself past it
replies() {
    ip -n "$net-$1" route add 10.91.0.0/16 via 10.92.0.2
    ip -n "$net-$1" -6 route add fd00:91::/64 via fd00:92::2
    ip -n "$net-$1" rule add from $vip4 lookup 91
    ip -n "$net-$1" -6 rule add from $vip6 lookup 91
    ip -n "$net-$1" route add default via 10.93.0.1 table 91
    ip -n "$net-$1" -6 route add default via fd00:93::1 table 91
}

# engine_up [WORDS …]
engine_up() {
    mkdir -p "$work/run" "$work/state"
    rm -f "$work/engine.log" # a former engine was ready too
    # Its heap is there and touched from the beginning, and stays: what it grows by later is what connections take, or
    # has a reason.
    HA_DIRECTOR_JAVA_OPTS="${HA_DIRECTOR_JAVA_OPTS:-} -Xms64m -XX:+AlwaysPreTouch" \
        start director "$work/engine.log" "$director" engine "$@"
    engine=$started
    within 60 grep -qs 'ready, pid' "$work/engine.log" || { cat "$work/engine.log" >&2; die "the engine did not start"; }
}

# ipvs …   ipvsadm, on the engine; without words the rules come from standard input
ipvs() {
    [ $# -gt 0 ] || set -- -R
    on director "$director" lvs "$@"
}

# net_down   everything that runs in the namespaces ends, then they
net_down() {
    local name pids status=0
    [ ${#net_processes[@]} -eq 0 ] || stop "${net_processes[@]}"
    net_processes=()
    for name in $(ip netns list | awk -v net="$net-" 'index($1, net) == 1 { print $1 }'); do
        pids=$(ip netns pids "$name")
        # shellcheck disable=SC2086 # several
        [ -z "$pids" ] || kill -9 $pids 2>/dev/null || true
        ip netns del "$name" || status=1
    done
    return $status
}
