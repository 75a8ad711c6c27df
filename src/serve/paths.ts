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

/** @throws TypeError when a path is not absolute, has a query, or is not written as it is in addresses. */
export function resolvePaths(changes: Partial<Paths> = {}): Paths {
  const paths = { ...defaultPaths, ...changes };
  for (const [name, path] of Object.entries(paths)) {
    if (path === null || isPlainPath(path)) continue;
    throw new TypeError(
      `Cannot use ${JSON.stringify(path)} as path of ${name}: expected null or an absolute path without query or trailing slash, encoded as in addresses`,
    );
  }
  return paths;
}

/** Anything else would answer nothing, lead elsewhere, or end a cookie's path early. */
function isPlainPath(path: string): boolean {
  const origin = "http://h";
  const isWhole = URL.canParse(path, origin) && new URL(path, origin).pathname === path;
  return isWhole && !/;|\/$/.test(path);
}
