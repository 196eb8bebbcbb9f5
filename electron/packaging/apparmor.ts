import { APP } from "./facts.ts";

/** In the shared tree. Only the deb's script puts it to use. */
export const APPARMOR_SOURCE = `/usr/lib/${APP.slug}/apparmor-profile`;
const TARGET = `/etc/apparmor.d/${APP.slug}`;

/**
 * Ubuntu (23.10 and later) lets only programs with a profile make the user namespaces that Chromium's sandbox is made of. This
 * one allows everything else too, and so does every browser's there.
 */
export function apparmorProfile(): string {
  return `abi <abi/4.0>,
include <tunables/global>

profile ${APP.slug} "/usr/lib/${APP.slug}/${APP.executable}" flags=(unconfined) {
  userns,

  # What a machine wants to add.
  include if exists <local/${APP.slug}>
}
`;
}

/**
 * The profile is put in place only where this system's AppArmor understands it: older ones (Debian 12, Ubuntu 22.04) would stop
 * at it, and forbid no namespaces. Nothing here may make an installation fail.
 */
export function debPostinst(): string {
  return `#!/bin/sh
set -e
if [ "$1" = configure ] && command -v apparmor_parser > /dev/null && [ -d "$DPKG_ROOT/etc/apparmor.d" ] &&
  apparmor_parser --skip-kernel-load --skip-cache "$DPKG_ROOT${APPARMOR_SOURCE}" > /dev/null 2>&1; then
  if cp "$DPKG_ROOT${APPARMOR_SOURCE}" "$DPKG_ROOT${TARGET}" && [ -z "$DPKG_ROOT" ]; then
    # Where AppArmor is not at work, as in a container, it is loaded at the next start.
    apparmor_parser --replace --write-cache "${TARGET}" > /dev/null 2>&1 || true
  fi
fi
`;
}

export function debPostrm(): string {
  return `#!/bin/sh
set -e
case "$1" in
  remove | purge)
    if [ -e "$DPKG_ROOT${TARGET}" ]; then
      if [ -z "$DPKG_ROOT" ] && command -v apparmor_parser > /dev/null; then
        apparmor_parser --remove "${TARGET}" > /dev/null 2>&1 || true
      fi
      rm -f "$DPKG_ROOT${TARGET}"
    fi
    ;;
esac
`;
}
