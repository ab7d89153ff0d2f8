# shellcheck shell=sh
# Runs a node until standard input ends, kills it with SIGKILL, and removes its folder unless
# "keep" was read. So a node never outlives the process that started it, however that ends.
# Usage: guard.sh FOLDER PROGRAM ARGUMENT...
trap '' INT TERM
folder=$1
shift
"$@" --base-path "$folder" </dev/null &
read -r word
kill -9 $!
wait $! 2>/dev/null
[ "$word" = keep ] || rm -rf "$folder"
