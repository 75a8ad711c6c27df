import type { Check, CheckSettings } from "./check.ts";

/** The part of a Durable Object namespace that is used. */
export interface ObjectNamespace<Stub> {
  getByName(name: string): Stub;
}

export interface DurableObjectCheckOptions extends CheckSettings {
  /** Which object is called. @default "edgewatch-health" */
  readonly objectName?: string | undefined;
}

/**
 * Looks whether a Durable Object answers, each time through a new stub: one that has thrown must not be used again.
 *
 * @param call calls a cheap method of the object: `(stub) => stub.ping()`
 */
export function durableObjectCheck<Stub>(
  name: string,
  namespace: ObjectNamespace<Stub>,
  call: (stub: Stub) => unknown,
  { objectName = "edgewatch-health", ...settings }: DurableObjectCheckOptions = {},
): Check {
  return {
    name,
    kind: "component",
    ...settings,
    async run() {
      await call(namespace.getByName(objectName));
    },
  };
}
