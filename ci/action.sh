#!/usr/bin/env bash
# What action.yml runs: the release check with the scope that fits the event. Inputs come as environment variables.
set -uo pipefail

report="${RUNNER_TEMP:-.}/kbsearch-release.json"
scope="${SCOPE:-}"
release="${RELEASE:-}"
base="${BASE:-}"

if [ -z "$scope" ]; then
  case "${GITHUB_EVENT_NAME:-}/${GITHUB_REF_TYPE:-}" in
    pull_request*) scope=new ;;
    */tag) scope=release ;;
    *) scope=all ;;
  esac
fi
if [ "$scope" = new ] && [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  base="origin/$GITHUB_BASE_REF"
fi
if [ -z "$release" ] && [ "${GITHUB_REF_TYPE:-}" = tag ]; then
  release="$(printf '%s' "$GITHUB_REF_NAME" | sed 's/^[^0-9]*//')"
fi

words=(--manifest "${MANIFEST:-kbsearch-release.yaml}" --scope "$scope" --output github --output "json:$report")
[ -z "${KB:-}" ] || words+=(--kb "$KB")
[ -z "$release" ] || words+=(--release "$release")
[ -z "$base" ] || words+=(--base "$base")
[ -z "${SARIF:-}" ] || words+=(--output "sarif:$SARIF")
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || words+=(--output "markdown:$GITHUB_STEP_SUMMARY")

kbsearch release check "${words[@]}"
status=$?

blocked=false
[ "$status" -ne 1 ] || blocked=true
count='import json, sys
found = json.load(open(sys.argv[1], encoding="utf-8"))["findings"]
print(sum(one["severity"] == "error" and not one["waived"] and not one["known"] for one in found))'
{
  echo "blocked=$blocked"
  echo "report=$report"
  echo "missing=$(python -c "$count" "$report" 2>/dev/null)"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
