#!/usr/bin/env bash
# PostgreSQL clusters of the tests' own, each in a scratch folder, on the loopback address, under an
# ordinary user.
#   cluster.sh install            Debian's packages, where they are missing and may be installed
#   cluster.sh bin                the folder of PostgreSQL's own programs: what Debian has of that name on the PATH
#                                 (psql, pg_dump) is a script that looks for these first
#   cluster.sh start [--tls|--durable]  a new one: prints its folder and its URL
#   cluster.sh standby FOLDER     a synchronous standby of that one: prints its folder and its URL
#   cluster.sh kill FOLDER        ends all its processes at once, as a loss of power would
#   cluster.sh promote FOLDER     makes a standby the primary
#   cluster.sh stop FOLDER        stops it and removes its folder
# Ends with 77 where there is no PostgreSQL.
set -euo pipefail

if [ "${1:-}" = install ]; then
    if ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql) > /dev/null 2>&1 ||
            echo "PostgreSQL cannot be installed here" >&2
    fi
    exit 0
fi

bin=
for folder in $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -rV) "$(pg_config --bindir 2> /dev/null)" \
    "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_basebackup" ]; then bin=$folder; break; fi
done
if [ -z "$bin" ]; then echo "no PostgreSQL here" >&2; exit 77; fi

# PostgreSQL refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups env HOME=/nonexistent "$@"); else "$@"; fi; }

free_port() {
    while :; do
        local port=$((20000 + RANDOM % 30000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

new_folder() {
    local folder
    folder=$(mktemp -d /tmp/alliance-cluster.XXXXXX)
    [ "$(id -u)" != 0 ] || chown nobody "$folder"
    echo "$folder"
}

serve() { # FOLDER [OPTION…]
    local folder=$1 port tries
    shift
    for tries in 1 2 3 4 5; do
        port=$(free_port)
        echo "$port" > "$folder/port"
        as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 -o "-p $port -c listen_addresses=127.0.0.1 \
            -c unix_socket_directories=$folder -c max_connections=200 $*" start > /dev/null && return
    done
    cat "$folder/log" >&2
    return 1
}

port() { cat "$1/port"; }
sql() { "$bin/psql" -qAtX -h 127.0.0.1 -p "$(port "$1")" -U postgres -d "${3:-postgres}" -c "$2"; }
told() { echo "$1"; echo "postgres://alliance@127.0.0.1:$(port "$1")/alliance"; }

case ${1:-} in
bin) echo "$bin" ;;
start)
    folder=$(new_folder)
    # Where it can be, texts are compared otherwise than by their bytes, as on many a server.
    as "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh \
        > "$folder/initdb" 2>&1 ||
        { rm -rf "$folder/data"; as "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 > "$folder/initdb"; }
    cat > "$folder/data/pg_hba.conf" <<'RULES'
host replication all      127.0.0.1/32 trust
host all         postgres 127.0.0.1/32 trust
host all         alliance 127.0.0.1/32 trust
host all         reader   127.0.0.1/32 trust
host all         writer   127.0.0.1/32 trust
host all         all      127.0.0.1/32 scram-sha-256
RULES
    options="-c fsync=off"
    [ "${2:-}" != --durable ] || options=
    if [ "${2:-}" = --tls ]; then
        openssl req -new -x509 -days 30 -nodes -subj /CN=localhost -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
            -keyout "$folder/server.key" -out "$folder/server.crt" 2> /dev/null
        chmod 600 "$folder/server.key"
        [ "$(id -u)" != 0 ] || chown nobody "$folder/server.key" "$folder/server.crt"
        options="$options -c ssl=on -c ssl_cert_file=$folder/server.crt -c ssl_key_file=$folder/server.key"
    fi
    serve "$folder" "$options"
    for role in alliance reader writer; do sql "$folder" "CREATE ROLE $role LOGIN"; done
    sql "$folder" "CREATE ROLE locked LOGIN PASSWORD 'open sesame'"
    sql "$folder" "CREATE DATABASE alliance OWNER alliance"
    told "$folder"
    ;;
standby)
    folder=$(new_folder)
    as "$bin/pg_basebackup" -D "$folder/data" -R -X stream -c fast \
        -d "host=127.0.0.1 port=$(port "$2") user=postgres application_name=standby"
    serve "$folder" "-c fsync=off"
    sql "$2" "ALTER SYSTEM SET synchronous_standby_names = 'standby'"
    sql "$2" "SELECT pg_reload_conf()" > /dev/null
    for _ in $(seq 100); do
        [ "$(sql "$2" "SELECT sync_state FROM pg_stat_replication")" != sync ] || break
        sleep 0.1
    done
    told "$folder"
    ;;
kill)
    master=$(head -1 "$2/data/postmaster.pid")
    # shellcheck disable=SC2046
    kill -9 "$master" $(pgrep -P "$master") 2> /dev/null || true
    ;;
promote) as "$bin/pg_ctl" -D "$2/data" -w promote > /dev/null ;;
stop)
    as "$bin/pg_ctl" -D "$2/data" -m immediate stop > /dev/null 2>&1 || true
    rm -rf "$2"
    ;;
*)
    sed -n 2,12p "$0" >&2
    exit 2
    ;;
esac
