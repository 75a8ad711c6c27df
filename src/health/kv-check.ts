import type { Check, CheckSettings } from "./check.ts";

/** The part of a KV namespace that is used. */
export interface KvNamespace {
  get(key: string): Promise<unknown>;
}

export interface KvCheckOptions extends CheckSettings {
  /** It need not exist. @default "edgewatch-health" */
  readonly key?: string | undefined;
}

/** Looks whether a KV namespace can be read. */
export function kvCheck(
  name: string,
  kv: KvNamespace,
  { key = "edgewatch-health", ...settings }: KvCheckOptions = {},
): Check {
  return {
    name,
    kind: "datastore",
    ...settings,
    async run() {
      await kv.get(key);
    },
  };
}
