# Sourced by the scripts in bin: finds a JDK 25, whatever `java` on the PATH is.

# Whether $1 is the home of a JDK (not a JRE) of version 25.
is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$1/release"
}

# Sets and exports JAVA_HOME; says what to do and fails where there is none.
find_jdk25() {
  local path_java candidate
  path_java=$(command -v javac 2>/dev/null) && path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
  for candidate in "${JAVA_HOME:-}" "${path_java:-}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "No JDK 25 found. Install one (for example Eclipse Temurin 25) or point JAVA_HOME at it." >&2
  return 1
}
