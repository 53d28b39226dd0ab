# Runs a Redis that ends with the gateway, however that ends: sh guard-redis.sh DIRECTORY PROGRAM
#
# Standard input is a pipe whose other end only the gateway holds. The kernel closes that end when
# the gateway dies, kill -9 included; the reader below then sees the end and kills the server.
# Nothing is ever written to the pipe.
directory=$1
program=$2

# Ctrl-C reaches the whole process group, but the gateway still needs Redis for an orderly stop.
trap '' HUP INT QUIT TERM
exec 3<&0
if command -v setsid >/dev/null 2>&1; then
  setsid "$program" "$directory/redis.conf" </dev/null 3<&- &
else
  set -m
  "$program" "$directory/redis.conf" </dev/null 3<&- &
fi
server=$!

# From here on only the server writes: a word of the shell's to a gateway that is dead would end
# the shell before it has cleaned up.
exec >/dev/null 2>&1
(
  while read -r _ <&3; do :; done
  kill -9 "$server"
) &
reader=$!

exec 3<&-
wait "$server"
kill -9 "$reader"
rm -rf "$directory"
