import type { Credentials } from "./credentials.ts";
import type { Paths } from "./paths.ts";

/** The part of the options that a summary tells of. */
export interface Configuration {
  readonly service: string;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly windowMs: number;
  readonly paths: Paths;
  readonly checks?: readonly unknown[] | undefined;
  readonly errorSinks?: readonly unknown[] | undefined;
  readonly propagateTo?: readonly unknown[] | undefined;
  readonly labels?: object | undefined;
  readonly bodies?: object | undefined;
  readonly captureUnhandled?: boolean | undefined;
  readonly errorResponses?: boolean | undefined;
  readonly measureBytes?: boolean | undefined;
  readonly measureGlobalFetch?: boolean | undefined;
  readonly onNotice?: unknown;
  readonly shareChecks?: boolean | undefined;
}

/** How an instance was set up, without anything that could be a secret. */
export interface ConfigurationSummary {
  readonly service: string;
  readonly release?: string;
  readonly environment?: string;
  readonly windowMs: number;
  readonly paths: Readonly<Record<keyof Paths, string | null>>;
  /** Whether there is one. */
  readonly credentials: Readonly<Record<keyof Credentials, boolean>>;
  /** How many there are. */
  readonly counts: {
    readonly sinks: number;
    readonly errorSinks: number;
    readonly checks: number;
    readonly labels: number;
    readonly propagateTo: number;
  };
  /** Whether it is on. */
  readonly features: {
    readonly bodies: boolean;
    readonly captureUnhandled: boolean;
    readonly errorResponses: boolean;
    readonly measureBytes: boolean;
    readonly measureGlobalFetch: boolean;
    readonly notices: boolean;
    readonly shareChecks: boolean;
  };
}

export interface SummaryOptions {
  readonly credentials: Credentials;
  readonly sinks: number;
  readonly redact: (text: string) => string;
}

/** Says how an instance was set up: names and paths redacted, of all else only whether and how many. */
export function summarizeConfiguration(
  configuration: Configuration,
  { credentials, sinks, redact }: SummaryOptions,
): ConfigurationSummary {
  const { service, release, environment, windowMs, paths } = configuration;
  const { checks, errorSinks, labels = {}, propagateTo, bodies, onNotice } = configuration;

  function shown(path: string | null): string | null {
    return path === null ? null : redact(path);
  }

  return {
    service: redact(service),
    ...(release === undefined ? {} : { release: redact(release) }),
    ...(environment === undefined ? {} : { environment: redact(environment) }),
    windowMs,
    paths: {
      livez: shown(paths.livez),
      readyz: shown(paths.readyz),
      health: shown(paths.health),
      metrics: shown(paths.metrics),
      base: shown(paths.base),
    },
    credentials: {
      token: credentials.token !== undefined,
      ingestSecret: credentials.ingestSecret !== undefined,
    },
    counts: {
      sinks,
      errorSinks: errorSinks?.length ?? 0,
      checks: checks?.length ?? 0,
      labels: Object.keys(labels).length,
      propagateTo: propagateTo?.length ?? 0,
    },
    features: {
      bodies: bodies !== undefined,
      captureUnhandled: configuration.captureUnhandled === true,
      errorResponses: configuration.errorResponses !== false,
      measureBytes: configuration.measureBytes === true,
      measureGlobalFetch: configuration.measureGlobalFetch === true,
      notices: onNotice !== undefined,
      shareChecks: configuration.shareChecks === true,
    },
  };
}
