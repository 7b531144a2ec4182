#!/bin/bash
# Installs director on this node, or takes it away again: programs and jars below /opt/ha-director, the systemd unit
# ha-director.service, and the names of heartbeat's and ipvsadm's programs where scripts look for them (/usr/local/sbin,
# /usr/local/bin/cl_status, /usr/share/heartbeat). Java and iproute2 come with apt-get where they are missing; it builds
# only when the sources are newer than the build, so that a node can be given a built checkout (rsync -a).
#   sudo packaging/install.sh [--prefix DIR] [--root DIR]
#   sudo packaging/install.sh --uninstall [--prefix DIR] [--root DIR]
# Run again it upgrades, beside a daemon that goes on running; after an upgrade of Java run it too: the class archives,
# which halve the time of a start, belong to one Java. Configuration (/etc/ha.d), state (/var/lib/ha-director) and logs
# are never touched. Nothing is enabled or started; --uninstall stops and disables.
# --root DIR puts everything below DIR, for an image; HA_DIRECTOR_HOME names another directory with jars.
set -euo pipefail
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=packaging/lib/common.sh
. "$checkout/packaging/lib/common.sh"

prefix=/opt/ha-director
root=
uninstall=false
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=$(value_of "$@"); shift 2 ;;
        --root) root=$(value_of "$@"); shift 2 ;;
        --uninstall) uninstall=true; shift ;;
        *) die "unknown word $1; see $0 --help" ;;
    esac
done
# Both stand in the unit, where a blank or a percent sign would mean something else.
[[ $prefix =~ ^(/[A-Za-z0-9_][A-Za-z0-9_.+-]*)+$ ]] || die "--prefix must be a whole path of letters, digits and ._+-: $prefix"
[ -z "$root" ] || root=$(cd -- "$root" 2>/dev/null && pwd -P) || die "--root is no directory"
jars=${HA_DIRECTOR_HOME:-$checkout/director/target}
home=$root$prefix
unit=$root/etc/systemd/system/ha-director.service
# What lies outside the prefix, a line each: the unit, and links into the prefix.
manifest=$home/installed-files

need_root

# The service manager of this machine, when it is this machine that is meant.
systemd() {
    [ -z "$root" ] && [ -d /run/systemd/system ]
}

# installed_links   NAME-IN-BIN PATH, a line each
installed_links() {
    local name
    for name in "$checkout"/packaging/bin/*; do
        name=${name##*/}
        case $name in
            heartbeat-init) ;;
            cl_status) say "$name /usr/local/bin/$name" ;;
            *) say "$name /usr/local/sbin/$name" ;;
        esac
        case $name in
            hb_* | req_resource | ResourceManager) say "$name /usr/share/heartbeat/$name" ;;
        esac
    done
}

# link NAME PATH   a file that is not ours stays, and is told
link() {
    local path=$root$2
    if [ -L "$path" ] && [ "$(readlink -- "$path")" = "$prefix/bin/$1" ]; then
        say "$2" >>"$manifest.new"
    elif [ -e "$path" ] || [ -L "$path" ]; then
        say "$2 is there already and was left alone; it is not director's" >&2
    else
        mkdir -p -- "${path%/*}"
        ln -s -- "$prefix/bin/$1" "$path"
        say "$2" >>"$manifest.new"
    fi
}

# What is moved into place is a new file: a launcher that runs, and a JVM with its jars open, keep the old ones.
copy_program() {
    mkdir -p -- "$home"
    rm -rf -- "$home"/{bin,lib,init.d,examples,doc}.{new,old}
    mkdir -- "$home/lib.new" "$home/doc.new"
    cp -a -- "$checkout/packaging/bin" "$home/bin.new"
    cp -a -- "$checkout/packaging/init.d" "$home/init.d.new"
    cp -a -- "$checkout/etc" "$home/examples.new"
    cp -a -- "$checkout/README.md" "$checkout/docs" "$home/doc.new/"
    cp -a -- "$jars/director-0.1.0.jar" "$jars/lib" "$home/lib.new/"
    chown -R 0:0 "$home"/*.new
    chmod -R u+w,go-w,a+rX "$home"/*.new
    local part
    for part in bin lib init.d examples doc; do
        [ ! -e "$home/$part" ] || mv -- "$home/$part" "$home/$part.old"
        mv -- "$home/$part.new" "$home/$part"
    done
    rm -rf -- "$home"/{bin,lib,init.d,examples,doc}.old
}

# The same file on both sides of an upgrade need not be told to systemd.
install_unit() {
    mkdir -p -- "${unit%/*}"
    sed "s#/opt/ha-director#$prefix#g" "$checkout/packaging/ha-director.service" >"$unit.new"
    say "${unit#"$root"}" >>"$manifest.new"
    if cmp -s "$unit.new" "$unit"; then
        rm -f -- "$unit.new"
        return
    fi
    mv -- "$unit.new" "$unit"
    ! systemd || systemctl daemon-reload
}

# Two programs at one address: at the next start of the machine systemd would let one of them go, whichever it likes.
tell_rivals() {
    local each rivals=()
    for each in heartbeat ldirectord keepalived pacemaker; do
        if [ -n "$(find "$root/etc/systemd/system" -path "*.wants/$each.service" -print -quit)" ]; then
            rivals+=("$each")
        fi
    done
    [ ${#rivals[@]} = 0 ] || say "started with the machine as well, and not to be: systemctl disable --now ${rivals[*]}"
}

tell_what_is_next() {
    say "installed below $prefix"
    tell_rivals
    if [ ! -e "$root/etc/ha.d/ha.cf" ]; then
        say "next: cp -r $prefix/examples/ha.d /etc/; then write ha.cf, authkeys (chmod 600), haresources, conf/ldirectord.cf"
    fi
    if systemd && systemctl -q is-active ha-director; then
        say "the daemon still runs as it was before: director standby, then systemctl restart ha-director"
    else
        say "then: director check; systemctl enable --now ha-director"
    fi
}

install_director() {
    if [ -n "${HA_DIRECTOR_HOME:-}" ]; then
        [ -f "$jars/director-0.1.0.jar" ] || die "HA_DIRECTOR_HOME=$jars holds no director-0.1.0.jar"
    elif ! up_to_date "$jars/director-0.1.0.jar"; then
        need_debian
        install_build_tools
        build_director
    fi
    if [ -z "$root" ]; then
        install_runtime
    fi
    copy_program
    : >"$manifest.new"
    install_unit
    local name path
    while read -r name path; do link "$name" "$path"; done < <(installed_links)
    mv -- "$manifest.new" "$manifest"
    # An archive names the jars it was made from by their paths.
    [ -n "$root" ] || "$checkout/packaging/lib/archive-classes.sh" "$home/lib" "$home/examples/ha.d"
    tell_what_is_next
}

# What a node needs to run. JAVA_HOME is of this shell; the unit knows nothing of it.
install_runtime() {
    unset JAVA_HOME
    local each
    for each in java:openjdk-17-jre-headless ip:iproute2 flock:util-linux nsenter:util-linux; do
        command -v "${each%%:*}" >/dev/null || { need_debian; install_missing "$each"; }
    done
    local version
    version=$(java -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ] || die "java is version ${version:-?}, 17 or later is needed: apt-get install openjdk-17-jre-headless"
}

stop_director() {
    if systemd; then
        systemctl -q disable --now ha-director 2>/dev/null || true
    fi
    "$home/bin/director" clean || die "nothing was uninstalled: stop the daemon first ($prefix/bin/heartbeat -k)"
}

uninstall_director() {
    [ -f "$manifest" ] || die "nothing of director is installed below $home ($manifest is missing)"
    [ -n "$root" ] || stop_director
    local path
    while read -r path; do
        if [ "$root$path" = "$unit" ] || [[ $(readlink -- "$root$path") == "$prefix/bin/"* ]]; then
            rm -f -- "$root$path"
        fi
    done <"$manifest"
    rmdir -- "$root/usr/share/heartbeat" 2>/dev/null || true
    if systemd; then
        systemctl daemon-reload
        systemctl -q reset-failed ha-director 2>/dev/null || true
    fi
    rm -rf -- "$home"/{bin,lib,init.d,examples,doc}
    rm -f -- "$manifest"
    rmdir -- "$home" 2>/dev/null || say "$home is not empty and stays"
    say "director is uninstalled; left, since they are yours: /etc/ha.d, /var/lib/ha-director, the logs that ha.cf names"
}

if $uninstall; then
    uninstall_director
else
    install_director
fi
