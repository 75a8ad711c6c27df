/**
 * The child that measures single operations with mitata: `operations.ts '{"dist":…}'`.
 *
 * It reaches into Edgewatch's build by path, for none of this is public.
 */
import { bench, do_not_optimize, run } from "mitata";
import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";

export interface Operation {
  readonly name: string;
  readonly minNs: number;
  readonly medianNs: number;
}

const { dist }: { dist: string } = JSON.parse(process.argv[2] ?? "{}");
const { Histogram } = await load("metrics/histogram.js");
const { Recorder } = await load("metrics/recorder.js");
const { RandomIds } = await load("core/random-ids.js");
const { Scope } = await load("request/scope.js");
const { silentLogger } = await load("log/logger.js");

const count = 1_024;
const durationsMs = Float64Array.from({ length: count }, () => Math.exp(Math.random() * 8 - 4));
const routes = ["/orders", "/orders/:id", "/orders/:id/items", "/inventory/:sku", "/stream"];
const statuses = [200, 200, 200, 201, 404];
const bound = { a1: "x", a2: 2, a3: "yy", a4: "zzz", a5: true, a6: "uuu", a7: 7, a8: "b" };
const secretPaths = [
  "user.password",
  "user.profile.token",
  "request.headers.authorization",
  "request.headers.cookie",
];

let turn = 0;

await addMetrics();
await addScrapes();
addScopes();
await addLines();
addContexts();
addClocks();
const { benchmarks } = await run({ format: "quiet" });
const operations = benchmarks.map(({ alias, runs }): Operation => {
  const stats = runs[0]?.stats;
  if (stats === undefined) throw new Error(`Cannot measure ${alias}`, { cause: runs[0]?.error });
  return { name: alias, minNs: stats.min, medianNs: stats.p50 };
});
process.stdout.write(`${JSON.stringify(operations)}\n`, () => process.exit(0));

async function addMetrics(): Promise<void> {
  const histogram = new Histogram();
  bench("Histogram.record", () => histogram.record(durationsMs[next()]));
  const counts = new Float64Array(count);
  bench("typed array increment", () => {
    const i = next();
    counts[i] = (counts[i] ?? 0) + 1;
  });
  const recorder = new Recorder();
  const unknown = { bytesIn: undefined, bytesOut: undefined, cpuMs: undefined };
  const observation = { method: "GET", durationMs: 5, labels: undefined, ...unknown };
  const observed = routes.map((route, i) => ({ route, status: statuses[i] }));
  const named = routes.map((_, i) => ({ country: "DE", plan: "pro", consumer: `c${i}` }));
  const timeMs = Date.now();
  bench("Recorder.observe", () => {
    const i = next();
    recorder.observe(timeMs, { ...observation, ...observed[i % 5], durationMs: durationsMs[i] });
  });
  bench("Recorder.observe with labels", () => {
    const i = next();
    recorder.observe(timeMs, { ...observation, ...observed[i % 5], labels: named[i % 5] });
  });
  const prom = await import("prom-client").catch(() => undefined);
  if (prom === undefined) return;
  const labelNames = ["method", "route", "status"] as const;
  const shared = { help: "requests", labelNames, registers: [new prom.Registry()] };
  const counter = new prom.Counter({ ...shared, name: "http_requests_total" });
  const seconds = new prom.Histogram({ ...shared, name: "http_request_duration_seconds" });
  bench("prom-client counter + histogram", () => {
    const i = next();
    const labels = { method: "GET", route: routes[i % 5] ?? "", status: String(statuses[i % 5]) };
    counter.inc(labels);
    seconds.observe(labels, (durationsMs[i] ?? 0) / 1_000);
  });
}

/** 4,000 combinations of labels, with the same bounds of their buckets for both. */
async function addScrapes(): Promise<void> {
  const { formatExposition } = await load("metrics/exposition.js");
  const { formatSeriesKey } = await load("core/labels.js");
  const prom = await import("prom-client").catch(() => undefined);
  const register = prom && new prom.Registry();
  const peer = prom && register && createPeer(prom, register);
  const series = Array.from({ length: 4_000 }, (_, i) => {
    const labels = {
      method: "GET",
      route: `/orders/:id/items/${i >> 2}`,
      status: `${200 + (i & 3)}`,
    };
    const histogram = new Histogram();
    for (let k = 0; k < 100; k++) {
      const durationMs = durationsMs[next()] ?? 0;
      histogram.record(durationMs);
      peer?.observe({ service: "orders", ...labels }, durationMs / 1_000);
    }
    const value = [0, 0, 0, 0, 0, 0];
    histogram.appendTo(value);
    return [formatSeriesKey({ service: "orders", ...labels }), value];
  });
  const totals = { startMs: 0, started: 0, dropped: [], series };
  bench("scrape of 4,000 series: text", () =>
    do_not_optimize(formatExposition({ totals }, "prometheus")));
  bench("scrape of 4,000 series: protobuf", () =>
    do_not_optimize(formatExposition({ totals }, "protobuf")));
  if (register === undefined) return;
  bench("scrape of 4,000 series: prom-client", () => register.metrics());
}

type PromClient = typeof import("prom-client");

function createPeer(prom: PromClient, register: InstanceType<PromClient["Registry"]>) {
  return new prom.Histogram({
    name: "http_server_request_duration_seconds",
    help: "requests",
    labelNames: ["service", "method", "route", "status"] as const,
    buckets: Array.from({ length: 17 }, (_, i) => 2 ** (i - 10)),
    registers: [register],
  });
}

function addScopes(): void {
  const ids = new RandomIds();
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const fresh = new Headers({ accept: "application/json", "user-agent": "bench/1.0" });
  const continued = new Headers({ traceparent, "x-request-id": "checkout-7f3a" });
  bench("new Scope: new ids", () =>
    do_not_optimize(new Scope(ids, silentLogger, { headers: fresh })));
  bench("new Scope: continued", () =>
    do_not_optimize(new Scope(ids, silentLogger, { headers: continued })));
  bench("RandomIds.next(16)", () => do_not_optimize(ids.next(16)));
  bench("crypto.randomUUID", () => do_not_optimize(crypto.randomUUID()));
}

/** The same work each: a fresh object to a complete line in memory. Only the peers' lines with secrets show them unasked. */
async function addLines(): Promise<void> {
  const { edgewatch, consoleSink } = await load("index.js");
  const { default: pino } = await import("pino");
  // The last character joins the parts of a line, as writing it would.
  const destination = {
    write: (line: string) => do_not_optimize(line.charCodeAt(line.length - 1)),
  };
  const { log } = edgewatch({ service: "bench", sinks: [consoleSink(destination)] });
  const peer = pino({}, destination);
  const redacting = pino({ redact: secretPaths }, destination);
  const child = log.child(bound);
  const peerChild = peer.child(bound);
  bench("flat line: Edgewatch", () => log.info("hello", flat(next())));
  bench("flat line: pino", () => peer.info(flat(next()), "hello"));
  bench("flat line: JSON.stringify", () => destination.write(bare(flat(next()))));
  bench("child line: Edgewatch", () => child.info("hello", few(next())));
  bench("child line: pino", () => peerChild.info(few(next()), "hello"));
  bench("line with secrets: Edgewatch", () => log.info("hello", nested(next())));
  bench("line with secrets: pino, by paths", () => redacting.info(nested(next()), "hello"));
  bench("line with secrets: JSON.stringify", () => destination.write(bare(nested(next()))));
}

function bare(fields: object): string {
  return JSON.stringify({ level: "info", time: Date.now(), msg: "hello", ...fields });
}

function few(number: number): object {
  return { "order.id": number, status: 200, durationMs: 12.4, ok: true };
}

function flat(number: number): object {
  return {
    "user.id": `u-${number}`,
    ...few(number),
    method: "GET",
    path: "/api/v1/orders/7",
    ip: "203.0.113.7",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0",
    region: "eu-west-1",
    cached: false,
    bytes: 51_234,
  };
}

function nested(number: number): object {
  return {
    user: { id: `u-${number}`, password: "hunter2", profile: { name: "Bob", token: "abc" } },
    request: {
      headers: { authorization: "Bearer abc", "user-agent": "curl/8", cookie: "a=b" },
      method: "POST",
      path: "/login",
    },
    items: [
      { sku: "a", qty: 1 },
      { sku: "b", qty: 2 },
    ],
    ok: true,
  };
}

function addContexts(): void {
  const storage = new AsyncLocalStorage();
  const store = {};
  bench("AsyncLocalStorage.run", () => do_not_optimize(storage.run(store, next)));
  bench("AsyncLocalStorage.getStore", () => do_not_optimize(storage.getStore()));
  bench("AsyncLocalStorage.run, two awaits", () => storage.run(store, twoAwaits));
  bench("two awaits", () => twoAwaits());
}

function addClocks(): void {
  bench("performance.now", () => do_not_optimize(performance.now()));
  bench("Date.now", () => do_not_optimize(Date.now()));
}

async function twoAwaits(): Promise<void> {
  await undefined;
  await undefined;
}

function next(): number {
  turn = (turn + 1) % count;
  return turn;
}

function load(file: string) {
  return import(new URL(file, dist).href);
}
