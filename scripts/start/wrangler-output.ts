import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

const repetitions: readonly RegExp[] = [
  // `[wrangler:info] GET /orders 200 OK (3ms)`: Edgewatch's own line says more.
  /^\[wrangler:info\] \S+ .* \d{3} .*\(\d+ms\)$/,
  /^\[wrangler:info\] Ready on /,
  /^(Using secrets defined in|Your Worker has access to the following bindings|Binding +Resource|env\.\w+ \()/,
  /^(⎔ Starting local server\.\.\.)?$/,
];

/** Hands on what wrangler prints, line by line, but for what others say better. */
export function forwardWranglerOutput(from: Readable, to: Writable): void {
  createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
    if (!repetitions.some((pattern) => pattern.test(line))) to.write(`${line}\n`);
  });
}
