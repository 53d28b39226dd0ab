# Debian packages: installs what is missing, through whatever sources this machine has. Sourced.

packages_missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# install_packages NAME...: does nothing at all where every one is there already.
install_packages() {
  local missing
  mapfile -t missing < <(packages_missing "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  note "installing ${missing[*]}"
  # A run that was killed may have left dpkg in the middle of something.
  quietly dpkg --configure -a || true
  # The lists may be stale or absent; a mirror may hiccup.
  quietly apt-get -o Acquire::Retries=3 update || note "apt-get update failed, trying with the lists that are here"
  quietly apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "${missing[@]}" \
    || fail "could not install: ${missing[*]}"
}
