# Sections bulk, blackhole and ftp of lvs-lab.sh: what arrives, and how large it may be. Sourced by it.
# shellcheck shell=bash disable=SC2154

bulk() {
    local method
    for method in -g -m -i "-i --tun-type gre --tun-csum" "-i --tun-type gre --tun-nocsum" \
        "-i --tun-type gue --tun-port 6080 --tun-nocsum"; do
        carried 4 "$method" 4
        carried 6 "$method" 6
    done
    carried 4 -i 6
    carried 6 -i 4
    offloads on
}

# carried FAMILY METHOD OUTER-FAMILY   much data to a service and back, datagrams; --quick leaves out what goes past the
# director
carried() {
    local offload bytes=$((megabytes * 1000000)) label="IPv$1 $2"
    [ "$1" = "$3" ] || label+=" in IPv$3"
    balance "$1" 7000 "$2" "$3"
    for offload in on off; do
        offloads $offload
        must "$label offloads $offload, up" peer client put "$(vip "$1")" 7000 "$bytes"
        if [ "$2" = -m ] || ! $quick; then
            must "$label offloads $offload, down" peer client get "$(vip "$1")" 7000 "$bytes"
        fi
        must "$label offloads $offload, datagrams" peer client ask "$(vip "$1")" 7000 40 4 1200
    done
    ipvs -C
}

# learned FAMILY   the path MTU to the service that the client's kernel knows, or "none"
learned() {
    local mtu
    mtu=$(ip -n "$net-client" -"$1" route get "$(vip "$1")" | sed -n 's/.* mtu \([0-9]*\).*/\1/p')
    echo "${mtu:-none}"
}

# squeezed LABEL FAMILY METHOD MTU [SERVER]   with super-frames and, unless --quick, without; MTU is what the client learns
squeezed() {
    local offload server=${5:-$(server 1 "$2")} states="on off"
    ! $quick || states=on
    printf '%s\n' "-A -t $(at "$(vip "$2")" 7000)" "-a -t $(at "$(vip "$2")" 7000) -r $(at "$server" 7000) $3" \
        "-A -u $(at "$(vip "$2")" 7000)" "-a -u $(at "$(vip "$2")" 7000) -r $(at "$server" 7000) $3" | ipvs
    for offload in $states; do
        offloads $offload
        ip -n "$net-client" route flush cache
        ip -n "$net-client" -6 route flush cache
        must "$1, IPv$2 $3, offloads $offload" peer client put "$(vip "$2")" 7000 $((megabytes * 100000))
        same "  the client knows the path's MTU" "$4" "$(learned "$2")"
        must "  datagrams of 1452 bytes" peer client ask "$(vip "$2")" 7000 3 1 1452
    done
    ipvs -C
    offloads on
}

# routers   r1 and r2 between the servers' network and s4, the wire between them too small for what both sides send
routers() {
    local each
    for each in r1 r2 s4; do host $each; done
    plug r1
    ip -n "$net-r1" link add wire type veth peer name wire netns "$net-r2"
    ip -n "$net-r2" link add s4 type veth peer name eth1 netns "$net-s4"
    ip -n "$net-r1" link set wire up mtu 1400
    ip -n "$net-r2" link set wire up mtu 1400
    ip -n "$net-r2" link set s4 up
    ip -n "$net-s4" link set eth1 up
    addresses r1 eth1 92 21 24
    addresses r1 eth1 93 21 24
    addresses r1 wire 94 1 24
    addresses r2 wire 94 2 24
    addresses r2 s4 95 1 24
    addresses s4 eth1 95 14 24
    real_server s4
    for each in r1 r2; do
        on $each sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
    done
    route director 95 92 21
    route r1 95 94 2
    replies r1
    route r2 91 94 1
    route r2 92 94 1
    route s4 91 95 1
    route s4 92 95 1
    start s4 "$work/s4.log" "$python" "$checkout/packaging/lib/lvs-peer.py" serve s4 7000
    within 20 peer director get 10.95.0.14 7000 10 || die "s4 does not answer through the routers"
    within 20 peer director get fd00:95::14 7000 10 || die "s4 does not answer through the routers by IPv6"
}

# route HOST NET BY NUMBER   the way to 10.NET and fd00:NET is 10.BY.0.NUMBER and fd00:BY::NUMBER
route() {
    local bits=24
    [ "$2" != 91 ] || bits=16
    ip -n "$net-$1" route replace "10.$2.0.0/$bits" via "10.$3.0.$4"
    ip -n "$net-$1" -6 route replace "fd00:$2::/64" via "fd00:$3::$4"
}

blackhole() {
    local family
    for family in 4 6; do
        squeezed "tunnel" $family "-i" $((family == 4 ? 1480 : 1460))
        squeezed "tunnel" $family "-i --tun-type gre --tun-nocsum" $((family == 4 ? 1476 : 1456))
        squeezed "tunnel" $family "-i --tun-type gue --tun-port 6080 --tun-nocsum" $((family == 4 ? 1468 : 1448))
    done
    ip -n "$net-director" link set eth1 mtu 1400
    for family in 4 6; do squeezed "the director's link of 1400" $family -g 1400; done
    on client sh -c 'echo 1 >/proc/sys/net/ipv4/ip_no_pmtu_disc'
    squeezed "the same, fragments allowed" 4 -g none
    on client sh -c 'echo 0 >/proc/sys/net/ipv4/ip_no_pmtu_disc'
    ip -n "$net-director" link set eth1 mtu 1500
    routers
    for family in 4 6; do
        local s4=10.95.0.14
        [ $family = 4 ] || s4=fd00:95::14
        squeezed "a router's link of 1400" $family -m 1400 $s4
        squeezed "a router's link of 1400" $family -i $((family == 4 ? 1380 : 1360)) $s4
    done
}

# fetch LABEL ADDRESS WORDS …   curl gets the file of 5 MB whole
fetch() {
    local label=$1 address=$2
    shift 2
    must "$label" on client curl -sS --max-time 20 "$@" "ftp://$(at "$address" 21)/file" -o "$work/fetched"
    cmp -s "$work/ftp/file" "$work/fetched" || fail "$label: the file is another"
    rm -f "$work/fetched"
}

# fetch_all LABEL   every way of a data connection that curl knows
fetch_all() {
    fetch "$1 PASV" $vip4 --disable-epsv --no-ftp-skip-pasv-ip
    fetch "$1 EPSV" $vip4
    fetch "$1 PORT" $vip4 --ftp-port - --disable-eprt
    fetch "$1 EPRT" $vip4 --ftp-port -
    fetch "$1 EPSV, IPv6" $vip6
    fetch "$1 EPRT, IPv6" $vip6 --ftp-port -
}

ftp() {
    local each family
    install_missing /usr/sbin/vsftpd:vsftpd curl:curl
    mkdir -p "$work/ftp" "$work/empty"
    chmod 755 "$work" "$work/ftp"
    head -c 5000000 /dev/urandom >"$work/ftp/file"
    for each in s1 s2; do
        printf '%s\n' listen=NO listen_ipv6=YES background=NO anonymous_enable=YES local_enable=NO no_anon_password=YES \
            "anon_root=$work/ftp" "secure_chroot_dir=$work/empty" connect_from_port_20=YES seccomp_sandbox=NO \
            pasv_min_port=50000 pasv_max_port=50100 xferlog_enable=NO isolate_network=NO >"$work/vsftpd.conf"
        start $each "$work/vsftpd-$each.log" /usr/sbin/vsftpd "$work/vsftpd.conf"
        within 20 on client curl -sf "ftp://$(server "${each#s}" 4)/file" -o /dev/null || die "vsftpd on $each: $(cat "$work/vsftpd-$each.log")"
    done
    # The client cannot reach the servers' own addresses now: whatever is not translated is not answered.
    ip -n "$net-client" route replace blackhole 10.92.0.0/24
    ip -n "$net-client" -6 route del fd00:92::/64
    ip -n "$net-client" -6 route add blackhole fd00:92::/64
    for family in 4 6; do
        echo "-A -t $(at "$(vip $family)" 21) -s rr"
        for each in 1 2; do echo "-a -t $(at "$(vip $family)" 21) -r $(at "$(server $each $family)" 21) -m"; done
    done | ipvs
    fetch_all "masqueraded,"
    ipvs -C
    for family in 4 6; do
        echo "-A -t $(at "$(vip $family)" 21) -s rr -p 60"
        for each in 1 2; do echo "-a -t $(at "$(vip $family)" 21) -r $(at "$(server $each $family)" 21) -g"; done
    done | ipvs
    fetch_all "direct, persistent,"
    ipvs -C
    ipvs mark add -d $vip4 -p tcp --dports 20,21,50000:50100 --set-mark 1
    printf '%s\n' "-A -f 1 -s rr -p 60" "-a -f 1 -r 10.92.0.11 -g" "-a -f 1 -r 10.92.0.12 -g" | ipvs
    fetch "direct, a mark for all ports, PASV" $vip4 --disable-epsv --no-ftp-skip-pasv-ip
    fetch "direct, a mark for all ports, PORT" $vip4 --ftp-port - --disable-eprt
    ipvs mark clear
    ipvs -C
    ip -n "$net-client" route replace 10.92.0.0/24 via 10.91.0.2
    ip -n "$net-client" -6 route del blackhole fd00:92::/64
    ip -n "$net-client" -6 route add fd00:92::/64 via fd00:91::2
}
