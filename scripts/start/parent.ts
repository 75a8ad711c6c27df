import process from "node:process";

const intervalMs = 250;

/**
 * Calls `callback` when npm's shell, which stands between npm and us, is gone.
 *
 * npm hands a SIGTERM to that shell only, and not every shell hands it on. Without npm the parent may well be
 * a terminal that goes away while we stay.
 */
export function onParentGone(callback: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, intervalMs);
  timer.unref();
}
