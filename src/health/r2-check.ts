import type { Check, CheckSettings } from "./check.ts";

/** The part of an R2 bucket that is used. */
export interface R2BucketLike {
  head(key: string): Promise<unknown>;
}

export interface R2CheckOptions extends CheckSettings {
  /** It need not exist. @default "edgewatch-health" */
  readonly key?: string | undefined;
}

/** Looks whether an R2 bucket can be read. */
export function r2Check(
  name: string,
  bucket: R2BucketLike,
  { key = "edgewatch-health", ...settings }: R2CheckOptions = {},
): Check {
  return {
    name,
    kind: "objectstore",
    ...settings,
    async run() {
      await bucket.head(key);
    },
  };
}
