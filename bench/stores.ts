/**
 * The child that measures what stores do: `stores.ts '{"dist":…}'`. Times are CPU time of this process.
 *
 * It reaches into Edgewatch's build by path, for none of this is public.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface StoreFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim: number;
  /** Whether more is better. */
  readonly isRate: boolean;
}

const { dist }: { dist: string } = JSON.parse(process.argv[2] ?? "{}");
const { FrameRecorder } = await load("metrics/frame-recorder.js");
const { Engine } = await load("store/engine.js");
const { FrameMerger } = await load("store/frame-merger.js");
const { MemoryKeyValue } = await load("store/memory-store.js");
const { mergeReadings } = await load("store/merge-readings.js");
const { SqliteKeyValue } = await load("store/sqlite-store.js");

const startMs = Date.UTC(2026, 10, 1);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shards = 4;
let seed = 3;

const figures: StoreFigure[] = [
  {
    name: "flushes of 100 requests into one SQLite file",
    value: sqliteFlushes(),
    unit: "a second",
    aim: 2_000,
    isRate: true,
  },
  { name: "merge of 1,000 series", value: mergeOfSeries(), unit: "ms", aim: 2, isRate: false },
  ...queries(),
];
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));

/** Fifty sources, ten flushes a second, twenty routes. */
function sqliteFlushes(): number {
  const folder = mkdtempSync(join(tmpdir(), "edgewatch-bench-"));
  const host = new SqliteKeyValue(join(folder, "counts.sqlite"));
  const engine = new Engine(host);
  const frames = Array.from({ length: 200 }, () => frameOf(100, 20));
  const flushes = 5_000;
  const spentMs = cpuMs(() => {
    for (let i = 0; i < flushes; i++) {
      const nowMs = startMs + Math.floor(i / 100) * 10_000;
      const frame = { ...frames[i % 200], startMs: nowMs };
      const sequence = 1 + Math.floor(i / 50);
      engine.apply({ source: `source ${i % 50}`, sequence, frames: [frame] });
      if (i % 600 === 0) engine.rollUp(nowMs);
    }
  });
  host.close();
  rmSync(folder, { recursive: true, force: true });
  return (flushes / spentMs) * 1_000;
}

function mergeOfSeries(): number {
  const [one, other] = [frameOf(300_000, 200, 5), frameOf(300_000, 200, 5)];
  return best(20, () => {
    const merger = new FrameMerger(startMs);
    merger.add(one);
    merger.add(other);
    merger.toFrame();
  });
}

/** A month of history and a busy last hour, in four shards of 200 series. */
function queries(): StoreFigure[] {
  const endMs = startMs + 30 * dayMs;
  const engines = Array.from({ length: shards }, () => monthOfHistory(endMs));
  function query(lengthMs: number, stepMs: number): number {
    const range = { fromMs: endMs - lengthMs, toMs: endMs };
    return best(10, () => {
      mergeReadings(
        engines.map((engine) => engine.read(range, stepMs)),
        stepMs,
      );
    });
  }
  const of = `of ${shards} shards × 200 series`;
  return [
    {
      name: `30 days by day ${of}`,
      value: query(30 * dayMs, dayMs),
      unit: "ms",
      aim: 50,
      isRate: false,
    },
    {
      name: `1 hour by minute ${of}`,
      value: query(hourMs, 60_000),
      unit: "ms",
      aim: 20,
      isRate: false,
    },
  ];
}

function monthOfHistory(endMs: number) {
  const engine = new Engine(new MemoryKeyValue());
  const frames = Array.from({ length: 20 }, () => frameOf(2_000, 67));
  let sequence = 0;
  function apply(atMs: number): void {
    sequence++;
    const frame = { ...frames[sequence % 20], startMs: atMs };
    engine.apply({ source: "a", sequence, frames: [frame] });
  }
  for (let atMs = startMs; atMs < endMs - hourMs; atMs += 600_000) {
    apply(atMs);
    engine.rollUp(atMs);
  }
  for (let atMs = endMs - hourMs; atMs < endMs; atMs += 10_000) apply(atMs);
  engine.rollUp(endMs);
  return engine;
}

function frameOf(requests: number, routes: number, statuses = 3) {
  const recorder = new FrameRecorder(startMs);
  for (let i = 0; i < requests; i++) {
    recorder.begin();
    recorder.observe({
      method: "GET",
      route: `/route/${Math.floor(random() * routes)}/:id`,
      status: 200 + 100 * Math.floor(random() * statuses),
      durationMs: Math.exp(2 + normal()),
      bytesIn: 0,
      bytesOut: 1_000,
      cpuMs: undefined,
      labels: undefined,
    });
  }
  return recorder.toFrame("orders", "v1");
}

/** The least CPU time of some runs, in milliseconds. */
function best(runs: number, work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < runs; run++) least = Math.min(least, cpuMs(work));
  return least;
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function random(): number {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
}

function load(file: string) {
  return import(new URL(file, dist).href);
}
