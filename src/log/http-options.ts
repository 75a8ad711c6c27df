import {
  resolvePushOptions,
  type HttpPushOptions,
  type HttpPushSettings,
} from "./http-push-options.ts";
import type { LogFormat } from "./log-format.ts";

export interface HttpSinkOptions extends HttpPushOptions {
  /** @default "otel" */
  readonly format?: Exclude<LogFormat, "pretty">;
}

/** The options with every default filled in. */
export interface HttpSinkSettings extends HttpPushSettings {
  readonly format: Exclude<LogFormat, "pretty">;
}

const purpose = "Cannot create the HTTP sink";

/** Fills in the defaults; throws a TypeError or RangeError that says which option is wrong. */
export function resolveHttpOptions(options: HttpSinkOptions): HttpSinkSettings {
  const { format = "otel" } = options;
  if (!["otel", "ecs", "pino"].includes(format)) {
    throw new TypeError(`${purpose}: no format ${JSON.stringify(format)}; use otel, ecs or pino`);
  }
  return { ...resolvePushOptions(options, purpose), format };
}
