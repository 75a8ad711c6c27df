import { severityNumber } from "../core/level.ts";
import { FileBacklog } from "./file-backlog.ts";
import { FileFault } from "./file-fault.ts";
import { renewalMs } from "./file-lease.ts";
import { createOwner, FileNames } from "./file-name.ts";
import { toFileSettings, type FileSettings, type FileSinkOptions } from "./file-options.ts";
import { FileUpkeep } from "./file-upkeep.ts";
import { FileWriter } from "./file-writer.ts";
import { LogDirectory, type DirectoryCounts } from "./log-directory.ts";
import { createFormat, type FormatRecord } from "./log-format.ts";
import type { LogRecord, LogTarget, SinkCounts } from "./log-record.ts";

/** What became of the records, and of the files. */
export interface FileSinkCounts extends SinkCounts, DirectoryCounts {
  /** Files begun. */
  readonly begun: number;
}

/** Log files in a folder. */
export interface FileSink extends LogTarget {
  /** Takes a record; never throws, and never waits. */
  write(record: LogRecord): void;
  /** Resolves when everything written so far is in files; while writing fails, after one more attempt. */
  flush(): Promise<void>;
  /** Writes what is left, waits for the compression of closed files, and lets go of everything. */
  close(): Promise<void>;
  counts(): FileSinkCounts;
}

/** Lines wait this long for others to be written with. */
const delayMs = 100;
/** As soon as so much waits, it is written. */
const eagerBytes = 65_536;
/** Every how many renewals the folder is looked after, besides with every file begun or closed. */
const renewalsPerUpkeep = 3;

/**
 * Writes records to files that it rotates, compresses and deletes, on Deno, Bun and Node.
 *
 * Any number of processes may share a folder: each writes files of its own, named after the time and the process, and
 * `logs/app.log` is a link to the one begun last, for `tail -F`. Lines are written at most 100 ms late, or 64 KiB; what
 * waits when the process exits or crashes is written then. A process that is killed loses these 100 ms.
 *
 * @throws TypeError or RangeError when an option makes no sense.
 *
 * @example
 * ```ts
 * import { fileSink } from "edgewatch/server";
 *
 * const sink = fileSink({ path: "logs/app.log", rotateEvery: "day", keep: { ageMs: 7 * 86_400_000 } });
 * await sink.close();
 * ```
 */
export function fileSink(options: FileSinkOptions): FileSink {
  return new RotatingFiles(toFileSettings(options));
}

/** What exists from the first record on. */
interface Parts {
  readonly writer: FileWriter;
  readonly directory: LogDirectory;
  readonly upkeep: FileUpkeep;
  readonly stopListening: () => void;
}

class RotatingFiles implements FileSink {
  readonly #settings: FileSettings;
  readonly #format: FormatRecord;
  readonly #backlog: FileBacklog;
  readonly #fault = new FileFault();
  #parts: Parts | undefined;
  #running: Promise<void> | undefined;
  #isScheduled = false;
  #isRenewalDue = false;
  #isClosed = false;
  #isExiting = false;

  constructor(settings: FileSettings) {
    this.#settings = settings;
    this.#format = createFormat(settings.format);
    this.#backlog = new FileBacklog(settings.queue);
  }

  write(record: LogRecord): void {
    if (this.#isClosed) {
      this.#backlog.drop("closed", 1);
      return;
    }
    const line = this.#toLine(record);
    if (line === undefined) return;
    this.#parts ??= this.#open();
    const isPrecious = severityNumber[record.level] >= severityNumber.error;
    const { reason } = this.#fault;
    this.#backlog.push(line, isPrecious, reason ?? "queue_full");
    if (this.#isExiting) this.#writeSync();
    else if (this.#backlog.queuedBytes >= eagerBytes && reason === undefined) void this.#run();
    else this.#schedule();
  }

  async flush(): Promise<void> {
    if (this.#backlog.isEmpty) return;
    const written = this.#backlog.written();
    void this.#run();
    await written;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.flush();
    await this.#running;
    this.#backlog.giveUp(this.#fault.reason ?? "closed");
    this.#parts?.stopListening();
    await this.#parts?.writer.end().catch(() => {});
    await this.#parts?.upkeep.settled();
  }

  counts(): FileSinkCounts {
    const none = { compressed: 0, removed: 0, repaired: 0, failed: 0 };
    return {
      ...this.#backlog.counts(),
      begun: this.#parts?.writer.begun ?? 0,
      ...(this.#parts?.directory.counts ?? none),
    };
  }

  #toLine(record: LogRecord): string | undefined {
    try {
      const line = this.#format(record);
      if (line.length < this.#settings.queue.maxBytes) return line;
      this.#backlog.drop("record_too_large", 1);
    } catch {
      this.#backlog.drop("format_failed", 1);
    }
    return undefined;
  }

  #open(): Parts {
    const { path, process } = this.#settings;
    const machine = process.machine();
    const owner = createOwner(machine, process.id);
    const names = new FileNames(path, owner);
    const upkeep = new FileUpkeep(() => directory.maintain());
    const writer = new FileWriter(this.#settings, names, () => upkeep.request());
    const seen = machine === undefined ? undefined : owner.machine;
    const directory = new LogDirectory(this.#settings, names, writer, seen);
    const stopListening = process.onEnd((isExit) => {
      this.#isExiting ||= isExit;
      this.#writeSync();
    });
    void this.#renewRegularly(upkeep);
    return { writer, directory, upkeep, stopListening };
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const waitMs = this.#fault.reason === undefined ? delayMs : this.#fault.retryMs;
    void this.#settings.clock.delay(waitMs).then(() => {
      this.#isScheduled = false;
      this.#backlog.want();
      return this.#run();
    });
  }

  /** Writes what is to be written; never rejects. */
  #run(): Promise<void> {
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      this.#backlog.releaseSettled();
      // Who still waits came too late for the attempt that has just failed.
      const { isAwaited, isEmpty } = this.#backlog;
      if (isAwaited || (this.#fault.reason === undefined && this.#hasWork())) void this.#run();
      else if (!isEmpty) this.#schedule();
    });
    return this.#running;
  }

  async #drain(): Promise<void> {
    const writer = this.#parts?.writer;
    if (writer === undefined) return;
    try {
      while (this.#hasWork()) {
        if (this.#isRenewalDue) await this.#renew(writer);
        else await this.#writeNext(writer);
      }
    } catch (error) {
      if (this.#fault.note(error)) tell(this.#settings.onError, error);
      if (!this.#fault.sparesFile) await writer.release().catch(() => {});
      this.#backlog.release(Infinity);
    }
  }

  #hasWork(): boolean {
    const { isWanted, queuedBytes } = this.#backlog;
    return this.#isRenewalDue || isWanted || queuedBytes >= eagerBytes;
  }

  async #writeNext(writer: FileWriter): Promise<void> {
    const chunk = this.#backlog.next();
    if (chunk === undefined) return;
    await writer.write(chunk);
    this.#fault.clear();
    this.#backlog.settle(chunk);
  }

  /** Writes everything at once: the process ends. */
  #writeSync(): void {
    try {
      for (let chunk = this.#backlog.next(); chunk !== undefined; chunk = this.#backlog.next()) {
        this.#parts?.writer.writeSync(chunk);
        this.#backlog.settle(chunk);
      }
    } catch {
      // There is nobody left to tell.
    }
  }

  async #renewRegularly(upkeep: FileUpkeep): Promise<void> {
    for (let renewals = 1; ; renewals++) {
      await this.#settings.clock.delay(renewalMs);
      if (this.#isClosed) return;
      this.#isRenewalDue = true;
      await this.#run();
      if (renewals % renewalsPerUpkeep === 0) upkeep.request();
    }
  }

  async #renew(writer: FileWriter): Promise<void> {
    this.#isRenewalDue = false;
    await writer.renew();
  }
}

/** A callback that fails must not stop the sink. */
function tell(onError: (error: unknown) => void, error: unknown): void {
  try {
    onError(error);
  } catch {
    // What it was told is counted.
  }
}
