import { isHashKey, minHashKeyLength, platformHash } from "../core/keyed-hash.ts";
import { KeyLabels } from "./key-labels.ts";
import { SensitiveKeys } from "./sensitive-keys.ts";
import { createValueScan, type ValueScan } from "./value-scan.ts";
import { mayHoldSecret, redactText } from "./redact-text.ts";

/** What is done with a secret: its field goes, its value is masked, or a keyed hash stands for it. */
export type RedactionMode = "remove" | "mask" | "hash";

export interface RedactionOptions {
  /** Further whole keys, at any depth; compared without case and separators. */
  readonly keys?: readonly string[] | undefined;
  /** Exact places, with `*` for any one step: `user.name`, `items.*.note`. */
  readonly paths?: readonly string[] | undefined;
  /** Own patterns for values; what they match is replaced. */
  readonly patterns?: readonly RegExp[] | undefined;
  /** Kinds of values to look for in every text: "email", "jwt", "bearer", "card". @default none */
  readonly scan?: readonly ValueScan[] | undefined;
  /** @default "mask" */
  readonly mode?: RedactionMode | undefined;
  /** Secret of the keyed hash, at least 16 characters. */
  readonly hashKey?: string | undefined;
  /** Makes the keyed hash in lowercase hex. @default HMAC-SHA-256 of the runtime's `node:crypto` */
  readonly hash?: ((text: string, key: string) => string) | undefined;
}

/** What stands for a masked value. */
export const mask = "[REDACTED]";

/** A checked configuration, ready for use. */
export interface Redaction {
  readonly keys: KeyLabels;
  readonly paths: readonly (readonly string[])[];
  readonly isRemoving: boolean;
  readonly isMasking: boolean;
  /** Returns what stands for a secret. */
  readonly censor: (secret: string) => string;
  /** Replaces the secrets inside a text. */
  readonly text: (text: string) => string;
}

const hashLength = 16;
const hashed = /^hmac:[0-9a-f]{16}$/;
const modes = ["remove", "mask", "hash"];
const scannable = ["email", "jwt", "bearer", "card"];

/**
 * Checks a configuration of redaction; credentials are always looked for, by the names of their keys.
 *
 * @throws TypeError when anything in it would silently do nothing, or too much.
 */
export function createRedaction(options: RedactionOptions = {}): Redaction {
  const { keys = [], paths = [], patterns = [], scan = [], mode = "mask" } = options;
  reject(Object.keys(options), (name) => !optionNames.has(name), "there is no such option");
  reject([mode], (name) => !modes.includes(name), `expected one of ${modes.join(", ")}`);
  reject(scan, (kind) => !scannable.includes(kind), `expected some of ${scannable.join(", ")}`);
  reject(keys, (key) => !isText(key) || !/[\p{L}\p{N}]/u.test(key), "it is no name of a key");
  reject(
    paths,
    (path) => !isText(path) || !isPath(path),
    "it is no path such as user.name or items.*.note",
  );
  reject(
    patterns,
    (pattern) => !(pattern instanceof RegExp) || matchesNothing(toGlobal(pattern)),
    "it is no pattern, or it matches the empty text",
  );
  const censor = mode === "hash" ? createKeyedHash(options) : (): string => mask;
  const labels = new KeyLabels(new SensitiveKeys(keys));
  const scanValue =
    scan.length + patterns.length === 0
      ? undefined
      : createValueScan(scan, patterns.map(toGlobal), censor);
  return {
    keys: labels,
    paths: paths.map((path) => path.split(".")),
    isRemoving: mode === "remove",
    isMasking: mode === "mask",
    censor,
    text(text) {
      const redacted = mayHoldSecret(text, keys.length > 0)
        ? redactText(text, labels, censor)
        : text;
      return scanValue === undefined ? redacted : scanValue(redacted);
    },
  };
}

const optionNames = new Set(["keys", "paths", "patterns", "scan", "mode", "hashKey", "hash"]);

function reject<T>(values: readonly T[], isWrong: (value: T) => boolean, reason: string): void {
  if (!Array.isArray(values)) throw mistake(values, "expected a list");
  const at = values.findIndex(isWrong);
  if (at >= 0) throw mistake(values[at], reason);
}

function mistake(wrong: unknown, reason: string): TypeError {
  const shown = isText(wrong) ? JSON.stringify(wrong) : String(wrong);
  return new TypeError(`Cannot redact with ${shown}: ${reason}`);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Tells expressions that match between characters, such as `a*` and `\b`. */
function matchesNothing(pattern: RegExp): boolean {
  return ["", "a", " 0-"].some((text) => text.match(pattern)?.includes("") === true);
}

function isPath(path: string): boolean {
  return (
    path !== "" &&
    path.split(".").every((step) => step !== "" && (step === "*" || !step.includes("*")))
  );
}

/** `replace` with a global expression starts at the beginning each time, so no position is carried over. */
function toGlobal(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, "")}g`);
}

function createKeyedHash({ hashKey, hash }: RedactionOptions): (secret: string) => string {
  if (!isHashKey(hashKey)) {
    throw new TypeError(
      `Cannot redact with hashes: give a hashKey of at least ${minHashKeyLength} characters`,
    );
  }
  const digest = hash ?? platformHash();
  if (digest === undefined) {
    throw new TypeError(
      "Cannot redact with hashes: this runtime has no node:crypto; give a hash function",
    );
  }
  // What has been hashed stays as it is, so that equal secrets have equal hashes however often they pass.
  return (secret) =>
    hashed.test(secret) ? secret : `hmac:${digest(secret, hashKey).slice(0, hashLength)}`;
}
