# Section change of lvs-lab.sh: the table changes while clients work. Sourced by it.
# shellcheck shell=bash disable=SC2154

# listed HOSTPART COLUMN   of a real server's line in the listing: 5 ActiveConn, 6 InActConn
listed() {
    ipvs -L -n | awk -v server="10.92.0.1$1:7000" -v column="$2" '$2 == server { print $column }'
}

no_active() { [ "$(listed "$1" 5)" = 0 ]; }
some_active() { [ "$(listed "$1" 6)" != 0 ] || [ "$(listed "$1" 5)" != 0 ]; }

# hammer HOW   starts a crowd of clients; hammered LABEL ends it and says how it went
hammer() {
    mkfifo "$work/hammer"
    peer client hammer $vip4 7000 "$1" <"$work/hammer" >"$work/hammer.out" 2>&1 &
    hammer_pid=$!
    exec 7>"$work/hammer"
    rm "$work/hammer"
}

hammered() {
    local status=0
    exec 7>&-
    wait $hammer_pid || status=1
    if [ $status = 0 ]; then ok "$1" "$(tail -n 1 "$work/hammer.out")"; else fail "$1" "$(tail -n 1 "$work/hammer.out")"; fi
}

# say_idle WORD   the idle client says it and must hear it
say_idle() {
    local heard=''
    echo "$1" >&8
    IFS= read -r -t 10 heard <&9 || true
    same "an idle connection: $2" "$1" "$heard"
}

idle_up() {
    mkfifo "$work/to" "$work/from"
    peer client idle $vip4 7000 <"$work/to" >"$work/from" 2>"$work/idle.log" &
    idle_pid=$!
    exec 8>"$work/to" 9<"$work/from"
    rm "$work/to" "$work/from"
}

idle_down() {
    exec 8>&- 9<&-
    wait $idle_pid || true
}

# coming_and_going METHOD   s3 comes, is put to rest, goes, while clients work
coming_and_going() {
    local round rounds="1 2 3"
    ! $quick || rounds=1
    for round in $rounds; do
        ipvs -a -t $vip4:7000 -r 10.92.0.13:7000 "$1" -w 2
        within 20 some_active 3 || fail "the new server got nothing"
        ipvs -e -t $vip4:7000 -r 10.92.0.13:7000 "$1" -w 0
        within 20 no_active 3 || fail "the resting server kept $(listed 3 5) connections"
        ipvs -d -t $vip4:7000 -r 10.92.0.13:7000
    done
}

edited() {
    local scheduler
    for scheduler in wlc sh mh lblc dh nq rr; do
        ipvs -E -t $vip4:7000 -s $scheduler
        ipvs -E -t $vip4:7000 -s $scheduler -p 5
    done
    ipvs -E -t $vip4:7000 -s rr
}

# Ports come again within minutes, with connections behind them whose server has gone: as with the kernel, packets of
# those are dropped, unless expire_nodest_conn lets connections go with their server. One that shall outlive its server
# needs it off. Behind a director that does not see the servers' packets such ports stay with their server for the two
# minutes of FIN_WAIT, and a new server gets nothing, unless conn_reuse_mode has its second bit.
change() {
    local method how before each methods="-g -m -i"
    ! $quick || methods=-m
    ipvs sysctl conn_reuse_mode=3 >/dev/null
    for method in $methods; do
        ipvs sysctl expire_nodest_conn=1 >/dev/null
        printf '%s\n' "-A -t $vip4:7000 -s rr" "-a -t $vip4:7000 -r 10.92.0.11:7000 $method" \
            "-a -t $vip4:7000 -r 10.92.0.12:7000 $method" | ipvs
        idle_up
        say_idle one "$method, first word"
        for how in once bye; do
            # few ports, so that they come again soon; whoever closes last leaves a connection that must not be in the way
            [ $how = once ] || on client sh -c 'echo "20000 20200" >/proc/sys/net/ipv4/ip_local_port_range'
            hammer $how
            coming_and_going "$method"
            edited
            hammered "$method, servers come and go, service edited; closing: $how"
        done
        on client sh -c 'echo "1024 65535" >/proc/sys/net/ipv4/ip_local_port_range'
        say_idle two "after all that"
        ipvs -e -t $vip4:7000 -r 10.92.0.11:7000 "$method" -w 0
        ipvs -e -t $vip4:7000 -r 10.92.0.12:7000 "$method" -w 0
        say_idle three "its server rests"
        same "nobody new gets a server" 1 "$(peer client get $vip4 7000 1 2>&1 | grep -c -i refused)"
        ipvs sysctl expire_nodest_conn=0 >/dev/null
        for each in 1 2; do ipvs -d -t $vip4:7000 -r "10.92.0.1$each:7000"; done
        for each in 1 2; do ipvs -a -t $vip4:7000 -r "10.92.0.1$each:7000" "$method"; done
        say_idle four "its server went and came back"
        idle_down
        ipvs sysctl expire_nodest_conn=1 >/dev/null
        hammer kept
        within 20 some_active 2
        before=$(listed 1 5)
        ipvs -e -t $vip4:7000 -r 10.92.0.11:7000 "$method" -w 0
        ipvs -a -t $vip4:7000 -r 10.92.0.13:7000 "$method"
        same "a resting server keeps what it has" "$before" "$(listed 1 5)"
        hammered "$method, requests on kept connections"
        ipvs -C
    done
}
