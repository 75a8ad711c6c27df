import { parseArgs } from "node:util";

export interface TrafficOptions {
  /** How many requests to send. */
  readonly requests: number;
  /** Requests a second; 0 sends as fast as the server answers. */
  readonly rate: number;
  /** Requests that may run at the same time. */
  readonly concurrency: number;
  readonly url: URL;
  /** The same seed sends the same requests. */
  readonly seed: number;
  /** Where to write the summary as JSON. */
  readonly json: string | undefined;
}

export const usageText = `Usage: npm run traffic -- [options]

  --requests 1000                 how many requests to send
  --rate 200                      requests a second; 0 sends as fast as the server answers
  --concurrency 50                requests that may run at the same time
  --url http://127.0.0.1:8787     where the example listens (PORT is honoured)
  --seed 1                        the same seed sends the same requests
  --json summary.json             writes the summary as JSON as well

With EDGEWATCH_TOKEN set, what was counted is compared with what was sent; a difference gives exit code 1.`;

/** Reads the command line; throws an Error that tells what is wrong with it. */
export function readOptions(args: readonly string[], port: string | undefined): TrafficOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: "string", default: "1000" },
      rate: { type: "string", default: "200" },
      concurrency: { type: "string", default: "50" },
      url: { type: "string", default: `http://127.0.0.1:${port || "8787"}` },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
    },
  });
  return {
    requests: wholeNumber("--requests", values.requests, 1, 10_000_000),
    rate: wholeNumber("--rate", values.rate, 0, 1_000_000),
    concurrency: wholeNumber("--concurrency", values.concurrency, 1, 10_000),
    url: httpUrl(values.url),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && url.protocol === "http:") return url;
  throw new RangeError(`--url must be an http:// address, not "${text}"`);
}
