#!/bin/sh
# Start a throw-away broker on this machine: run.sh FOLDER [CAMERA...]
# Prints the two addresses, then runs until it is stopped. PYTHON chooses the interpreter.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
[ $# -ge 1 ] || { echo "usage: run.sh FOLDER [CAMERA...]" >&2; exit 2; }
[ -x "$mosquitto" ] || { echo "run.sh: mosquitto is not installed" >&2; exit 2; }
"$python" -c 'import cryptography' 2>/dev/null ||
    { echo "run.sh: $python has no cryptography; name another one in PYTHON" >&2; exit 2; }
folder=$1
shift

mkdir -p "$folder/state"
"$python" "$here/make_certificates.py" "$folder/certificates" "$@"

# Three ports that are free now; nothing keeps them so until Mosquitto has taken them.
ports=$("$python" -c '
import socket
all = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(one.getsockname()[1] for one in all))')
claims=${ports##* }
cameras=${ports%% *}
people=${ports#* }
people=${people%% *}

for acl in cameras.acl people.acl claims.acl; do
    cp "$here/$acl" "$folder/$acl"
    chmod 600 "$folder/$acl"
done
sed -e "s/^listener 8883/listener $cameras 127.0.0.1/" \
    -e "s/^listener 8884/listener $people 127.0.0.1/" \
    -e "s/^listener 8885/listener $claims 127.0.0.1/" "$here/mosquitto.conf" \
    > "$folder/mosquitto.conf"
# Started by root, Mosquitto would give up its rights, and with them its own keys and state.
[ "$(id -u)" -ne 0 ] || echo "user root" >> "$folder/mosquitto.conf"

echo "cameras:   mqtts://127.0.0.1:$cameras"
echo "people:    mqtts://127.0.0.1:$people"
echo "claims:    mqtts://127.0.0.1:$claims"
cd "$folder"
exec "$mosquitto" -c mosquitto.conf
