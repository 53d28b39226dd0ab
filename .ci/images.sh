# Base images without a registry: a bare Debian from this machine's own package mirror with one server in it,
# and the JRE that the gateway image stands on. Each is labelled with what it was made of, so that the next run
# builds only what changed. Sourced.

IMAGE_REDIS=heliograph-ci/redis:7
IMAGE_VALKEY=heliograph-ci/valkey:8
IMAGE_JRE=heliograph-ci/jre:25
IMAGE_PROXY=heliograph-ci/haproxy:2
IMAGE_TURN=heliograph-ci/coturn:4

# What the gateway and its libraries use (jdeps on each), and what is only looked up at run time: crypto for TLS,
# management for metrics.
JRE_MODULES=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.unsupported

# The Debian archives of this machine as one-line sources: archives RELEASE writes those of RELEASE, whatever
# release the machine itself is.
archives() {
  local uri release codename found=no
  while IFS='|' read -r uri release codename; do
    [[ "$codename" == "$OWN_RELEASE" || "$codename" == "$OWN_RELEASE"-* ]] || continue
    echo "deb $uri ${release/#$OWN_RELEASE/$1} main"
    found=yes
  done < <(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(CODENAME)' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' 'Architecture: '"$(dpkg --print-architecture)" | sort -u)
  [ "$found" = yes ] || fail "this machine's apt knows no Debian archive; run apt-get update"
}

# debian_image NAME RELEASE PACKAGES CHANGE... -- HOOK...: a bare Debian with those packages as an image. CHANGE is
# a Dockerfile instruction for docker import, HOOK a mmdebstrap customize hook.
debian_image() {
  local name="$1" release="$2" packages="$3" changes=() hooks=() key
  shift 3
  while [ $# -gt 0 ] && [ "$1" != -- ]; do changes+=(--change "$1"); shift; done
  [ $# -eq 0 ] || shift
  while [ $# -gt 0 ]; do hooks+=(--customize-hook="$1"); shift; done
  key="$(printf '%s\n' "$name" "$release" "$packages" "${changes[@]}" "${hooks[@]}" "${IMAGE_SALT:-}" | sha256sum | cut -c1-16)"
  if [ "$(docker image inspect --format '{{index .Config.Labels "heliograph.key"}}' "$name" 2>/dev/null)" = "$key" ]; then
    note "$name is here"
    return 0
  fi
  local started=$SECONDS settings tarball
  settings="$(mktemp)"
  tarball="$(mktemp --suffix=.tar)"
  # How this machine reaches its mirror (proxy, checks) holds for the new system's apt as well.
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|ForceIPv)' >"$settings" || true
  archives "$release" | quietly mmdebstrap --mode=root --variant=essential --include="$packages" --aptopt="$settings" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' "${hooks[@]}" "$release" "$tarball" - \
    || fail "could not make $name"
  docker import --change "LABEL heliograph.key=$key" "${changes[@]}" "$tarball" "$name" >/dev/null || fail "could not import $name"
  rm -f "$settings" "$tarball"
  note "$name made in $((SECONDS - started)) s"
}

# The JRE is cut from the JDK that the build uses.
jre_image() {
  local jdk="$1"
  IMAGE_SALT="$("$jdk/bin/java" -version 2>&1) $JRE_MODULES"
  # The runtime is linked by the hook, so that nothing is linked when the image is here already.
  debian_image "$IMAGE_JRE" "$OWN_RELEASE" bash \
    'ENV JAVA_HOME=/opt/java' 'ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    -- "$jdk/bin/jlink --add-modules $JRE_MODULES --strip-debug --no-header-files --no-man-pages --generate-cds-archive --output \"\$1/opt/java\""
  unset IMAGE_SALT
}

# Valkey as a program of this machine as well, for the tests that start servers themselves: taken out of its image
# with the libraries it was built for, which need not be those of this release.
valkey_program() {
  local home="$CACHE/valkey" id container
  id="$(docker image inspect --format '{{.Id}}' "$IMAGE_VALKEY")"
  if [ "$(cat "$home/from" 2>/dev/null)" != "$id" ]; then
    rm -rf "$home"
    mkdir -p "$home/root" "$home/bin"
    container="$(docker create "$IMAGE_VALKEY")"
    docker export "$container" | tar -x -C "$home/root" --wildcards 'usr/bin/valkey-*' 'usr/lib*' 'lib*'
    docker rm "$container" >/dev/null
    # Started by its own release's loader, whatever the architecture calls it.
    printf '#!/bin/sh\nexec %s --argv0 valkey-server --library-path %s %s "$@"\n' \
      "$(find "$home/root/" -name 'ld-linux*.so*' -print -quit)" \
      "$(find "$home/root/usr/lib" -maxdepth 1 -name '*-linux-gnu*' -print -quit)" \
      "$home/root/usr/bin/valkey-server" >"$home/bin/valkey-server"
    chmod +x "$home/bin/valkey-server"
    echo "$id" >"$home/from"
  fi
  "$home/bin/valkey-server" --version >/dev/null || fail "Valkey does not run outside of its image"
  # Behind what is installed: whoever has a Valkey of their own keeps it.
  export PATH="$PATH:$home/bin"
  note "valkey-server on the PATH: $(valkey-server --version | cut -d' ' -f3)"
}

# build_images JDK: makes what is missing and exports the names under which tests, Dockerfile and compose take them.
build_images() {
  OWN_RELEASE="$(. /etc/os-release && echo "$VERSION_CODENAME")"
  # A machine that never updated its lists does not know yet which archives are Debian's.
  [ -n "$(archives "$OWN_RELEASE" 2>/dev/null)" ] || quietly apt-get -o Acquire::Retries=3 update || true
  debian_image "$IMAGE_REDIS" bookworm redis-server 'CMD ["redis-server"]' 'EXPOSE 6379'
  # Under Redis' names too, as in the public image.
  debian_image "$IMAGE_VALKEY" trixie valkey-server,valkey-tools 'CMD ["valkey-server"]' 'EXPOSE 6379' \
    -- 'ln -sf valkey-server "$1/usr/bin/redis-server" && ln -sf valkey-cli "$1/usr/bin/redis-cli"'
  valkey_program
  jre_image "$1"
  debian_image "$IMAGE_PROXY" bookworm haproxy 'CMD ["haproxy","-W","-db","-f","/usr/local/etc/haproxy/haproxy.cfg"]'
  debian_image "$IMAGE_TURN" bookworm coturn 'ENTRYPOINT ["turnserver"]'
  export HELIOGRAPH_REDIS_IMAGE="$IMAGE_REDIS" HELIOGRAPH_VALKEY_IMAGE="$IMAGE_VALKEY" HELIOGRAPH_JRE_IMAGE="$IMAGE_JRE"
  export HELIOGRAPH_PROXY_IMAGE="$IMAGE_PROXY" HELIOGRAPH_TURN_IMAGE="$IMAGE_TURN"
}
