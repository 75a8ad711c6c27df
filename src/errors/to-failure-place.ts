import type { RunningPlace } from "../core/running-place.ts";
import type { FailurePlace } from "./captured-error.ts";

/** What is the same for every failure of a service. */
export type FailingService = Pick<FailurePlace, "service" | "release" | "environment">;

const maxPathLength = 2_048;

/** Completes where something failed with what failed there; the path is cut and redacted. */
export function toFailurePlace(
  place: RunningPlace,
  { service, release, environment }: FailingService,
  redact: (text: string) => string,
): FailurePlace {
  const path = redactPath(place.path, redact);
  return { ...place, path, service, release, environment };
}

/** Cuts and redacts a path, or a route that was made of one. */
export function redactPath(
  path: string | undefined,
  redact: (text: string) => string,
): string | undefined {
  return path && redact(path.slice(0, maxPathLength));
}
