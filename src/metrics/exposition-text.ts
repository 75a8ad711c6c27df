import { writeHistogram } from "./histogram-text.ts";
import { escapeText, labelText } from "./label-text.ts";
import type { MetricFamily } from "./metric-family.ts";
import { TextBytes } from "./text-bytes.ts";

type TextFormat = "prometheus" | "openmetrics";

/** Writes families as Prometheus text 0.0.4 or OpenMetrics 1.0, without times of creation. */
export function formatText(
  families: readonly MetricFamily[],
  format: TextFormat,
): Uint8Array<ArrayBuffer> {
  const out = new TextBytes(expectedLength(families));
  for (const family of families) {
    writeMetadata(out, family, format);
    if (family.kind === "histogram") writeHistogram(out, family);
    else writeValues(out, family);
  }
  if (format === "openmetrics") out.text("# EOF\n");
  return out.take();
}

function writeMetadata(
  out: TextBytes,
  { kind, name, help, unit }: MetricFamily,
  format: TextFormat,
): void {
  const isOpen = format === "openmetrics";
  // OpenMetrics names the family without the suffix of its samples; text 0.0.4 names it with.
  const family = kind === "counter" && !isOpen ? `${name}_total` : name;
  out.text(`# HELP ${family} ${isOpen ? escapeText(help) : escapeHelp(help)}\n`);
  out.text(`# TYPE ${family} ${kind}\n`);
  if (isOpen && unit !== "") out.text(`# UNIT ${family} ${unit}\n`);
}

function writeValues(out: TextBytes, { kind, name, points }: MetricFamily): void {
  const sample = kind === "counter" ? `${name}_total` : name;
  for (const { labels, value = 0 } of points) {
    const text = labelText(labels);
    out.text(`${sample}${text === "" ? "" : `{${text}}`} ${value}\n`);
  }
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Near enough that the text seldom has to move. */
function expectedLength(families: readonly MetricFamily[]): number {
  let length = 4_096;
  for (const { name, points, bounds } of families) {
    const [first] = points;
    if (first === undefined) continue;
    const lines = bounds === undefined ? 1 : bounds.count + 3;
    length += points.length * lines * (name.length + labelText(first.labels).length + 40);
  }
  return length;
}
