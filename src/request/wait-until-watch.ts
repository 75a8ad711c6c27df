import type { Background } from "../core/background.ts";

/**
 * Sees the promises that are handed to `waitUntil`, and tells of those that reject; the platform gets the same promises.
 *
 * The method is replaced on the context itself, for the classes of Workers take no stand-in for it (workerd, 2026-11).
 * A context that is watched already, by whichever watch it is, or does not let itself be changed stays as it is. The name
 * of the function tells: looking a context up in a set would take three times as long as all the rest.
 */
export function watchWaitUntil(context: Background, onRejected: (thrown: unknown) => void): void {
  try {
    const original: unknown = Reflect.get(context, "waitUntil");
    if (typeof original !== "function" || original.name === "edgewatchWaitUntil") return;
    context.waitUntil = function edgewatchWaitUntil(promise: Promise<unknown>, ...rest: []): void {
      const result = original.call(context, promise, ...rest);
      follow(promise, onRejected);
      return result;
    };
  } catch {
    // The handler comes first.
  }
}

function follow(promise: unknown, onRejected: (thrown: unknown) => void): void {
  if (promise instanceof Promise) promise.then(undefined, onRejected);
}
