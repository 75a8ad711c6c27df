import type { CapturedError } from "./captured-error.ts";
import type { ErrorReport } from "./forwarder.ts";
import { toBreadcrumb, type SentryBreadcrumb } from "./sentry-breadcrumb.ts";
import { toExceptions, type SentryException } from "./sentry-exceptions.ts";

/** The event of Sentry's protocol, as far as it is used. */
export interface SentryEvent {
  event_id: string;
  timestamp: number;
  platform: string;
  level: "error";
  transaction?: string;
  release?: string;
  environment?: string;
  fingerprint: string[];
  tags: Record<string, string>;
  extra: Record<string, unknown>;
  user?: { id: string };
  request?: { method?: string; url?: string };
  breadcrumbs: SentryBreadcrumb[];
  exception: { values: SentryException[] };
}

export interface SentryEventOptions {
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly sendConsumer?: boolean | undefined;
}

const maxBreadcrumbs = 30;
const maxTagLength = 200;

/** Tells a report as an event of Sentry's protocol: the figures of the group with it, no headers, no query and no server name. */
export function toSentryEvent(report: ErrorReport, options: SentryEventOptions): SentryEvent {
  const { error, count } = report;
  const { place, description } = error;
  const release = place.release ?? options.release;
  const environment = place.environment ?? options.environment;
  const { childCount, children } = description;
  return {
    event_id: report.eventId,
    timestamp: error.timeMs / 1_000,
    platform: "javascript",
    level: "error",
    transaction: [place.method, place.route ?? place.handler].filter(isText).join(" "),
    ...(release === undefined ? {} : { release }),
    ...(environment === undefined ? {} : { environment }),
    fingerprint: [error.group.id],
    tags: toTags(report),
    extra: {
      title: error.title,
      suppressed: count - 1,
      ...(childCount > children.length ? { errors: childCount } : {}),
    },
    ...(options.sendConsumer === true && isText(place.consumer)
      ? { user: { id: place.consumer } }
      : {}),
    ...(place.path === undefined ? {} : { request: toRequest(error) }),
    breadcrumbs: error.breadcrumbs.slice(-maxBreadcrumbs).map(toBreadcrumb),
    exception: { values: toExceptions(error) },
  };
}

function toRequest({
  place: { method, path = "" },
}: CapturedError): NonNullable<SentryEvent["request"]> {
  const url = path.replace(/[?#].*$/s, "");
  return method === undefined ? { url } : { method, url };
}

function toTags({ eventId, error, count }: ErrorReport): Record<string, string> {
  const { place, classification } = error;
  const tags = {
    service: place.service,
    handler: place.handler,
    route: place.route,
    code: classification.code,
    category: classification.category,
    status: String(classification.status),
    request_id: place.requestId,
    // Where an event tells of an error that has been told before.
    error_id: eventId === error.errorId ? undefined : error.errorId,
    group: error.group.id,
    group_count: String(count),
  };
  const given = Object.entries(tags).filter((tag): tag is [string, string] => isText(tag[1]));
  return Object.fromEntries(given.map(([name, value]) => [name, toTag(value)]));
}

/** Receivers refuse tags that are longer, or have several lines. */
function toTag(value: string): string {
  return value.replaceAll(/\s+/g, " ").slice(0, maxTagLength).toWellFormed();
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
