/** Who writes a file: no two sinks are the same owner. */
export interface FileOwner {
  /** Names the set of processes that can see each other, in 8 hex digits. */
  readonly machine: string;
  readonly processId: number;
  /** Tells sinks of one process from each other, in 8 hex digits. */
  readonly instance: string;
}

/** Makes an owner that no other sink is; `machine` is what the process says of it. */
export function createOwner(machine: string | undefined, processId: number): FileOwner {
  const [random = 0, instance = 0] = crypto.getRandomValues(new Uint32Array(2));
  return {
    machine: toHex(machine === undefined ? random : hash(machine)),
    processId,
    instance: toHex(instance),
  };
}

/** `plain` is being written or waits to be compressed; `temporary` is half of something else. */
export type FileKind = "plain" | "gzip" | "temporary";

/** What the name of a log file says. */
export interface LogFileName {
  readonly name: string;
  /** When it was created, in milliseconds since 1970; 0 for temporary files of a link. */
  readonly timeMs: number;
  /** Who created it; for temporary files, who creates it. */
  readonly owner: FileOwner;
  readonly kind: FileKind;
  /** For temporary files, the name that they get; otherwise `name`. */
  readonly target: string;
}

const temporarySuffix = ".tmp";
const gzipSuffix = ".gz";

/**
 * The names of one set of log files.
 *
 * `logs/app.log` becomes `logs/app.2026-11-23T10-00-00-000Z.1f2e3d4c-4711-9a8b7c6d.log`: alphabetical order is the
 * order of creation, and the owner makes the name unique. `logs/app.log` itself is a link.
 */
export class FileNames {
  readonly folder: string;
  /** The name of the link. */
  readonly linkName: string;
  readonly #owner: FileOwner;
  readonly #base: string;
  readonly #extension: string;
  readonly #pattern: RegExp;

  constructor(path: string, owner: FileOwner) {
    const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    this.folder = slash === -1 ? "." : path.slice(0, slash) || "/";
    this.linkName = path.slice(slash + 1);
    const dot = this.linkName.lastIndexOf(".");
    this.#base = dot > 0 ? this.linkName.slice(0, dot) : this.linkName;
    this.#extension = dot > 0 ? this.linkName.slice(dot) : "";
    this.#owner = owner;
    const [base, extension] = [escapePattern(this.#base), escapePattern(this.#extension)];
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z`;
    const id = String.raw`[0-9a-f]{8}-\d+-[0-9a-f]{8}`;
    this.#pattern = new RegExp(
      `^${base}(?:\\.(${time})\\.(${id}))?${extension}(\\.gz)?(?:\\.(${id})\\.tmp)?$`,
    );
  }

  pathOf(name: string): string {
    return this.folder === "/" ? `/${name}` : `${this.folder}/${name}`;
  }

  create(timeMs: number): string {
    const time = new Date(timeMs).toISOString().replaceAll(/[:.]/g, "-");
    return `${this.#base}.${time}.${formatOwner(this.#owner)}${this.#extension}`;
  }

  gzipOf(name: string): string {
    return `${name}${gzipSuffix}`;
  }

  /** A name for what is not finished. */
  temporaryOf(name: string): string {
    return `${name}.${formatOwner(this.#owner)}${temporarySuffix}`;
  }

  isOwn(file: LogFileName): boolean {
    return formatOwner(file.owner) === formatOwner(this.#owner);
  }

  /** Reads a name; undefined when it is none of these files, or the link. */
  parse(name: string): LogFileName | undefined {
    const found = this.#pattern.exec(name);
    if (found === null) return undefined;
    const [, time, creator, gzip, temporaryOwner] = found;
    const owner = parseOwner(temporaryOwner ?? creator);
    if (owner === undefined) return undefined;
    const kind = gzip === undefined ? "plain" : "gzip";
    const suffix = temporaryOwner === undefined ? "" : `.${temporaryOwner}${temporarySuffix}`;
    return {
      name,
      target: name.slice(0, name.length - suffix.length),
      timeMs: time === undefined ? 0 : parseTime(time),
      owner,
      kind: temporaryOwner === undefined ? kind : "temporary",
    };
  }
}

function toHex(number: number): string {
  return number.toString(16).padStart(8, "0");
}

/** FNV-1a. */
function hash(text: string): number {
  let hashed = 0x81_1c_9d_c5;
  for (const byte of new TextEncoder().encode(text)) {
    hashed = Math.imul(hashed ^ byte, 0x01_00_01_93) >>> 0;
  }
  return hashed;
}

function formatOwner({ machine, processId, instance }: FileOwner): string {
  return `${machine}-${processId}-${instance}`;
}

function parseOwner(text: string | undefined): FileOwner | undefined {
  const [machine, processId, instance] = text?.split("-") ?? [];
  if (machine === undefined || instance === undefined) return undefined;
  return { machine, processId: Number(processId), instance };
}

function parseTime(time: string): number {
  const [day, clock = ""] = time.split("T");
  const [hours, minutes, seconds, milliseconds] = clock.split("-");
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}.${milliseconds}`);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
