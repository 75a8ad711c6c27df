import { FileLeases } from "./file-lease.ts";
import type { FileNames, LogFileName } from "./file-name.ts";
import type { FileSettings } from "./file-options.ts";
import { chooseRemovals } from "./file-retention.ts";
import type { FileFacts } from "./file-system.ts";

/** What was done to closed files. */
export interface DirectoryCounts {
  readonly compressed: number;
  /** Files deleted because of `keep`. */
  readonly removed: number;
  /** Files of processes that ended in mid-write: half a line was cut off. */
  readonly repaired: number;
  /** Attempts that failed, and are repeated later. */
  readonly failed: number;
}

/** What the directory must know of the file that is being written. */
export interface LiveFile {
  readonly liveName: string | undefined;
  isLive(name: string): boolean;
}

interface Entry {
  readonly file: LogFileName;
  readonly facts: FileFacts;
  /** Whether nobody writes it any more. */
  readonly isClosed: boolean;
}

/**
 * Looks after the files that nobody writes any more: own ones, and those of processes that are gone.
 *
 * There is no lock. Every step may be done twice or by two processes at once, with the same result: half a line is cut
 * at the same place, a gzip file appears complete under its name or not at all, and deleting twice does no harm.
 */
export class LogDirectory {
  readonly #settings: FileSettings;
  readonly #names: FileNames;
  readonly #live: LiveFile;
  readonly #leases: FileLeases;
  /** Closed files that are whole, and stay as they are. */
  #tidy: ReadonlySet<string> = new Set();
  #linked: string | undefined;
  #compressed = 0;
  #removed = 0;
  #repaired = 0;
  #failed = 0;

  constructor(
    settings: FileSettings,
    names: FileNames,
    live: LiveFile,
    machine: string | undefined,
  ) {
    this.#settings = settings;
    this.#names = names;
    this.#live = live;
    this.#leases = new FileLeases(machine, settings.process, settings.clock);
  }

  get counts(): DirectoryCounts {
    const [compressed, removed, repaired] = [this.#compressed, this.#removed, this.#repaired];
    return { compressed, removed, repaired, failed: this.#failed };
  }

  /** Repairs, compresses, deletes, and turns the link; never rejects. */
  async maintain(): Promise<void> {
    await this.#attempt(async () => {
      // Before anything is compressed, its bytes say little.
      await this.#retain(await this.#look(), Infinity);
      await this.#tidyAll(await this.#look());
      await this.#retain(await this.#look(), this.#settings.keep.totalBytes);
    });
    await this.#attempt(() => this.#turnLink());
  }

  async #look(): Promise<readonly Entry[]> {
    const { files } = this.#settings;
    const found = new Map<LogFileName, FileFacts>();
    for (const name of await files.list(this.#names.folder)) {
      const file = this.#names.parse(name);
      const facts = file && (await files.look(this.#names.pathOf(name)));
      if (file !== undefined && facts !== undefined) found.set(file, facts);
    }
    const others = [...found].filter(([file]) => file.kind !== "gzip" && !this.#names.isOwn(file));
    const abandoned = this.#leases.findAbandoned(new Map(others));
    return Array.from(found, ([file, facts]) => {
      const isOwnClosed = this.#names.isOwn(file) && !this.#live.isLive(file.name);
      return { file, facts, isClosed: file.kind === "gzip" || isOwnClosed || abandoned.has(file) };
    });
  }

  async #tidyAll(entries: readonly Entry[]): Promise<void> {
    const before = this.#tidy;
    const after = new Set<string>();
    // What is there is complete, and what another process works on soon will be.
    const compressed = new Set(
      entries
        .filter(({ file, isClosed }) => file.kind === "gzip" || !isClosed)
        .map(({ file }) => file.target),
    );
    for (const { file, isClosed } of entries) {
      if (!isClosed || file.kind === "gzip") continue;
      await this.#attempt(async () => {
        const path = this.#names.pathOf(file.name);
        if (file.kind === "temporary") await this.#settings.files.remove(path);
        else if (before.has(file.name) || (await this.#tidyOne(file, compressed))) {
          after.add(file.name);
        }
      });
    }
    this.#tidy = after;
  }

  /** Resolves to whether the file is whole and stays. */
  async #tidyOne(file: LogFileName, compressed: ReadonlySet<string>): Promise<boolean> {
    const { files, gzip } = this.#settings;
    const path = this.#names.pathOf(file.name);
    // Its owner may have written to it after it was looked at, and before it was found to be closed.
    const facts = await files.look(path);
    if (facts === undefined) return false;
    const { sizeBytes } = facts;
    const wholeBytes = await files.wholeLinesBytes(path, sizeBytes);
    if (wholeBytes < sizeBytes) {
      await files.truncate(path, wholeBytes);
      this.#repaired++;
    }
    if (wholeBytes === 0) {
      await files.remove(path);
      return false;
    }
    if (!gzip) return true;
    const target = this.#names.gzipOf(file.name);
    if (compressed.has(target)) {
      // Another process may still be making it.
      if ((await files.look(this.#names.pathOf(target))) !== undefined) await files.remove(path);
      return false;
    }
    const temporary = this.#names.temporaryOf(target);
    await files.compress(path, this.#names.pathOf(temporary), this.#names.pathOf(target));
    this.#compressed++;
    await files.remove(path);
    return false;
  }

  async #retain(entries: readonly Entry[], totalBytes: number): Promise<void> {
    const { files, keep, clock } = this.#settings;
    const kept = entries
      .filter(({ file }) => file.kind !== "temporary")
      .map(({ file, facts, isClosed }) => ({ name: file.name, facts, isLive: !isClosed }));
    for (const { name } of chooseRemovals(kept, { ...keep, totalBytes }, clock.now())) {
      await this.#attempt(async () => {
        await files.remove(this.#names.pathOf(name));
        this.#removed++;
      });
    }
  }

  /** Points the link to the file that is being written, when that was begun or the link's target is gone. */
  async #turnLink(): Promise<void> {
    const { files, process } = this.#settings;
    const { liveName } = this.#live;
    if (liveName === undefined || !process.mayLink()) return;
    const path = this.#names.pathOf(this.#names.linkName);
    const facts = await files.look(path);
    // A log file from before this sink was used.
    if (facts !== undefined && !facts.isLink) return;
    const target = await files.readLink(path);
    const isGood =
      target !== undefined && (await files.look(this.#names.pathOf(target))) !== undefined;
    if (liveName === this.#linked && isGood) return;
    this.#linked = liveName;
    const temporary = this.#names.temporaryOf(this.#names.linkName);
    await files.link(path, this.#names.pathOf(temporary), liveName);
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch {
      this.#failed++;
    }
  }
}
