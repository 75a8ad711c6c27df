import type { Host } from "../../src/metrics/host.ts";

const gib = 2 ** 30;

/** A host that knows everything, but for what a test changes. */
export function createHost(changes: Partial<Host> = {}): Host {
  return {
    version: () => ({ value: "1.2.3" }),
    cpuSeconds: () => ({ value: 4 }),
    cores: () => ({ value: 2 }),
    memoryLimitBytes: () => ({ value: gib }),
    load1: () => ({ value: 0.25 }),
    uptimeSeconds: () => ({ value: 40 }),
    disk: () => Promise.resolve({ freeBytes: { value: gib }, totalBytes: { value: 8 * gib } }),
    ...changes,
  };
}
