# Many connections to an engine, and what they weigh: shared by lvs-lab.sh and bench.sh. Sourced: needs lvs-net.sh.
# A connection's weight is what the engine grew by, divided by the connections it has more. Nothing else may grow
# meanwhile: the heap is touched from the beginning (engine_up), the engine has no rows that others left, and what is
# made once for its first connections is there (the caller opens FIRST_CROWD before).
# shellcheck shell=bash disable=SC2154

FIRST_CROWD=500

# engine_memory   bytes that are the engine's alone, page tables included: all that is no file's. Of files it shares
# (the JVM, class archives) its part, as PSS has it, changes with every other JVM that comes or goes.
engine_memory() {
    awk '/^Anonymous:|^VmPTE:/ { sum += $2 } END { print sum * 1024 }' "/proc/$engine/smaps_rollup" "/proc/$engine/status"
}

# connections   in the engine's table
connections() { ipvs status | awk '$1 == "engine.connections" { print $2 }'; }

# weigh_from_here   then weight: bytes a connection since
weigh_from_here() {
    connections_before=$(connections)
    memory_before=$(engine_memory)
}

weight() { echo $((($(engine_memory) - memory_before) / ($(connections) - connections_before))); }

# crowd COUNT PORT   TCP clients that connect and stay, until `dismiss`; $opened is what became of them. Written to 8 they
# speak, see `many` of lvs-peer.py, and answer on 9.
crowd() {
    local each sources=''
    for each in $(seq 16); do sources+=" 10.91.1.$each"; done
    mkfifo "$work/to" "$work/from"
    # shellcheck disable=SC2086 # words
    on client /usr/bin/python3 "$checkout/packaging/lib/lvs-peer.py" many $vip4 "$2" "$1" $sources \
        <"$work/to" >"$work/from" 2>"$work/crowd.log" &
    crowd_pid=$!
    exec 8>"$work/to" 9<"$work/from"
    rm "$work/to" "$work/from"
    opened=''
    IFS= read -r -t 400 opened <&9 || true
}

dismiss() {
    exec 8>&- 9<&-
    wait $crowd_pid || true
}
