#!/usr/bin/env bash
# build.sh ROOT: what picamera2 needs beside this project's own environment: Debian's libcamera with
# its `virtual` camera, a Python of 3.13 for it, and picamera2 from PyPI. Unpacked and not set up, it
# is ready in half a minute; a complete one stays. As root, or where users may make namespaces.
set -euo pipefail
root=$1
[ ! -e "$root/.complete" ] || exit 0
here=$(cd "$(dirname "$0")" && pwd)
rm -rf --one-file-system "$root"
mkdir -p "$(dirname "$root")"
mirror=$(sed -n 's|^URIs: *\(.*/debian/*\)$|\1|p' /etc/apt/sources.list.d/*.sources | head -n 1)
[ -n "$mirror" ] || { echo "build.sh: /etc/apt/sources.list.d/*.sources names no mirror of Debian" >&2; exit 1; }
# Only the libcamera of the backports has the virtual camera.
pin='Package: libcamera* python3-libcamera\nPin: release n=trixie-backports\nPin-Priority: 900\n'
mmdebstrap --quiet --variant=extract --format=directory \
  --setup-hook="mkdir -p \"\$1/etc/apt/preferences.d\"; printf '$pin' >\"\$1/etc/apt/preferences.d/pin\"" \
  --include=base-files,libc6,dash,coreutils,python3,python3-libcamera,libcamera-ipa,python3-prctl,python3-piexif \
  trixie "$root" "deb $mirror trixie main" "deb $mirror trixie-backports main"
"${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --no-deps \
  --only-binary :all: --implementation cp --python-version 3.13 \
  --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 \
  --target "$root/opt/picamera2" picamera2==0.3.38 videodev2 simplejpeg
mkdir -p "$root/repo" "$root/site" "$root/opt/frames" "$root/usr/share/libcamera/pipeline/virtual"
cp "$here/virtual.yaml" "$root/usr/share/libcamera/pipeline/virtual/"
touch "$root/.complete"
