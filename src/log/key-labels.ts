import type { SensitiveKeys } from "./sensitive-keys.ts";

/** What the name of a field says. */
export interface KeyLabel {
  readonly isSecret: boolean;
  /** At the top of a record the name belongs to the record: the field is written as `fields.<name>`. */
  readonly isTaken: boolean;
}

const maxCachedNames = 2_000;
const maxNameLength = 256;

/** Names that belong to every record. */
const envelopeNames = new Set([
  "timestamp",
  "level",
  "message",
  "logger",
  "event",
  "trace_id",
  "span_id",
  "trace_flags",
  "request_id",
  "cloudflare.ray_id",
  "service.name",
  "service.version",
  "deployment.environment.name",
]);

/** Judges names, and remembers them: they come again and again. */
export class KeyLabels {
  readonly #sensitive: SensitiveKeys;
  readonly #labels = new Map<string, KeyLabel>();

  constructor(sensitive: SensitiveKeys) {
    this.#sensitive = sensitive;
  }

  of(name: string): KeyLabel {
    return this.#labels.get(name) ?? this.#make(name);
  }

  #make(name: string): KeyLabel {
    const key = { isSecret: this.#sensitive.has(name), isTaken: envelopeNames.has(name) };
    if (name.length > maxNameLength) return key;
    // Starting anew when full heals by itself, and keeps made-up names from taking memory.
    if (this.#labels.size >= maxCachedNames) this.#labels.clear();
    this.#labels.set(name, key);
    return key;
  }
}
