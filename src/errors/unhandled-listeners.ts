import type { RuntimeName } from "../core/runtime.ts";

type Listener = (value: unknown) => void;

interface ProcessLike {
  on(event: string, listener: Listener): unknown;
  prependListener(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  listeners(event: string): readonly unknown[];
}

interface EventTargetLike {
  addEventListener(event: string, listener: (event: object) => void): void;
  removeEventListener(event: string, listener: (event: object) => void): void;
}

const thrownEvent = "uncaughtExceptionMonitor";
const rejectedEvent = "unhandledRejection";
/** Tells the listeners of every copy of this package from those of others. */
const ownListener: unique symbol = Symbol.for("edgewatch.unhandledListener");

/**
 * Listens for what nobody catches: rejections that nobody handles, and what timers throw. Whatever the runtime does
 * about it, it still does.
 *
 * @returns the function that ends it
 */
export function listenForUnhandled(
  runtime: RuntimeName,
  onUnhandled: (thrown: unknown) => void,
  scope: object = globalThis,
): () => void {
  if (runtime === "node" || runtime === "deno" || runtime === "bun") {
    const process: ProcessLike = Reflect.get(scope, "process");
    return listenOnProcess(process, onUnhandled, runtime === "bun");
  }
  return listenOnGlobal(scope as EventTargetLike, onUnhandled);
}

/**
 * Node and Deno tell the monitor of rejections too; Bun does not (1.4), and does nothing more where somebody listens.
 */
function listenOnProcess(
  process: ProcessLike,
  onUnhandled: (thrown: unknown) => void,
  isBun: boolean,
): () => void {
  let rethrown: { readonly reason: unknown } | undefined;
  function onThrown(thrown: unknown): void {
    if (rethrown === undefined || rethrown.reason !== thrown) onUnhandled(thrown);
  }
  function onRejected(reason: unknown): void {
    onUnhandled(reason);
    const all = process.listeners(rejectedEvent);
    if (all.at(-1) !== onRejected || !all.every(isOwn)) return;
    // Without us the process would end with this error, and so it does.
    rethrown = { reason };
    throw reason;
  }
  Object.defineProperty(onRejected, ownListener, { value: true });
  // Before whoever writes out what has been logged.
  process.prependListener(thrownEvent, onThrown);
  if (isBun) process.on(rejectedEvent, onRejected);
  return () => {
    process.off(thrownEvent, onThrown);
    process.off(rejectedEvent, onRejected);
  };
}

function isOwn(listener: unknown): boolean {
  return typeof listener === "function" && Reflect.has(listener, ownListener);
}

function listenOnGlobal(
  target: EventTargetLike,
  onUnhandled: (thrown: unknown) => void,
): () => void {
  function onThrown(event: object): void {
    onUnhandled(Reflect.get(event, "error"));
  }
  function onRejected(event: object): void {
    onUnhandled(Reflect.get(event, "reason"));
  }
  target.addEventListener("error", onThrown);
  target.addEventListener("unhandledrejection", onRejected);
  return () => {
    target.removeEventListener("error", onThrown);
    target.removeEventListener("unhandledrejection", onRejected);
  };
}
