#!/usr/bin/env bash
# run.sh ROOT SITE COMMAND...: run a command in what build.sh made, in the repository (read-only).
# SITE: the packages of an environment of Python 3.13 that can run the tests.
set -euo pipefail
root=$(cd "$1" && pwd) site=$(cd "$2" && pwd) repo=$(cd "$(dirname "$0")/../../../.." && pwd)
shift 2
# Mounts end with their namespace: nothing is left behind. Who is not root is root in there.
namespace=(unshare --mount)
[ "$(id -u)" = 0 ] || namespace=(unshare --map-root-user --mount)
export root site repo
exec "${namespace[@]}" bash -euc '
  mount --bind "$repo" "$root/repo"
  mount -o remount,bind,ro "$root/repo"
  mount --bind "$site" "$root/site"
  mount --rbind /dev "$root/dev"
  mount --rbind /proc "$root/proc"
  mount -t tmpfs none "$root/tmp"
  exec chroot "$root" /usr/bin/env -i -C /repo PATH=/usr/bin HOME=/tmp LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/repo:/opt/picamera2:/site "$@"
' bash "$@"
