import type { JSX } from "preact";
import type { HealthStatus } from "../health/check.ts";
import { StatusWord, type Tone } from "./status-word.tsx";
import { useTexts } from "./texts.ts";

const tones: Readonly<Record<HealthStatus, Tone>> = {
  pass: "ok",
  warn: "warn",
  fail: "bad",
  unknown: "muted",
};

/** How a check, or all of them, are doing. */
export function HealthWord({ status }: { readonly status: HealthStatus }): JSX.Element {
  return <StatusWord tone={tones[status]} word={useTexts().core.status[status]} />;
}
