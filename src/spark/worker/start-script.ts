/** System that a worker was packed for. */
export interface PackedSystem {
  /** Version of Node.js, such as `v20.19.0`. */
  node: string;
  /** Such as `linux-x64`. */
  platform: string;
}

/**
 * Returns the script that starts a packed worker. Where Node.js cannot start, as on another kind of machine, the script
 * itself answers: Spark would only tell an exit code.
 */
export function startScript({ node, platform }: PackedSystem): string {
  return `#!/bin/sh
# Starts imbill's worker. Where it cannot start, it tells the driver of the load why.
here=\${0%/*}
unset NODE_OPTIONS
seen=$("$here/bin/node" --version 2>&1)
if [ "$seen" = '${node}' ]; then
  exec "$here/bin/node" "$here/dist/pipeline/worker/main.js"
fi
cat >/dev/null
libc=$( (ldd --version 2>&1 || true) | head -n 1)
why="$(uname -n) cannot start Node.js ${node} for ${platform}. It is $(uname -s) $(uname -m) with $libc. Seen: $seen"
printf '{"failed":"%s"}\\n' "$(printf '%s' "$why" | LC_ALL=C tr -c '[:alnum:] ._:/(),+-' ' ')"
`;
}
