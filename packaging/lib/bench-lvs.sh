# The section lvs of bench.sh: the stand-alone engine beside plain routing, nftables and haproxy, in the network of
# lvs-net.sh, the contestants in turn in every round. Sourced: needs common.sh, bench-lab.sh, $runs, $work, $checkout.
# Connections a second are the requests with a connection each. The gate stands at the director's interfaces all the
# time; what it costs the others (a map look-up a packet) is theirs too.
# shellcheck shell=bash disable=SC2154

# NAME:PORT, one port of the servers each, so that nobody's traffic is taken for another's
lvs_contestants="routing:8001 nft:8002 haproxy-tcp:8003 haproxy-http:8004 engine-DR:8005 engine-NAT:8006 engine-TUN:8007"

lvs() {
    install_missing wrk:wrk nft:nftables /usr/sbin/haproxy:haproxy /usr/sbin/nginx:nginx-light python3:python3 \
        tc:iproute2 /usr/include/netinet/in.h:libc6-dev
    # shellcheck source=packaging/lib/lvs-net.sh
    . "$checkout/packaging/lib/lvs-net.sh"
    # shellcheck source=packaging/lib/lvs-crowd.sh
    . "$checkout/packaging/lib/lvs-crowd.sh"
    local round each rounds=$(((runs + 1) / 2))
    clang -O2 -o "$work/flood" "$checkout/packaging/lib/flood.c"
    net_up
    engine_up
    lvs_servers
    lvs_balancers
    for each in $lvs_contestants; do lvs_load "${each%:*}" "${each#*:}" 1 warm; done
    for round in $(seq "$rounds"); do
        for each in $lvs_contestants; do lvs_load "${each%:*}" "${each#*:}" 2 "$round"; done
    done
    say ""
    say "the engine, everything on $(nproc) processors; median of $rounds rounds, in brackets its ratio to plain routing"
    grep -v ' warm$' "$work/lvs.numbers" | /usr/bin/python3 "$checkout/packaging/lib/lvs-figures.py"
    lvs_memory
    net_down
}

# lvs_servers   nginx and a sink for bulk data on every port of a contestant; datagrams are counted and dropped
lvs_servers() {
    local host each ports=''
    for each in $lvs_contestants; do ports+=" ${each#*:}"; done
    for host in s1 s2; do
        {
            printf '%s\n' "worker_processes 1; daemon off; pid $work/nginx-$host.pid; error_log stderr;" \
                "events { worker_connections 4096; }" "http { access_log off; keepalive_requests 1000000000; server {"
            for each in $ports; do echo "listen $each reuseport backlog=4096;"; done
            echo "location / { return 200 \"0123456789012345678901234567890123456789012345678901234567890123\"; } } }"
        } >"$work/nginx-$host.conf"
        start $host "$work/nginx-$host.log" /usr/sbin/nginx -e stderr -c "$work/nginx-$host.conf"
        # shellcheck disable=SC2086 # words
        start $host "$work/sink-$host.log" /usr/bin/python3 "$checkout/packaging/lib/lvs-peer.py" sink ${ports// 8/ 9}
        start $host "$work/hold.log" /usr/bin/python3 "$checkout/packaging/lib/lvs-peer.py" hold 8010
        on $host nft -f - <<-EOF2
	table inet sink { chain in { type filter hook prerouting priority -300; udp dport 8000-8099 counter drop; }; }
	EOF2
        within 20 on client curl -sf "http://10.92.0.1${host#s}:8001/" || die "nginx on $host: $(cat "$work/nginx-$host.log")"
    done
}

# lvs_rules KIND METHOD PORT   round robin over both servers
lvs_rules() {
    local each
    echo "-A $1 $vip4:$3 -s rr"
    for each in 1 2; do echo "-a $1 $vip4:$3 -r 10.92.0.1$each:$3 $2"; done
}

lvs_balancers() {
    local kind port
    for port in 8005:-g 8006:-m 8007:-i; do
        for kind in -t -u; do lvs_rules $kind "${port#*:}" "${port%:*}"; done
        lvs_rules -t "${port#*:}" "$((${port%:*} + 1000))"
    done | ipvs
    on director nft -f - <<-EOF2
	table ip bench {
	  chain in {
	    type nat hook prerouting priority -100;
	    ip daddr $vip4 tcp dport { 8002, 9002 } dnat to numgen inc mod 2 map { 0 : 10.92.0.11, 1 : 10.92.0.12 }
	    ip daddr $vip4 udp dport 8002 dnat to numgen inc mod 2 map { 0 : 10.92.0.11, 1 : 10.92.0.12 }
	  }
	  # nobody else pays for connection tracking
	  chain untracked {
	    type filter hook prerouting priority -300;
	    meta l4proto { tcp, udp } th dport != { 8002, 9002 } th sport != { 8002, 9002 } notrack
	  }
	  chain untracked_out {
	    type filter hook output priority -300;
	    meta l4proto { tcp, udp } th dport != { 8002, 9002 } th sport != { 8002, 9002 } notrack
	  }
	}
	EOF2
    {
        printf '%s\n' global "maxconn 4000" "nbthread 1" defaults "timeout connect 5s" "timeout client 30s" "timeout server 30s"
        for kind in tcp:8003 tcp:9003 http:8004 http:9004; do
            printf '%s\n' "listen p${kind#*:}" "mode ${kind%:*}" "bind $vip4:${kind#*:}"
            # bulk data are no HTTP
            [ "$kind" != http:9004 ] || echo "mode tcp"
            for each in 1 2; do echo "server s$each 10.92.0.1$each:${kind#*:}"; done
        done
    } >"$work/haproxy.cfg"
    start director "$work/haproxy.log" /usr/sbin/haproxy -q -db -f "$work/haproxy.cfg"
    for port in 8002 8003 8004 8005 8006 8007; do
        within 20 on client curl -sf "http://$vip4:$port/" || die "nobody answers at port $port: $(cat "$work/haproxy.log")"
    done
}

# lvs_load NAME PORT SECONDS ROUND   lines NAME FIGURE VALUE ROUND into $work/lvs.numbers
lvs_load() {
    local address=$vip4 before
    [ "$1" != routing ] || address=10.92.0.11
    on client wrk -t1 -c64 "-d${3}s" --latency "http://$address:$2/" | wrk_numbers "$1" kept "$4"
    on client wrk -t1 -c64 "-d${3}s" --latency -H 'Connection: close' "http://$address:$2/" | wrk_numbers "$1" each "$4"
    printf '%s bulk %s %s\n' "$1" \
        "$(on client /usr/bin/python3 "$checkout/packaging/lib/lvs-peer.py" pour $address $(($2 + 1000)) "$3")" "$4" \
        >>"$work/lvs.numbers"
    case $1 in haproxy*) return ;; esac
    before=$(lvs_arrived)
    on client "$work/flood" "$3" $address "$2" >"$work/flood.out"
    printf '%s kpps %s %s\n' "$1" "$((($(lvs_arrived) - before) / 1000 / $3))" "$4" >>"$work/lvs.numbers"
}

# wrk_numbers NAME KIND ROUND   from wrk's report: requests/s, and p99 in ms
wrk_numbers() {
    awk -v name="$1" -v kind="$2" -v round="$3" '
        $1 == "99%" { p99 = $2 + 0; if ($2 ~ /us$/) p99 /= 1000; if ($2 ~ /[0-9]s$/) p99 *= 1000 }
        $1 == "Requests/sec:" { print name, kind, $2, round; print name, kind "-p99", p99, round }
        /Socket errors|Non-2xx/ { print name ": " $0 >"/dev/stderr" }' >>"$work/lvs.numbers"
}

# lvs_arrived   datagrams that the servers have counted
lvs_arrived() {
    local host
    for host in s1 s2; do on $host nft list chain inet sink in; done |
        sed -n 's/.* packets \([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
}

# lvs_memory   100,000 connections of a new engine (NAT), and what an entry of the kernel's conntrack takes
lvs_memory() {
    local each
    stop "$engine"
    engine_up
    { echo "-A -t $vip4:8010 -s rr"; for each in 1 2; do echo "-a -t $vip4:8010 -r 10.92.0.1$each:8010 -m"; done; } | ipvs
    crowd $FIRST_CROWD 8010
    dismiss
    weigh_from_here
    crowd 100000 8010
    say "memory: $opened; engine $(weight) bytes a connection, $(($(engine_memory) / 1048576)) MB of its own in all;" \
        "conntrack $(awk '$1 == "nf_conntrack" { print $4 }' /proc/slabinfo 2>/dev/null) bytes an entry"
    dismiss
}
