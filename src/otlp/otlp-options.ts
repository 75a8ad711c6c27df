import {
  resolvePushOptions,
  type HttpPushOptions,
  type HttpPushSettings,
} from "../log/http-push-options.ts";
import type { Signal } from "./signal-payload.ts";

export interface OtlpOptions extends HttpPushOptions {
  /** Where the receiver is, such as `http://collector:4318`: `/v1/logs` and so on are added. */
  readonly url: string | URL;
  /** What is sent. @default all of them */
  readonly signals?: readonly Signal[];
  /** Whether spans are sent of traces too whose caller has decided that they are not kept. @default false */
  readonly sampleAll?: boolean;
}

/** The options with every default filled in. */
export interface OtlpSettings {
  readonly signals: ReadonlySet<Signal>;
  readonly sampleAll: boolean;
  readonly push: HttpPushSettings;
}

const purpose = "Cannot create the OTLP exporter";
const allSignals: readonly Signal[] = ["logs", "traces", "metrics"];

/** Fills in the defaults; throws a TypeError or RangeError that says which option is wrong. */
export function resolveOtlpOptions(options: OtlpOptions): OtlpSettings {
  const { signals = allSignals, sampleAll = false } = options;
  if (!Array.isArray(signals) || signals.length === 0 || !signals.every(isSignal)) {
    const shown = JSON.stringify(signals);
    throw new TypeError(`${purpose}: signals is ${shown}; use some of ${allSignals.join(", ")}`);
  }
  if (typeof sampleAll !== "boolean") {
    throw new TypeError(`${purpose}: sampleAll is ${String(sampleAll)}; use true or false`);
  }
  const push = resolvePushOptions(options, purpose);
  return { signals: new Set(signals), sampleAll, push };
}

function isSignal(value: unknown): boolean {
  return allSignals.some((signal) => signal === value);
}

/** The address of a signal below that of the receiver. */
export function signalUrl(base: URL, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/${signal}`;
  return url;
}
