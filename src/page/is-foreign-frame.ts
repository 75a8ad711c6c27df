const longest = 1_000;
/** The runtimes themselves, packages, and what wrangler puts around a Worker. */
const foreign =
  /(?:^|[\s(@])(?:node|ext|bun|internal|native|cloudflare|cloudflare-internal|workerd|wasm):|[/\\]node_modules[/\\]|registry\.npmjs\.org|\[native code\]|\(native\)|\(<anonymous>\)|[/\\]edgewatch@?[\d.]*[/\\](?:dist|src)[/\\]/;

/** Tells whether a line of a stack is of a package or the runtime, and not of the application. */
export function isForeignFrame(line: string): boolean {
  return foreign.test(line.slice(0, longest));
}
