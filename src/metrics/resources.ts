import { systemClock, type Clock } from "../core/clock.ts";
import { detectRuntime, type Runtime, type RuntimeName } from "../core/runtime.ts";
import { DiskWatch } from "./disk-watch.ts";
import { EventLoopLag } from "./event-loop-lag.ts";
import { unknownFigure, type Figure } from "./figure.ts";
import { detectHost, type Disk, type Host } from "./host.ts";

/** What the process that answers uses, each figure with the reason where it is not known. */
export interface ResourceSample {
  readonly memory: {
    readonly rssBytes: Figure;
    readonly heapUsedBytes: Figure;
    readonly limitBytes: Figure;
  };
  readonly cpu: {
    /** Of one core, since the sample before; of the first one, since the process began. */
    readonly share: Figure;
    /** Since the process began. */
    readonly seconds: Figure;
    readonly cores: Figure;
  };
  /** The worst of the last 10 to 20 s. */
  readonly eventLoopLagMs: Figure;
  readonly uptimeSeconds: Figure;
  readonly load1: Figure;
  /** Of the data directory. */
  readonly disk: Disk;
}

export interface Resources {
  /** Version of the runtime. */
  readonly version: Figure<string>;
  /** Returns what is known now, at most 10 s old; what takes a moment to measure is there the next time. */
  sample(): ResourceSample;
  /** Looks at the disk before it samples; never rejects. */
  measure(): Promise<ResourceSample>;
}

export interface ResourcesOptions {
  /** @default the one that runs */
  readonly runtime?: Runtime | undefined;
  readonly clock?: Clock | undefined;
  /** Where data is kept. */
  readonly directory?: string | undefined;
  /** @default that of the runtime */
  readonly host?: Host | undefined;
}

const keepMs = 10_000;
/** How late timers of 100 ms are on an idle machine, in milliseconds (2026-11); workerd's clock stands still between I/O. */
const timerFloorsMs: Readonly<Partial<Record<RuntimeName, number>>> = {
  node: 0.5,
  deno: 1.6,
  bun: 0.2,
};
const unavailable = unknownFigure("not available on this runtime");

/** What is read at once. */
interface Kept extends Omit<ResourceSample, "disk" | "eventLoopLagMs"> {
  readonly atMs: number;
}

/** Makes what tells how much of its machine a process uses; it measures only when asked. */
export function createResources({
  runtime = detectRuntime(),
  clock = systemClock,
  directory,
  host = detectHost(runtime.name),
}: ResourcesOptions = {}): Resources {
  const floorMs = timerFloorsMs[runtime.name];
  const lag = floorMs === undefined ? undefined : new EventLoopLag(clock, floorMs);
  const disk = new DiskWatch(directory, host, clock);
  let kept: Kept | undefined;

  function sample(): ResourceSample {
    const nowMs = clock.monotonicMs();
    if (kept === undefined || nowMs - kept.atMs >= keepMs) {
      kept = readNow(runtime, host, nowMs, kept);
    }
    const { memory, cpu, uptimeSeconds, load1 } = kept;
    const eventLoopLagMs = lag?.ask() ?? unavailable;
    return { memory, cpu, eventLoopLagMs, uptimeSeconds, load1, disk: disk.ask() };
  }

  return {
    version: host.version(),
    sample,
    async measure() {
      await disk.settle();
      return sample();
    },
  };
}

function readNow(runtime: Runtime, host: Host, atMs: number, before: Kept | undefined): Kept {
  const memory = runtime.memory();
  const seconds = host.cpuSeconds();
  const uptimeSeconds = host.uptimeSeconds();
  const elapsedSeconds = before === undefined ? uptimeSeconds.value : (atMs - before.atMs) / 1_000;
  return {
    atMs,
    memory: {
      rssBytes: memory === undefined ? unavailable : { value: memory.rssBytes },
      heapUsedBytes: memory === undefined ? unavailable : { value: memory.heapUsedBytes },
      limitBytes: host.memoryLimitBytes(),
    },
    cpu: {
      share: shareOf(seconds.value, before?.cpu.seconds.value, elapsedSeconds),
      seconds,
      cores: host.cores(),
    },
    uptimeSeconds,
    load1: host.load1(),
  };
}

function shareOf(
  seconds: number | undefined,
  secondsBefore: number = 0,
  elapsedSeconds: number | undefined,
): Figure {
  if (seconds === undefined || elapsedSeconds === undefined) return unavailable;
  return { value: Math.round(((seconds - secondsBefore) / elapsedSeconds) * 10_000) / 10_000 };
}
