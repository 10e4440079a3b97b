#!/bin/sh
# Compiles the firmware's C for the ESP8266's processor against sdk/ (no SDK needed; warnings are errors), holds its
# interrupt to what an interrupt may do, and runs the ring's test on this machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sources=$here/../../../src/io/esp
for tool in xtensa-lx106-elf-gcc:gcc-xtensa-lx106 xtensa-lx106-elf-objdump:binutils-xtensa-lx106 cc:gcc; do
  command -v "${tool%:*}" >/dev/null || {
    echo "the native check needs ${tool%:*}: apt-get install ${tool#*:}" >&2
    exit 1
  }
done
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

for source in "$sources"/*.c; do
  xtensa-lx106-elf-gcc -c -Os -std=gnu99 -Wall -Wextra -Werror -mlongcalls -mtext-section-literals -fno-inline-functions \
    -ffreestanding -nostdinc -isystem "$(xtensa-lx106-elf-gcc -print-file-name=include)" -I"$sources/sdk" -I"$here/sdk" \
    -o "$out/$(basename "$source").o" "$source"
done

# The flash is not readable while it is written: an interrupt that calls into it would crash the chip.
interrupt=$(xtensa-lx106-elf-objdump -dr -j .iram.text "$out/meter-port.c.o")
case $interrupt in
  *'<meterPortInterrupt>:'*) ;;
  *) echo "meter-port.c: the interrupt is not in IRAM" >&2; exit 1 ;;
esac
if echo "$interrupt" | grep -E '\bcall(x)?0\b'; then
  echo "meter-port.c: the interrupt calls a function; it may only use what is inlined" >&2
  exit 1
fi

# The instruction RAM takes whole words only: any access to a byte of it is an exception on the chip.
if ! xtensa-lx106-elf-objdump -t "$out/ring.c.o" | grep -q '\.iram\.text.*ringWords'; then
  echo "ring.c: the ring's bytes are not in IRAM" >&2
  exit 1
fi
if echo "$interrupt" | sed -n '/<meterPortInterrupt>:/,$p' | grep -E '\b[ls](8u|16u|16s|8|16)i\b'; then
  echo "meter-port.c: the interrupt accesses the ring by less than a word" >&2
  exit 1
fi

cc -O2 -std=gnu99 -Wall -Wextra -Werror -pthread -I"$sources" -o "$out/ring-test" "$here/ring-test.c" "$sources/ring.c"
"$out/ring-test"
