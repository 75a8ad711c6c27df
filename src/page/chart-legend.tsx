import type { JSX } from "preact";
import { chartGlyphs, tileSize } from "./chart-glyphs.ts";
import { useCrosshairTime } from "./crosshair-scope.tsx";
import type { LineStyle } from "./draw-lines.ts";
import { stepAt, type TimeAxis } from "./step-time.ts";

export interface LegendEntry {
  readonly label: string;
  readonly style: LineStyle;
  /** What it is at a step, in words. */
  readonly textAt: (step: number) => string;
}

/** Names the lines of a chart, and says what they are at the crosshair. */
export function ChartLegend(props: {
  readonly axis: TimeAxis;
  readonly entries: readonly LegendEntry[];
}): JSX.Element {
  const timeMs = useCrosshairTime();
  const step = timeMs === undefined ? -1 : stepAt(props.axis, timeMs);
  return (
    <ul class="chart-legend">
      {props.entries.map((entry) => (
        <li>
          <Swatch {...entry.style} /> {entry.label}{" "}
          <span class="chart-value">{step === -1 ? "" : entry.textAt(step)}</span>
        </li>
      ))}
    </ul>
  );
}

function Swatch({ color, isDashed, area, hasGlyphs }: LineStyle): JSX.Element {
  const hasPattern = area === "pattern";
  const { path, tint, pattern } = chartGlyphs[color];
  const width = hasPattern ? tileSize : 2 * tileSize;
  return (
    <svg class={`swatch ink-${color}`} width={width} height={tileSize} aria-hidden="true">
      {hasPattern ? (
        <>
          <rect class="solid" width={width} height={tileSize} fill-opacity={tint} />
          <path d={pattern} />
        </>
      ) : (
        <>
          <path d={`M0 6h${width}`} {...(isDashed ? { "stroke-dasharray": "6 3" } : {})} />
          {hasGlyphs && <path class="solid" transform={`translate(${tileSize / 2})`} d={path} />}
        </>
      )}
    </svg>
  );
}
