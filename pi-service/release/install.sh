#!/bin/sh
# Installs or upgrades Okosmero on Debian or Raspberry Pi OS: user, data folder, configuration, unit, command.
#   sudo ./install.sh [okosmero-<version>.tar.gz]      without a file: the tree this script lies in
# The data folder and the configuration are never touched by an upgrade. OKOSMERO_ROOT=<folder> installs below a folder
# instead of / and starts nothing (for images and for the test).
set -eu

root=${OKOSMERO_ROOT:-}
program=$root/opt/okosmero
data=$root/var/lib/okosmero
config=$root/etc/okosmero/config.yaml

fail() { echo "install.sh: $*" >&2; exit 1; }

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "run it as root: sudo $0 $*"
command -v node >/dev/null || fail "Node.js is missing. Type: sudo apt install nodejs"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node.js 20.19 or newer is needed, this is $(node --version). See https://nodejs.org/en/download"
# The unit sees no home folder and has no PATH: Node must be where every user may run it.
node=$(readlink -f "$(command -v node)")
case $node in
  /home/*|/root/*) fail "$node is in a home folder, which the service may not see. Install Node.js for the whole system" ;;
esac

new=$program.new
rm -rf "$new"
mkdir -p "$new"
if [ $# -ge 1 ]; then
  [ -f "$1" ] || fail "there is no file $1"
  tar -xzf "$1" -C "$new" --strip-components=1 --no-same-owner
else
  here=$(cd "$(dirname "$0")/../.." && pwd)
  tar -C "$here" -cf - . | tar -xf - -C "$new" --no-same-owner
fi
[ -f "$new/pi-service/dist/main.js" ] || fail "this is no release of Okosmero: pi-service/dist/main.js is missing"
chmod -R u=rwX,go=rX "$new"

if [ -z "$root" ]; then
  getent passwd okosmero >/dev/null ||
    useradd --system --user-group --home-dir /var/lib/okosmero --no-create-home --shell /usr/sbin/nologin okosmero
  install -d -o okosmero -g okosmero -m 0750 "$data"
else
  mkdir -p "$data"
fi
mkdir -p "$(dirname "$config")"
[ -f "$config" ] || cp "$new/pi-service/config.example.yaml" "$config"

# The program folder is swapped whole: a cut in between leaves the old or the new one.
rm -rf "$program.old"
[ ! -d "$program" ] || mv "$program" "$program.old"
mv "$new" "$program"
rm -rf "$program.old"

mkdir -p "$root/etc/systemd/system" "$root/usr/local/bin"
sed "s|^ExecStart=/usr/bin/node |ExecStart=$node |" "$program/pi-service/release/okosmero.service" \
  >"$root/etc/systemd/system/okosmero.service"
cat >"$root/usr/local/bin/okosmero" <<COMMAND
#!/bin/sh
# Runs the command as the user of the service, so that it may read the data folder.
OKOSMERO_DATA_FOLDER=\${OKOSMERO_DATA_FOLDER:-$data} OKOSMERO_CONFIG=\${OKOSMERO_CONFIG:-$config}
export OKOSMERO_DATA_FOLDER OKOSMERO_CONFIG
set -- $node --disable-proto=delete $program/pi-service/dist/main.js "\$@"
[ "\$(id -u)" -ne 0 ] || [ -n "$root" ] || exec runuser -u okosmero -- "\$@"
exec "\$@"
COMMAND
chmod 755 "$root/usr/local/bin/okosmero"

if [ ! -f "$data/devices.json" ]; then
  echo "A panelhez / for the board (csak most látható / shown only now):"
  "$root/usr/local/bin/okosmero" device add board1
fi
if [ -z "$root" ]; then
  systemctl enable okosmero.service
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl restart okosmero.service
    sleep 3
    systemctl is-active --quiet okosmero.service || fail "the service does not start. See: journalctl -u okosmero -n 30"
  else
    echo "systemd does not run here: the service starts with the next boot."
  fi
fi
"$root/usr/local/bin/okosmero" token
