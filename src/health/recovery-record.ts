import { isCount } from "../core/is-count.ts";
import { isRecord } from "../core/is-record.ts";

/** What is agreed on about the attempts to bring one check back. */
export interface RecoveryRecord {
  readonly attempts: number;
  /** When the next one may begin, in milliseconds since 1970. */
  readonly nextMs: number;
  /** Who has written this. */
  readonly by: string;
}

export function formatRecoveryRecord(record: RecoveryRecord): string {
  return JSON.stringify(record);
}

/** Nothing was tried yet where the text is no such record. */
export function parseRecoveryRecord(text: string | undefined): RecoveryRecord {
  const none = { attempts: 0, nextMs: 0, by: "" };
  try {
    const record: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isRecord(record)) return none;
    const { attempts, nextMs, by } = record;
    if (!isCount(attempts) || typeof nextMs !== "number" || typeof by !== "string") return none;
    return { attempts, nextMs, by };
  } catch {
    return none;
  }
}
