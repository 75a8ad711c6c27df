import type { CapturedError, FailurePlace } from "../../src/errors/captured-error.ts";
import { RandomIds } from "../../src/core/random-ids.ts";
import { classify } from "../../src/errors/classify.ts";
import { describeFailure } from "../../src/errors/describe-failure.ts";
import { canonicalMessage, fingerprint } from "../../src/errors/fingerprint.ts";
import { redactDescription } from "../../src/errors/redact-description.ts";
import { createRedaction } from "../../src/log/redaction.ts";

export interface Circumstances {
  readonly thrown?: unknown;
  readonly place?: Partial<FailurePlace>;
  readonly mechanism?: string;
  readonly breadcrumbs?: readonly string[];
  readonly timeMs?: number;
}

/** Captures errors as the tracker does: redacted, classified, with a group and an id. */
export function createCapture(): (circumstances?: Circumstances) => CapturedError {
  const ids = new RandomIds();
  const redaction = createRedaction();
  return ({
    thrown = new TypeError("no such order: 17"),
    place = {},
    mechanism = "handler",
    breadcrumbs = [],
    timeMs = Date.UTC(2026, 10, 23, 10),
  } = {}) => {
    const description = redactDescription(describeFailure(thrown), redaction.text);
    const whole = { ...usualPlace, ...place };
    return {
      errorId: ids.next(16),
      timeMs,
      group: fingerprint(description, { route: whole.route ?? "", method: whole.method ?? "" }),
      title: `${description.type}: ${canonicalMessage(description)}`,
      classification: classify(description),
      description,
      place: whole,
      mechanism,
      breadcrumbs,
    };
  };
}

const usualPlace: FailurePlace = {
  service: "orders",
  release: undefined,
  environment: undefined,
  handler: "http.request",
  method: "GET",
  route: "/orders/:id",
  path: "/orders/17",
  requestId: "9bfc2642c2f1da7f502bd32bc4afaf2a",
  traceId: "b89c98069a96d54b77e632d58d766ca4",
  spanId: "476c8e8eafcdf5f1",
  consumer: "acme",
};
