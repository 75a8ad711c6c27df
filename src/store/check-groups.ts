import { isRecord } from "../core/is-record.ts";
import { isCount } from "../core/is-count.ts";
import { maxConsumerHashes } from "../core/error-group.ts";

const maxGroups = 500;
const maxKeyLength = 2_048;
const maxSampleLength = 16_384;

/** Tells whether a value from outside is what a frame may say of failures by group. */
export function areGroups(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.length <= maxGroups && value.every(isGroup);
}

function isGroup(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [key, tally]: unknown[] = value;
  if (!isKey(key) || !isRecord(tally)) return false;
  const { count, firstMs, lastMs, consumers, first, last } = tally;
  return (
    isCount(count) &&
    isCount(firstMs) &&
    isCount(lastMs) &&
    Array.isArray(consumers) &&
    consumers.length <= maxConsumerHashes &&
    consumers.every((hash) => isCount(hash) && hash < 2 ** 32) &&
    isSample(first) &&
    isSample(last)
  );
}

function isKey(value: unknown): boolean {
  if (typeof value !== "string" || value.length > maxKeyLength) return false;
  try {
    const parts: unknown = JSON.parse(value);
    return (
      Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === "string")
    );
  } catch {
    return false;
  }
}

function isSample(value: unknown): boolean {
  if (value === undefined) return true;
  return (
    isRecord(value) &&
    typeof value["errorId"] === "string" &&
    isCount(value["timeMs"]) &&
    JSON.stringify(value).length <= maxSampleLength
  );
}
