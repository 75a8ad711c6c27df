/** Where Edgewatch answers; `null` switches a route off. */
export interface Paths {
  readonly livez: string | null;
  readonly readyz: string | null;
  readonly health: string | null;
  readonly metrics: string | null;
  /** Folder of everything else, such as `/_edgewatch/api/usage`. */
  readonly base: string | null;
}

const defaultPaths: Paths = {
  livez: "/livez",
  readyz: "/readyz",
  health: "/health",
  metrics: "/metrics",
  base: "/_edgewatch",
};

/** @throws TypeError when a path is not absolute or has a query. */
export function resolvePaths(changes: Partial<Paths> = {}): Paths {
  const paths = { ...defaultPaths, ...changes };
  for (const [name, path] of Object.entries(paths)) {
    if (path === null || /^\/[^?#]*[^/?#]$/.test(path)) continue;
    throw new TypeError(
      `Cannot use ${JSON.stringify(path)} as path of ${name}: expected null or an absolute path without query or trailing slash`,
    );
  }
  return paths;
}
