import { fetchMark, replacedFetch } from "../core/plain-fetch.ts";
import type { MeasuredFetch } from "./outbound-fetch.ts";

/**
 * Replaces `globalThis.fetch`, unless it has been replaced already; returns what puts it back.
 *
 * @param measure makes the new one of the one that is there
 */
export function replaceGlobalFetch(measure: (original: typeof fetch) => MeasuredFetch): () => void {
  if (replacedFetch() !== undefined) return () => {};
  const original = globalThis.fetch;
  // Bound, for workerd calls it an illegal invocation otherwise.
  const plain: typeof fetch = (input, init) => Reflect.apply(original, globalThis, [input, init]);
  let current: MeasuredFetch = measure(plain);
  const replaced: typeof fetch = (input, init) => current(input, init);
  // Bun's has members.
  Object.setPrototypeOf(replaced, original);
  Object.defineProperty(replaced, fetchMark, { value: plain });
  globalThis.fetch = replaced;
  return () => {
    // Others may have wrapped it meanwhile, and go on calling it.
    current = plain;
    if (globalThis.fetch === replaced) globalThis.fetch = original;
  };
}
