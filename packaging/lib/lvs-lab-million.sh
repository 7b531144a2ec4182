# Section million of lvs-lab.sh: connections by the million in a running engine, what they weigh, what its collector does
# meanwhile, and that the memory goes back. Sourced by it.
# shellcheck shell=bash disable=SC2154

# watched_engine_up   an engine that tells of every stop of its threads
watched_engine_up() {
    export HA_DIRECTOR_JAVA_OPTS="-Xlog:gc,safepoint:file=$work/stops.log::filecount=0"
    engine_up
    unset HA_DIRECTOR_JAVA_OPTS
}

# stops PATTERN UNIT   how many lines of the log since the mark match, the median and the longest of their last numbers,
# how many of them are of a millisecond or more
stops() {
    tail -n +"$mark" "$work/stops.log" | sed -n "/$1/s/.*[^0-9.]\([0-9.]\{1,\}\) *$2\$/\1/p" | sort -n | awk -v unit="$2" '
        { ms[NR] = unit == "ns" ? $1 / 1e6 : $1; long += ms[NR] >= 1 }
        END {
            if (NR) printf "%d, median %.2f ms, longest %.2f ms, %d of 1 ms or more", NR, ms[int((NR + 1) / 2)], ms[NR], long
            else print "none"
        }'
}

# told WHEN   what stopped the engine since the mark
told() {
    ok "$1: stops for the collector" "$(stops 'Pause' ms)"
    ok "$1: stops of all threads, these included" "$(stops 'Total:' ns)"
    same "$1: stops until all garbage is gone" none "$(stops 'Pause \(Full\|Degenerated\)' ms)"
    mark=$(($(wc -l <"$work/stops.log") + 1))
}

million() {
    local each before after gone mark
    clang -O2 -o "$work/strew" "$checkout/packaging/lib/strew.c"
    { echo "-A -u $vip4:7300 -s rr"; for each in 1 2 3; do echo "-a -u $vip4:7300 -r 10.92.0.1$each:7300 -g"; done; } | ipvs
    ipvs --set 0 0 60
    on client "$work/strew" 0 $vip4 7300 $FIRST_CROWD 100000 >/dev/null
    weigh_from_here
    before=$memory_before
    mark=$(($(wc -l <"$work/stops.log") + 1))
    # what a busy director lost comes with the next round
    for each in 1 2 3 4 5 6; do
        ok "datagrams sent, seconds" "$(on client "$work/strew" 0 $vip4 7300 $clients 100000)"
        [ "$(connections)" != "$clients" ] || break
    done
    after=$(engine_memory)
    same "connections" "$clients" "$(connections)"
    ok "memory of the engine, bytes a connection" "$(weight), all that is its own $((after / 1048576)) MB"
    told "while they come"
    start client "$work/strew.out" "$work/strew" 100000 $vip4 7300 $clients 50000
    each=$started
    same "a listing beside 50,000 packets a second" "$clients" "$(ipvs -L -n -c | grep -c '^UDP')"
    stop $each
    told "listing"
    within 400 no_connections || fail "they do not end"
    gone=$(engine_memory)
    within 200 gives_back $(((after - before) / 5)) ||
        fail "memory goes back" "$((($(engine_memory) - before) / 1048576)) MB of $(((after - before) / 1048576)) stay"
    ok "memory after they ended, and some minutes later" "$((gone / 1048576)) MB, $(($(engine_memory) / 1048576)) MB; before $((before / 1048576)) MB"
    told "while they end"
}

no_connections() { [ "$(connections)" = 0 ]; }
gives_back() { [ $(($(engine_memory) - before)) -lt "$1" ]; }
