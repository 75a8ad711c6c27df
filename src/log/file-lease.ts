import type { Clock } from "../core/clock.ts";
import type { LogFileName } from "./file-name.ts";
import type { FileProcess } from "./file-process.ts";
import type { FileFacts } from "./file-system.ts";

/** How often an owner marks the file that it writes as changed. */
export const renewalMs = 20_000;
/** An owner that has not written or renewed for this long, as after a suspension, takes a new file. */
export const lapseMs = 60_000;
/** A file that did not change for this long while others watched it belongs to nobody. */
const abandonedMs = 150_000;

interface Observation {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly sinceMs: number;
}

/**
 * Tells which files of others belong to nobody any more.
 *
 * A process of the same machine is asked for by its id: if it is gone, so is the owner, and if it lives, so does the
 * file. Where that cannot be known (another container or host, a restart of the machine, another sink with this
 * process's id) the file must have stood still for long while this sink watched it, on a clock that never jumps; its
 * owner, if there is one after all, has then given it up by itself.
 */
export class FileLeases {
  readonly #machine: string | undefined;
  readonly #process: FileProcess;
  readonly #clock: Clock;
  #observations = new Map<string, Observation>();

  /** @param machine this machine's name in file names; undefined where processes cannot be seen */
  constructor(machine: string | undefined, process: FileProcess, clock: Clock) {
    this.#machine = machine;
    this.#process = process;
    this.#clock = clock;
  }

  /** Picks the files that belong to nobody; to be given all files of the others at a time. */
  findAbandoned(files: ReadonlyMap<LogFileName, FileFacts>): ReadonlySet<LogFileName> {
    const observations = new Map<string, Observation>();
    const abandoned = new Set<LogFileName>();
    for (const [file, facts] of files) {
      const isAlive = this.#isAlive(file);
      if (isAlive === true) continue;
      const observation = this.#observe(file.name, facts);
      observations.set(file.name, observation);
      const stoodStillMs = this.#clock.monotonicMs() - observation.sinceMs;
      if (isAlive === false || stoodStillMs >= abandonedMs) abandoned.add(file);
    }
    this.#observations = observations;
    return abandoned;
  }

  #isAlive({ owner }: LogFileName): boolean | undefined {
    const isNeighbour = owner.machine === this.#machine && owner.processId !== this.#process.id;
    return isNeighbour ? this.#process.isAlive(owner.processId) : undefined;
  }

  #observe(name: string, { sizeBytes, modifiedMs }: FileFacts): Observation {
    const last = this.#observations.get(name);
    if (last?.sizeBytes === sizeBytes && last.modifiedMs === modifiedMs) return last;
    return { sizeBytes, modifiedMs, sinceMs: this.#clock.monotonicMs() };
  }
}
