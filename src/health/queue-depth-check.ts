import type { Check, CheckContext, CheckSettings } from "./check.ts";

export interface QueueDepthCheckOptions extends CheckSettings {
  /** @default never */
  readonly warnAt?: number | undefined;
  /** @default never */
  readonly failAt?: number | undefined;
  /** @default "messages" */
  readonly unit?: string | undefined;
}

/** Looks whether a queue, or anything else that is counted, grows too long. */
export function queueDepthCheck(
  name: string,
  depth: (context: CheckContext) => number | Promise<number>,
  {
    warnAt = Infinity,
    failAt = Infinity,
    unit = "messages",
    ...settings
  }: QueueDepthCheckOptions = {},
): Check {
  return {
    name,
    kind: "queue",
    ...settings,
    async run(context) {
      const observedValue = await depth(context);
      if (!Number.isFinite(observedValue)) return { status: "fail", code: "bad_reply" };
      const isBad = observedValue >= warnAt ? "warn" : "pass";
      const status = observedValue >= failAt ? "fail" : isBad;
      return { status, observedValue, observedUnit: unit };
    },
  };
}
