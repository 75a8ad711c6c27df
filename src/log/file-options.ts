import type { QueueLimits } from "../core/bounded-queue.ts";
import { systemClock, type Clock } from "../core/clock.ts";
import { systemProcess, type FileProcess } from "./file-process.ts";
import type { FileLimits, FileRetention } from "./file-retention.ts";
import { systemFiles, type FileSystem } from "./file-system.ts";
import type { LogFormat } from "./log-format.ts";

export interface FileSinkOptions {
  /** Folder and base name, such as `logs/app.log`: files get a time and an owner before the extension. */
  readonly path: string;
  /** @default "otel" */
  readonly format?: LogFormat | undefined;
  /** A file never gets larger than this, unless one line is. @default 67_108_864 (64 MiB) */
  readonly maxFileBytes?: number | undefined;
  /** Begins a new file with each hour or day of UTC as well. @default by size only */
  readonly rotateEvery?: "hour" | "day" | undefined;
  /** Which closed files stay. */
  readonly keep?: FileRetention | undefined;
  /** Whether closed files are compressed. @default true */
  readonly gzip?: boolean | undefined;
  /** What may wait in memory; beyond it the oldest lines are dropped, but errors last. */
  readonly queue?: FileQueueOptions | undefined;
  /** Told once each time that writing begins to fail; the lines wait and are tried again. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** For tests. */
  readonly files?: FileSystem | undefined;
  /** For tests. */
  readonly process?: FileProcess | undefined;
}

export interface FileQueueOptions {
  /** @default 100_000 */
  readonly maxRecords?: number | undefined;
  /** Counted as characters. @default 33_554_432 (32 Mi) */
  readonly maxBytes?: number | undefined;
}

/** Options with every default filled in. */
export interface FileSettings {
  readonly path: string;
  readonly format: LogFormat;
  readonly maxFileBytes: number;
  /** Infinity when files are rotated by size only. */
  readonly periodMs: number;
  readonly keep: FileLimits;
  readonly gzip: boolean;
  readonly queue: QueueLimits;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
  readonly files: FileSystem;
  readonly process: FileProcess;
}

const mebibyte = 1_048_576;
const dayMs = 86_400_000;
const periodsMs = { hour: 3_600_000, day: dayMs } as const;
const formats: readonly unknown[] = ["otel", "ecs", "pino", "pretty"] satisfies LogFormat[];

/** @throws TypeError or RangeError when an option makes no sense. */
export function toFileSettings(options: FileSinkOptions): FileSettings {
  const { path, format = "otel", rotateEvery, keep = {}, gzip = true, queue = {} } = options;
  if (typeof path !== "string" || path === "" || /[/\\]$/.test(path)) {
    throw new TypeError(
      `Cannot log to files: path is ${JSON.stringify(path)}; give a folder and a base name, such as "logs/app.log"`,
    );
  }
  mustBeOneOf("format", format, formats);
  mustBeOneOf("rotateEvery", rotateEvery, [undefined, ...Object.keys(periodsMs)]);
  mustBeOneOf("gzip", gzip, [true, false]);
  return {
    path,
    format,
    gzip,
    maxFileBytes: positive("maxFileBytes", options.maxFileBytes, 64 * mebibyte),
    periodMs: rotateEvery === undefined ? Infinity : periodsMs[rotateEvery],
    keep: {
      ageMs: positive("keep.ageMs", keep.ageMs, 14 * dayMs),
      files: positive("keep.files", keep.files, 200),
      totalBytes: positive("keep.totalBytes", keep.totalBytes, 1_024 * mebibyte),
    },
    queue: {
      maxRecords: positive("queue.maxRecords", queue.maxRecords, 100_000),
      maxBytes: positive("queue.maxBytes", queue.maxBytes, 32 * mebibyte),
    },
    onError: options.onError ?? (() => {}),
    clock: options.clock ?? systemClock,
    files: options.files ?? systemFiles,
    process: options.process ?? systemProcess,
  };
}

/** Infinity is a number as well: it means no limit. */
function positive(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === "number" && value >= 1) return value;
  throw new RangeError(`Cannot log to files: ${name} is ${String(value)}; give a number from 1 on`);
}

function mustBeOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((one) => JSON.stringify(one) ?? "undefined").join(", ");
  throw new TypeError(
    `Cannot log to files: ${name} is ${JSON.stringify(value) ?? typeof value}; give one of ${list}`,
  );
}
