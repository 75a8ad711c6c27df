import { hashText } from "./hash-text.ts";

/** Hashes a consumer to the 32 bits that groups of errors keep of those that they hit. */
export function hashConsumer(consumer: string): number {
  return Number.parseInt(hashText(consumer).slice(0, 8), 16);
}
