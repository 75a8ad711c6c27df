import { errorCode } from "./file-system.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "disk_full",
  EDQUOT: "disk_full",
  EACCES: "no_permission",
  EPERM: "no_permission",
  EROFS: "no_permission",
  EMFILE: "too_many_files",
  ENFILE: "too_many_files",
};
const minRetryMs = 100;
const maxRetryMs = 5_000;

/** Why writing fails at present, if it does, and how long to wait for the next attempt. */
export class FileFault {
  #reason: string | undefined;
  #retryMs = minRetryMs;

  get reason(): string | undefined {
    return this.#reason;
  }

  get retryMs(): number {
    return this.#retryMs;
  }

  /** Whether the file may be used further: a full disk spares what is there. */
  get sparesFile(): boolean {
    return this.#reason === undefined || this.#reason === "disk_full";
  }

  /** Returns whether this is the beginning of a fault. */
  note(error: unknown): boolean {
    const isNew = this.#reason === undefined;
    if (!isNew) this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
    this.#reason = reasons[errorCode(error) ?? ""] ?? "write_failed";
    return isNew;
  }

  clear(): void {
    this.#reason = undefined;
    this.#retryMs = minRetryMs;
  }
}
