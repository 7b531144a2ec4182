# Sections kinds and many of lvs-lab.sh: other kinds of services, and a great many connections. Sourced by it.
# shellcheck shell=bash disable=SC2154

kinds() {
    local family
    for family in 4 6; do
        balance $family 7000 -g
        same "IPv$family datagrams of one socket go to one server" 1 \
            "$(peer client ask "$(vip $family)" 7000 60 | wc -w | awk '{ print $1 / 2 }')"
        same "IPv$family datagrams of twenty sockets to both" "s1 30 s2 30" "$(peer client ask "$(vip $family)" 7000 60 20)"
        ipvs -E -u "$(at "$(vip $family)" 7000)" -s rr -o
        same "IPv$family one-packet scheduling" "s1 150 s2 150" "$(peer client ask "$(vip $family)" 7000 300)"
        same "  and it leaves no connection" 0 "$(ipvs -L -n -c | grep -c 'UDP.*OPS')"
        ipvs -C
    done
    [ -e /proc/net/sctp ] || say "  (no SCTP: this kernel has none)"
    grouped
    on_the_director
}

grouped() {
    local first each
    for each in s1 s2 s3; do start $each "$work/$each-b.log" "$python" "$checkout/packaging/lib/lvs-peer.py" serve $each 7001; done
    for each in 1 2; do within 20 peer client get 10.92.0.1$each 7001 10; done
    printf '%s\n' "add -d $vip4 -p tcp --dports 7000:7001 --set-mark 7" | while read -r each; do
        # shellcheck disable=SC2086 # words
        ipvs mark $each
    done
    printf '%s\n' "-A -f 7 -s rr -p 60" "-a -f 7 -r 10.92.0.11 -g" "-a -f 7 -r 10.92.0.12 -g" | ipvs
    first=$(peer client get $vip4 7000 10 | cut -d' ' -f1)
    same "a mark for two ports: the client stays on its server" "$first $first $first" \
        "$(for each in 7001 7000 7001; do peer client get $vip4 $each 10 | cut -d' ' -f1; done | paste -sd' ')"
    ipvs mark clear
    ipvs -C
}

# on_the_director   a real server that is the director itself, and what it serves and does beside the services
on_the_director() {
    local family each
    start director "$work/d.log" "$python" "$checkout/packaging/lib/lvs-peer.py" serve here 7000
    start director "$work/d-own.log" "$python" "$checkout/packaging/lib/lvs-peer.py" serve own 7100
    for family in 4 6; do
        within 20 peer client get "$(vip $family)" 7100 10
        within 20 peer client get "$(vip $family)" 7000 10
        for method in -g -m; do
            balance $family 7000 "$method"
            for each in "$(if [ $family = 4 ]; then echo 127.0.0.1; else echo ::1; fi)" \
                "$(if [ $family = 4 ]; then echo 10.92.0.2; else echo fd00:92::2; fi)"; do
                ipvs -a -t "$(at "$(vip $family)" 7000)" -r "$(at "$each" 7000)" "$method"
                same "IPv$family $method, $each as third server" "here 1 s1 1 s2 1" \
                    "$(chosen "$(vip $family)" 3)"
                same "  all that it closed is over in the table" "" "$(open_in_table)"
                must "  its answers are counted" within 6 answers_counted "$(at "$each" 7000)"
                ipvs -d -t "$(at "$(vip $family)" 7000)" -r "$(at "$each" 7000)"
            done
            must "IPv$family $method, the director's own port of the service address" peer client put "$(vip $family)" 7100 3000000
            must "IPv$family $method, the director as a client of a server" peer director get "$(server 1 $family)" 7000 3000000
            must "IPv$family $method, ping of the service address" on client ping -c1 -W2 "$(vip $family)"
            must "IPv$family $method, the client to a server past the service" peer client put "$(server 1 $family)" 7000 3000000
            ipvs -C
        done
        another_port $family
    done
}

# answers_counted SERVER   whether packets of its own are counted at it
answers_counted() { ipvs -L -n --stats -X | grep -F -- "-> $1 " | awk '$5 == 0 { exit 1 }'; }

# open_in_table   connections of TCP that the table takes for open
open_in_table() { ipvs -L -n -c | grep -E 'TCP .*(SYN_|ESTAB)' || true; }

# another_port FAMILY   masquerading gives what is for the service another port of the director, and its answers the service's
another_port() {
    local vip own
    vip=$(vip "$1")
    own=$(if [ "$1" = 4 ]; then echo 10.92.0.2; else echo fd00:92::2; fi)
    { for each in t u; do
        echo "-A -$each $(at "$vip" 7000) -s rr"
        echo "-a -$each $(at "$vip" 7000) -r $(at "$own" 7100) -m"
    done; } | ipvs
    same "IPv$1 -m, another port of the director" "own 2" "$(chosen "$vip" 2)"
    same "IPv$1 -m, datagrams for it" "own 60" "$(peer client ask "$vip" 7000 60 20)"
    must "IPv$1 -m, the director as its own client there" peer director put "$vip" 7000 3000000
    must "IPv$1 -m, the client to that port past the service" peer client put "$own" 7100 3000000
    same "  what it closed is over in the table" "" "$(open_in_table)"
    ipvs -C
    must "IPv$1 past the service when that is gone" peer client put "$own" 7100 3000000
}

# chosen ADDRESS N   which servers took N connections, each with 3 MB
chosen() {
    local n
    for n in $(seq "$2"); do
        peer client put "$1" 7000 3000000 2>/dev/null | cut -d' ' -f1 || echo none
    done | sort | uniq -c | awk '{ printf "%s%s %d", (NR > 1 ? " " : ""), $2, $1 }'
}

many() {
    local each round lines
    for each in s1 s2 s3; do start $each "$work/hold-$each.log" "$python" "$checkout/packaging/lib/lvs-peer.py" hold 7200; done
    { echo "-A -t $vip4:7200 -s rr"; for each in 1 2 3; do echo "-a -t $vip4:7200 -r 10.92.0.1$each:7200 -m"; done; } | ipvs
    crowd $FIRST_CROWD 7200
    dismiss
    weigh_from_here
    crowd $connections 7200
    same "opened" "open $connections failed 0" "${opened% in *}"
    ok "memory of the engine, bytes a connection" "$(weight), all that is its own $(($(engine_memory) / 1048576)) MB"
    same "on each server" "$((connections / 3)) or one more" "$(ipvs -L -n | awk -v third=$((connections / 3)) \
        '/:7200 .*Masq/ { if ($5 < third || $5 > third + 1) odd = odd " " $5 } END { print (odd != "" ? odd : third " or one more") }')"
    for round in 1 2 3 4; do
        echo "ping $((connections / 5))" >&8
        lines=$(ipvs -L -n -c | grep -c ESTABLISHED || true)
        same "a listing while a fifth of them speak" "$connections" "$lines"
        IFS= read -r -t 100 opened <&9 || true
        same "  and all are heard" "wrong 0" "$opened"
    done
    same "the engine dropped nothing" "" \
        "$(ipvs status | awk '/drops|sendFailures|truncated/ && $2 != 0' | paste -sd' ')"
    ok "  but what no slot was free for, and TCP sent again" "$(ipvs status | awk '/overruns/ { print $2 }')"
    dismiss
    ipvs -C
}
