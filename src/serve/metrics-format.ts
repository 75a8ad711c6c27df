import type { ExpositionFormat } from "../metrics/exposition.ts";

export type MetricsFormat = ExpositionFormat | "json";

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Longer headers are not read to their end. */
const maxHeaderLength = 1_024;
const maxRanges = 32;
const defaultFormat = "prometheus";
/** What has nothing named beside it comes from a client that takes whatever there is. */
const wildcards: ReadonlyMap<string, MetricsFormat> = new Map([
  ["*/*", defaultFormat],
  ["text/*", defaultFormat],
  ["application/*", "openmetrics"],
]);

/** Picks what a client likes best of what `/metrics` can be answered with; text where it takes none of it. */
export function metricsFormat(accept: string | null): MetricsFormat {
  const ranges = parseRanges(accept ?? "");
  const refused = new Set(
    ranges.flatMap((range) => (range.quality === 0 ? [formatOf(range)] : [])),
  );
  let best: { readonly format: MetricsFormat; readonly rank: number } | undefined;
  for (const range of ranges) {
    const named = formatOf(range);
    const format = named ?? wildcards.get(range.type);
    if (format === undefined || range.quality === 0 || refused.has(format)) continue;
    // Of two that are liked equally, the one that is named.
    const rank = range.quality + (named === undefined ? 0 : 0.000_1);
    if (best === undefined || rank > best.rank) best = { format, rank };
  }
  return best?.format ?? defaultFormat;
}

/** Whether a client takes gzip. */
export function takesGzip(acceptEncoding: string | null): boolean {
  const ranges = parseRanges(acceptEncoding ?? "");
  const range =
    ranges.find(({ type }) => type === "gzip") ?? ranges.find(({ type }) => type === "*");
  return range !== undefined && range.quality > 0;
}

function formatOf({ type, parameters }: Range): MetricsFormat | undefined {
  const version = parameters.get("version");
  switch (type) {
    case "application/json":
      return "json";
    case "application/openmetrics-text":
      return [undefined, "0.0.1", "1.0.0"].includes(version) ? "openmetrics" : undefined;
    case "application/vnd.google.protobuf":
      return parameters.get("proto") === "io.prometheus.client.metricfamily" &&
        parameters.get("encoding") === "delimited"
        ? "protobuf"
        : undefined;
    case "text/plain":
      return "prometheus";
    default:
      return undefined;
  }
}

/** Reads `a;version=1;q=0.5, b`; what has no quality has 1, and what makes no sense is left out. */
function parseRanges(header: string): Range[] {
  const parts = header.slice(0, maxHeaderLength).toLowerCase().split(",", maxRanges);
  return parts.flatMap((text) => {
    const [type = "", ...rest] = text.split(";").map((piece) => piece.trim());
    const pairs = rest.map((piece): [string, string] => {
      const at = piece.indexOf("=");
      return at < 0 ? [piece, ""] : [piece.slice(0, at).trim(), unquoted(piece.slice(at + 1))];
    });
    const parameters = new Map(pairs);
    const weight = parameters.get("q");
    const quality = weight === undefined ? 1 : weight === "" ? Number.NaN : Number(weight);
    return type !== "" && quality >= 0 && quality <= 1 ? [{ type, parameters, quality }] : [];
  });
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, "$1");
}
