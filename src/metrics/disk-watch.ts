import type { Clock } from "../core/clock.ts";
import { withDeadline } from "../core/deadline.ts";
import { unknownFigure, type UnknownReason } from "./figure.ts";
import type { Disk, Host } from "./host.ts";

const keepMs = 10_000;
const timeoutMs = 1_000;

/** Tells how much room a directory has left, as it was at most 10 s ago; nothing waits for a disk that hangs. */
export class DiskWatch {
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #directory: string | undefined;
  #disk: Disk;
  #lookedMs = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(directory: string | undefined, host: Host, clock: Clock) {
    this.#directory = directory;
    this.#host = host;
    this.#clock = clock;
    this.#disk = unknownDisk(directory === undefined ? "not configured" : "not measured yet");
  }

  /** Returns what was seen last, and looks again where that is old. */
  ask(): Disk {
    void this.#lookAgain();
    return this.#disk;
  }

  /** Waits a moment for what is being looked at; never rejects. */
  async settle(): Promise<void> {
    const looking = this.#lookAgain();
    if (looking === undefined) return;
    await withDeadline(looking, "look at the disk", timeoutMs, this.#clock).catch(() => {});
  }

  /** One look at a time: where the disk of a network hangs, each holds a thread. */
  #lookAgain(): Promise<void> | undefined {
    const isOld = this.#clock.monotonicMs() - this.#lookedMs >= keepMs;
    if (this.#directory === undefined || !isOld) return this.#looking;
    if (this.#looking === undefined) this.#looking = this.#look(this.#directory);
    else this.#disk = unknownDisk("cannot be read");
    return this.#looking;
  }

  async #look(directory: string): Promise<void> {
    this.#lookedMs = this.#clock.monotonicMs();
    try {
      this.#disk = await this.#host.disk(directory);
    } catch {
      this.#disk = unknownDisk("cannot be read");
    }
    this.#looking = undefined;
  }
}

function unknownDisk(reason: UnknownReason): Disk {
  const figure = unknownFigure(reason);
  return { freeBytes: figure, totalBytes: figure };
}
