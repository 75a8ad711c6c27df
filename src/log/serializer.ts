import type { Fields } from "../core/fields.ts";
import { define, firstFields, readSafely } from "./fields-copy.ts";
import { plainForm } from "./plain-form.ts";
import type { Redaction } from "./redaction.ts";

/** What a record may cost; beyond it, the rest is said to be left out. */
export interface SerializerLimits {
  readonly maxDepth: number;
  readonly maxTextLength: number;
  /** Fields of one object, and items of one list. */
  readonly maxEntries: number;
  /** Objects and lists in one record. */
  readonly maxObjects: number;
}

const defaultLimits: SerializerLimits = {
  maxDepth: 10,
  maxTextLength: 16_384,
  maxEntries: 200,
  maxObjects: 1_000,
};

const telltaleLength = 1_024;

type Paths = readonly (readonly string[])[];
const noPaths: Paths = Object.freeze([]);

/** What is left out of a field. */
const omitted = Symbol("omitted");

/**
 * Turns any value into JSON with its secrets redacted.
 *
 * It copies on write and lets the runtime stringify what is left: what needs no change is never copied, and nothing given
 * is mutated. It never throws: what cannot be read or told is replaced by the reason in brackets.
 */
export class Serializer {
  readonly #redaction: Redaction;
  readonly #limits: SerializerLimits;
  /** The objects on the way from the record to here; empty between calls. */
  readonly #ancestors: object[] = [];
  #objects = 0;
  #isCopying = false;

  constructor(redaction: Redaction, limits: SerializerLimits = defaultLimits) {
    this.#redaction = redaction;
    this.#limits = limits;
  }

  /** Serialises the fields of a record, without the braces around them. */
  fields(fields: object): string {
    try {
      return this.#withoutBraces(fields);
    } catch {
      return this.#copied(fields);
    }
  }

  #withoutBraces(fields: unknown): string {
    this.#objects = 0;
    // Without types anything may come here.
    const json = JSON.stringify(this.#value(fields, 0, this.#redaction.paths) ?? null);
    if (json.startsWith("{")) return json.slice(1, -1);
    return json.startsWith("[") ? `"items":${json}` : `"value":${json}`;
  }

  /** Something was readable once only: what is read now is kept. */
  #copied(fields: unknown): string {
    this.#isCopying = true;
    try {
      return this.#withoutBraces(fields);
    } catch {
      return '"log.error":"the fields cannot be told"';
    } finally {
      this.#isCopying = false;
    }
  }

  /** Redacts and bounds a text, such as a message. */
  text(text: string): string {
    const { maxTextLength } = this.#limits;
    if (text.length <= maxTextLength) return this.#redaction.text(text);
    // What comes after the cut may tell that a secret stands before it.
    const redacted = this.#redaction.text(text.slice(0, maxTextLength + telltaleLength));
    return `${redacted.slice(0, maxTextLength)}… [${text.length} characters]`;
  }

  #value(value: unknown, depth: number, paths: Paths): unknown {
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "boolean":
      case "undefined":
        return value;
      case "bigint":
      case "symbol":
        return this.text(String(value));
      case "function":
        return this.text(`[function ${nameOf(value)}]`);
      case "object":
        return value !== null ? this.#guarded(value, depth, paths) : value;
    }
  }

  #guarded(value: object, depth: number, paths: Paths): unknown {
    const ancestors = this.#ancestors;
    if (ancestors.includes(value)) return "[circular]";
    if (depth >= this.#limits.maxDepth) return "[too deep]";
    if (this.#objects++ >= this.#limits.maxObjects) return "[too large]";
    const height = ancestors.push(value);
    try {
      return this.#object(value, depth, paths);
    } catch {
      ancestors.length = height;
      return this.#withoutThrowing(value, depth, paths);
    } finally {
      ancestors.length = height - 1;
    }
  }

  #object(value: object, depth: number, paths: Paths): unknown {
    const form = plainForm(value);
    if (Array.isArray(form)) return this.#list(form, depth, paths);
    if (isItself(form, value)) return this.#record(form, depth, paths);
    // What stands for a record is a record; `toJSON` without end is met by the limit of objects.
    return this.#value(form, depth === 0 ? 0 : depth + 1, paths) ?? null;
  }

  /** A getter or proxy has thrown: field by field, so that only the bad ones are lost. */
  #withoutThrowing(value: object, depth: number, paths: Paths): unknown {
    try {
      return this.#record(readSafely(value), depth, paths);
    } catch {
      return "[unreadable]";
    }
  }

  #list(list: readonly unknown[], depth: number, paths: Paths): unknown {
    const { maxEntries } = this.#limits;
    let copy: unknown[] | undefined =
      list.length > maxEntries ? list.slice(0, maxEntries) : undefined;
    for (let i = 0; i < Math.min(list.length, maxEntries); i++) {
      const item = list[i];
      const cleaned =
        paths.length === 0
          ? this.#value(item, depth + 1, noPaths)
          : this.#place(String(i), item, depth, paths);
      if (cleaned === item && !this.#isCopying) continue;
      copy ??= [...list];
      copy[i] = cleaned === omitted ? null : cleaned;
    }
    if (list.length > maxEntries) copy?.push(`[${list.length - maxEntries} more]`);
    return copy ?? list;
  }

  #record(record: Fields, depth: number, paths: Paths): unknown {
    const { maxEntries } = this.#limits;
    const { keys } = this.#redaction;
    let copy: Record<string, unknown> | undefined;
    let position = 0;
    for (const name in record) {
      const label = keys.of(name);
      const value = record[name];
      const cleaned = label.isSecret
        ? this.#secret(value, depth)
        : paths.length === 0
          ? this.#value(value, depth + 1, noPaths)
          : this.#place(name, value, depth, paths);
      const isRenamed = label.isTaken && depth === 0;
      if (copy === undefined && (isRenamed || cleaned !== value || this.#isCopying))
        copy = firstFields(record, position);
      if (copy !== undefined && cleaned !== omitted)
        define(copy, isRenamed ? `fields.${name}` : name, cleaned);
      if (++position === maxEntries)
        return { ...(copy ?? firstFields(record, position)), "…": "[cut here]" };
    }
    return copy ?? record;
  }

  /** A value that paths may speak of. */
  #place(name: string, value: unknown, depth: number, paths: Paths): unknown {
    const matching = paths.filter(([step]) => step === "*" || step === name);
    if (matching.some((path) => path.length === 1)) return this.#secret(value, depth);
    return this.#value(
      value,
      depth + 1,
      matching.map((path) => path.slice(1)),
    );
  }

  #secret(value: unknown, depth: number): unknown {
    if (value === undefined || value === null) return value;
    const { isRemoving, isMasking, censor } = this.#redaction;
    if (isRemoving) return omitted;
    return censor(isMasking ? "" : this.#secretText(value, depth));
  }

  /** What a hash is made of; bounded like all else. */
  #secretText(value: unknown, depth: number): string {
    const { maxTextLength } = this.#limits;
    if (typeof value === "string") return value.slice(0, maxTextLength);
    return JSON.stringify(this.#value(value, depth + 1, noPaths)) ?? String(value);
  }
}

function nameOf(work: { readonly name: unknown }): string {
  try {
    return String(work.name);
  } catch {
    return "";
  }
}

/** A plain object stands for itself. */
function isItself(form: unknown, value: object): form is Fields {
  return form === value;
}
