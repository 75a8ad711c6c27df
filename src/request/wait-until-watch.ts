/** The contexts that are watched already, by whichever watch it is. */
export type WatchedContexts = WeakSet<object>;

/**
 * Sees the promises that are handed to `waitUntil`, and tells of those that reject; the platform gets the same promises.
 *
 * The method is replaced on the context itself, for the classes of Workers take no stand-in for it (workerd, 2026-11).
 * A context that does not let itself be changed stays unwatched.
 */
export function watchWaitUntil(
  context: unknown,
  watched: WatchedContexts,
  onRejected: (thrown: unknown) => void,
): void {
  if (typeof context !== "object" || context === null || watched.has(context)) return;
  try {
    const original: unknown = Reflect.get(context, "waitUntil");
    if (typeof original !== "function") return;
    watched.add(context);
    function waitUntil(...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(original as () => unknown, context, args);
      follow(args[0], onRejected);
      return result;
    }
    Reflect.set(context, "waitUntil", waitUntil);
  } catch {
    // The handler comes first.
  }
}

function follow(promise: unknown, onRejected: (thrown: unknown) => void): void {
  if (promise instanceof Promise) promise.then(undefined, onRejected);
}
