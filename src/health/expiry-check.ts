import { systemClock, type Clock } from "../core/clock.ts";
import type { Check, CheckContext, CheckSettings } from "./check.ts";

export interface ExpiryCheckOptions extends CheckSettings {
  /** @default 21 */
  readonly warnDays?: number | undefined;
  /** @default 3 */
  readonly failDays?: number | undefined;
  readonly clock?: Clock | undefined;
}

const dayMs = 86_400_000;

/**
 * Looks whether a certificate or token runs out soon.
 *
 * @param expiry tells when, as a Date or in milliseconds since 1970
 */
export function expiryCheck(
  name: string,
  expiry: (context: CheckContext) => Date | number | Promise<Date | number>,
  { warnDays = 21, failDays = 3, clock = systemClock, ...settings }: ExpiryCheckOptions = {},
): Check {
  return {
    name,
    kind: "certificate",
    ...settings,
    async run(context) {
      const days = (Number(await expiry(context)) - clock.now()) / dayMs;
      if (!Number.isFinite(days)) return { status: "fail", code: "bad_reply" };
      const isSoon = days <= warnDays ? "warn" : "pass";
      const status = days <= failDays ? "fail" : isSoon;
      return { status, observedValue: Math.floor(days * 10) / 10, observedUnit: "d" };
    },
  };
}
