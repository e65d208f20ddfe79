# Sourced by the scripts beside it: a player, an internet, a relay, a gateway, a switch and a LAN host in network namespaces of
# their own, on links that carry one packet at a time, as cables do; and the three roles in them.
lanparty=${LANPARTY:-$here/../../lanparty}
[ "$(id -u)" = 0 ] || { echo "${0##*/}: making namespaces needs root: run it with sudo" >&2; exit 1; }
require() { # program...
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "${0##*/}: the program $program is needed: install its package" >&2; exit 1; }
    done
}

mark=lp$$ work=$(mktemp -d) started=() places=(player internet relay gateway switch lanhost)
at() { local place=$1; shift; ip netns exec "$mark-$place" "$@"; }
# Starts a program in a namespace; its output is kept, its number is in $!.
background() { # place name command...
    local place=$1 name=$2; shift 2
    ip netns exec "$mark-$place" "$@" >"$work/$name.log" 2>&1 &
    started+=($!)
    echo $! >"$work/$name.pid"
}
stop_all() {
    [ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null || true
    [ ${#started[@]} = 0 ] || wait "${started[@]}" 2>/dev/null || true
    started=()
}
undo() {
    stop_all
    for place in "${places[@]}"; do ip netns del "$mark-$place" 2>/dev/null || true; done
    rm -rf "$work"
}
trap undo EXIT
trap 'exit 130' INT TERM

cable() { # place interface place interface
    ip -n "$mark-$1" link add "$2" type veth peer name "$4" netns "$mark-$3"
    local end
    for end in "$1 $2" "$3 $4"; do
        set -- $end
        at "$1" ethtool -K "$2" tso off gso off gro off >/dev/null 2>&1 || true
        ip -n "$mark-$1" link set "$2" up
    done
}
wire() {
    local place
    for place in "${places[@]}"; do
        ip netns add "$mark-$place"
        ip -n "$mark-$place" link set lo up
    done
    at internet sysctl -qw net.ipv4.ip_forward=1
    local number=1
    for place in player relay gateway; do
        cable "$place" wan internet "$place"
        ip -n "$mark-internet" address add "198.18.$number.1/24" dev "$place"
        ip -n "$mark-$place" address add "198.18.$number.2/24" dev wan
        ip -n "$mark-$place" route add default via "198.18.$number.1"
        number=$((number + 1))
    done
    ip -n "$mark-switch" link add party type bridge
    ip -n "$mark-switch" link set party up
    cable gateway lan switch gateway
    cable lanhost lan switch lanhost
    ip -n "$mark-switch" link set gateway master party
    ip -n "$mark-switch" link set lanhost master party
    ip -n "$mark-lanhost" address add 192.168.77.10/24 dev lan
}

await() { # seconds command...
    local end=$((SECONDS + $1)); shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "${0##*/}: gave up waiting for: $*" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }
        sleep 0.1
    done
}
start_lanparty() {
    local room=(--relay 198.18.2.2:4433 --server-name lanparty-relay.local --relay-ca-cert "$work/relay.der" --room RIG)
    background relay relay "$lanparty" relay --listen 198.18.2.2:4433 --dev-cert-der-out "$work/relay.der" \
        --state-dir "$work/state" --open ${RELAY_OPTIONS:-}
    await 60 grep -q ready "$work/relay.log"
    background gateway gateway "$lanparty" gateway "${room[@]}" --interface lan --state-dir "$work/gateway" \
        ${GATEWAY_OPTIONS:-}
    background player client "$lanparty" client "${room[@]}" --tap tap0 --identity "$work/identity.json" \
        --address 192.168.77.21/24 ${CLIENT_OPTIONS:-}
    await 30 grep -q ready "$work/gateway.log"
    await 30 grep -q ready "$work/client.log"
}
