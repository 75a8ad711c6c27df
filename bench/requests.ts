/**
 * The child that measures whole requests on the runtime it is started with: `requests.ts '{"dist":…}'`.
 *
 * The contenders take turns of some milliseconds, in a new order each time, so that whatever else the machine does
 * hits them alike. mitata's own runner measures one function after the other, and is for the single operations.
 */
import { do_not_optimize } from "mitata";
import process from "node:process";
import type { Contender } from "./contenders/contender.ts";
import { createBaselines, createFloors, createOurs } from "./contenders/ours.ts";
import { createPeers, type Peers } from "./contenders/peers.ts";
import { createSink } from "./sink.ts";

export interface RequestsSettings {
  /** URL of the folder with Edgewatch's build, with a slash at the end. */
  readonly dist: string;
  /** Another build to run beside it. */
  readonly against: string | undefined;
  /** Runs only the contenders of these names; all of them when it is empty. */
  readonly only: readonly string[];
  readonly turns: number;
  readonly warmupTurns: number;
  readonly batchesPerTurn: number;
  readonly requestsPerBatch: number;
}

export interface Measured {
  readonly name: string;
  readonly over: string;
  /** Microseconds per request of each batch. */
  readonly batchesUs: readonly number[];
  readonly linesPerRequest: number;
  readonly charactersPerRequest: number;
  readonly hasRequestId: boolean;
}

export interface RequestsReport {
  readonly measured: readonly Measured[];
  readonly missing: Peers["missing"];
}

const requestsPrepared = 256;
const sink = createSink();

const settings: RequestsSettings = JSON.parse(process.argv[2] ?? "{}");
const print = process.stdout.write.bind(process.stdout);
// Some contenders know no other place for their lines than the console.
for (const name of ["debug", "info", "log", "warn", "error"] as const) console[name] = sink.write;
print(`${JSON.stringify(await main())}\n`, () => process.exit(0));

async function main(): Promise<RequestsReport> {
  const { contenders, missing } = await findContenders();
  const requests = prepareRequests();
  const runs = [];
  for (const contender of contenders) {
    const checked = await check(contender, requests);
    runs.push({ contender, ...checked, batchesUs: new Array<number>() });
  }
  for (let turn = -settings.warmupTurns; turn < settings.turns; turn++) {
    for (const { contender, batchesUs } of shuffled(runs)) {
      const taken = await takeTurn(contender, requests);
      if (turn >= 0) batchesUs.push(...taken);
    }
  }
  return {
    measured: runs.map(({ contender: { name, over }, ...rest }) => ({ name, over, ...rest })),
    missing,
  };
}

async function findContenders(): Promise<Peers & { contenders: readonly Contender[] }> {
  const { write } = sink;
  const { dist, against, only } = settings;
  const peers = await createPeers(write);
  const contenders = [
    ...createBaselines(),
    ...createFloors(write),
    ...peers.contenders,
    ...(await createOurs(dist, write)),
    ...(against === undefined ? [] : await createOurs(against, write, " (other)")),
  ];
  const chosen = contenders.filter(({ name }) => only.length === 0 || only.includes(name));
  return { contenders: chosen, missing: peers.missing };
}

/** What a client behind a proxy sends. */
function prepareRequests(): readonly Request[] {
  return Array.from(
    { length: requestsPrepared },
    (_, id) =>
      new Request(`http://localhost:8787/orders/${1_000 + id}`, {
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip, deflate, br",
          authorization: "Bearer 0123456789abcdef",
          "user-agent": "bench/1.0 (one of many clients)",
          "x-forwarded-for": "192.0.2.7",
        },
      }),
  );
}

/** Refuses to measure a contender that does not answer, and sees what it does for a request. */
async function check(
  contender: Contender,
  requests: readonly Request[],
): Promise<Pick<Measured, "linesPerRequest" | "charactersPerRequest" | "hasRequestId">> {
  contender.before?.();
  const { lines, characters } = sink;
  let hasRequestId = true;
  for (const request of requests) {
    const response = await contender.fetch(request);
    const { id }: { id: string } = await response.clone().json();
    if (response.status !== 200 || !request.url.endsWith(`/${id}`)) {
      throw new Error(`Cannot measure ${contender.name}: it answers ${response.status} ${id}`);
    }
    hasRequestId &&= response.headers.has("X-Request-ID");
  }
  await settle(contender);
  return {
    linesPerRequest: (sink.lines - lines) / requests.length,
    charactersPerRequest: (sink.characters - characters) / requests.length,
    hasRequestId,
  };
}

/** Returns what a request took in each of a turn's batches, after one batch that warms the caches up. */
async function takeTurn(
  contender: Contender,
  requests: readonly Request[],
): Promise<readonly number[]> {
  const { requestsPerBatch, batchesPerTurn } = settings;
  const batchesUs: number[] = [];
  contender.before?.();
  await serve(contender, requests, requestsPerBatch);
  for (let batch = 0; batch < batchesPerTurn; batch++) {
    const startMs = performance.now();
    await serve(contender, requests, requestsPerBatch);
    batchesUs.push(((performance.now() - startMs) * 1_000) / requestsPerBatch);
  }
  await settle(contender);
  return batchesUs;
}

async function serve(
  { fetch }: Contender,
  requests: readonly Request[],
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    do_not_optimize(await fetch(requests[i % requestsPrepared] as Request));
  }
}

/** Lets timers and background work have their turn, so that none of it falls into another's slice. */
async function settle(contender: Contender): Promise<void> {
  await contender.after?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, rank: Math.random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}
