#!/usr/bin/env bash
# Finds the .NET SDK and hands over to the build tool in src/Build. See: ./build.sh help
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
wanted="$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")"

for candidate in dotnet "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" ""; do
  if [ -z "$candidate" ]; then
    echo "The .NET SDK $wanted (or a later one of the same major version) was not found." >&2
    echo "Get it from https://dotnet.microsoft.com/download, then run this again." >&2
    exit 1
  fi
  # global.json decides which SDK will do; without a fitting one 'dotnet --version' fails.
  if (cd "$root" && "$candidate" --version) >/dev/null 2>&1; then
    break
  fi
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
exec "$candidate" run --project "$root/src/Build" -- "$@"
