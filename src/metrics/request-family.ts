import type { Frame, SeriesValue } from "../core/frame.ts";
import { parseSeriesKey } from "../core/labels.ts";
import { secondBounds } from "./classic-bounds.ts";
import { exemplarKey, type Exemplar, type Exemplars } from "./exemplars.ts";
import type { ExposedLabels, MetricFamily } from "./metric-family.ts";

interface Draft {
  readonly labels: ExposedLabels;
  readonly parts: SeriesValue[];
  readonly exemplars: readonly Exemplar[] | undefined;
}

/** The durations of requests; who asked is left out, for scrapers keep every combination of labels for ever. */
export function requestFamily({ series }: Frame, exemplars: Exemplars | undefined): MetricFamily {
  const bySeries = exemplars?.bySeries();
  const points = new Map<string, Draft>();
  for (const [seriesKey, value] of series) {
    const { service, method, route, status } = parseSeriesKey(seriesKey);
    const key = JSON.stringify([service, method, route, status]);
    const known = points.get(key);
    if (known !== undefined) {
      known.parts.push(value);
      continue;
    }
    // By OpenTelemetry's conventions.
    points.set(key, {
      labels: [
        ["service_name", service],
        ["http_request_method", method],
        ["http_route", route],
        ["http_response_status_code", status],
      ],
      parts: [value],
      exemplars: bySeries?.get(exemplarKey(method, route, status)),
    });
  }
  return {
    kind: "histogram",
    name: "http_server_request_duration_seconds",
    help: "Duration of HTTP server requests.",
    unit: "seconds",
    bounds: secondBounds,
    points: [...points.values()],
  };
}
