# What the sections of bench.sh work with: a lab, its wires, tables. Sourced by bench.sh.
# shellcheck shell=bash disable=SC2154

inside() { "$director" lab exec --name "$lab" "$@"; }
down() { "$director" lab down --name "$lab" >/dev/null; }
figures() { python3 "$checkout/packaging/lib/figures.py" "$@"; }

# up WORDS …   a lab with the bench's timing; `lab up` waits for a settled pair
up() {
    "$director" lab up --name "$lab" --keepalive $keepalive --deadtime $deadtime --initdead $deadtime "$@" >/dev/null
}

# drill NAME [TAG]   runs it RUNS times on the standing lab; reports in $work/NAME[TAG]-RUN.json
drill() {
    local run
    for run in $(seq "$runs"); do
        "$director" drill "$1" --lab "$lab" --probe-interval 2ms --json "$work/$1${2:-}-$run.json" \
            >"$work/drill.out" 2>&1 || { cat "$work/drill.out" >&2; say "run $run of $1 failed" >&2; }
    done
}

# watch FILE TIME COMMAND   what the client sees of a shell command, into a report
watch() {
    "$director" drill watch --lab "$lab" --probe-interval 2ms --for "$2" --command "$3" --json "$1" \
        >"$work/watch.out" 2>&1 || cat "$work/watch.out" >&2
}

# node_off HOST   the command that takes a node from every wire: the heartbeat wires first and the LAN right after
# them, so that nobody has the time to hand anything over. A serial cable is to be dead before.
node_off() {
    echo "printf 'link set hb-$1 down\nlink set $1 down\n' | ip -n $lab-lan -batch -"
}

node_on() { printf 'link set %s up\nlink set hb-%s up\n' "$1" "$1" | ip -n "$lab-lan" -batch -; }

# cut_serial   the lab's serial cable dies: the one process that lives among the wires
cut_serial() {
    local pid cable
    cable=$(ip netns pids "$lab-lan")
    [ -n "$cable" ] || die "the serial cable was not found"
    for pid in $cable; do
        kill -9 "$pid"
    done
}

# told HOST EXPRESSION   a field of `director status --json`; in the expression s is the tree
told() {
    inside "$1" director status --json 2>/dev/null |
        python3 -c 'import json, sys; s = json.load(sys.stdin); print(eval(sys.argv[1]))' "$2" 2>/dev/null
}

# until_so SECONDS COMMAND …   waits until it succeeds
until_so() {
    local try limit=$(($1 * 10))
    shift
    for try in $(seq "$limit"); do
        "$@" && return
        sleep 0.1
    done
    say "in vain for $((try / 10)) s: $*" >&2
    return 1
}

pid_of() { cat "$dir/$1/run/director.pid"; }

header() {
    say ""
    printf '%-68s %9s %9s %4s  %s\n' "$1" median worst n aim
}

# plain LABEL VALUE AIM   one figure that is no series
plain() { printf '  %-66s %9s %19s%s\n' "$1" "$2" "" "$3"; }

# pressure SECONDS   eight processor hogs and four processes that fill half a gigabyte each, again and again
pressure() {
    local i
    for i in $(seq 8); do
        timeout "$1" sh -c 'while :; do :; done' &
        hogs+=("$!")
    done
    for i in 1 2 3 4; do
        timeout "$1" sh -c 'while :; do head -c 512M /dev/zero | tail -n 1 >/dev/null; done' &
        hogs+=("$!")
    done
}

# relieve   the pressure is over; their groups end with them
relieve() {
    [ ${#hogs[@]} -eq 0 ] || kill "${hogs[@]}" 2>/dev/null || true
    [ ${#hogs[@]} -eq 0 ] || wait "${hogs[@]}" 2>/dev/null || true
    hogs=()
}
