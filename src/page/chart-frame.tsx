import type { ComponentChildren, JSX } from "preact";
import { useId, useMemo, useRef } from "preact/hooks";
import type { Mark } from "../query/overview-answer.ts";
import { useCrosshairTime } from "./crosshair-scope.tsx";
import { useFormat } from "./format.ts";
import { groupMarks } from "./group-marks.ts";
import { markGlyph, useMarkText } from "./mark-text.ts";
import { PlotSlider } from "./plot-slider.tsx";
import { shareOf, stepAt, type TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";
import { timeTicks } from "./time-ticks.ts";
import { useWidth } from "./use-width.ts";

export interface ChartFrameProps {
  readonly title: string;
  readonly axis: TimeAxis;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** Names of heights, from 0 at the bottom to 1. */
  readonly heights: readonly AxisLabel[];
  /** Height of a line across. */
  readonly limit?: number | undefined;
  /** What the chart says, in words. */
  readonly summary: string;
  readonly textAt: (step: number) => string;
  /** What stands at the crosshair beside the marks. */
  readonly tipAt?: ((step: number) => ComponentChildren) | undefined;
  readonly onHeight?: ((share: number | undefined) => void) | undefined;
  readonly legend: ComponentChildren;
  readonly table: ComponentChildren;
  /** What draws the figures, once the width is known. */
  readonly children: (width: number) => ComponentChildren;
}

export interface AxisLabel {
  readonly share: number;
  readonly text: string;
}

/** Nearer marks would lie over each other. */
const markPx = 14;
const tickPx = 84;

/** What all charts have in common: title, axes, marks, crosshair, keys, zoom and links. */
export function ChartFrame(props: ChartFrameProps): JSX.Element {
  const { title, axis, height, marks, heights, limit, legend, table } = props;
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const id = useId();
  const isEmpty = axis.startsMs.length === 0;
  const named = isEmpty ? [] : heights;
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption>
        <span id={id} class="chart-title">
          {title}
        </span>
        <CrosshairTime axis={axis} />
      </figcaption>
      {legend}
      <div class="chart-body">
        <div class="chart-heights" aria-hidden="true">
          {named.map(({ share, text }) => (
            <span style={{ bottom: `${share * 100}%` }}>{text}</span>
          ))}
        </div>
        <div ref={plot} class="chart-plot" style={{ height: `${height}px` }}>
          <div class="chart-back" aria-hidden="true">
            {named.map(({ share }) => (
              <i style={{ bottom: `${share * 100}%` }} />
            ))}
          </div>
          <div class="chart-canvas" role="img" aria-label={props.summary}>
            {width > 0 && !isEmpty && props.children(width)}
          </div>
          {limit !== undefined && (
            <div class="chart-limit" style={{ bottom: `${limit * 100}%` }} aria-hidden="true" />
          )}
          {isEmpty && <EmptyText />}
          {!isEmpty && width > 0 && (
            <>
              <TimeLabels axis={axis} width={width} />
              <Marks axis={axis} marks={marks} width={width} />
              <CrosshairLine axis={axis} marks={marks} width={width} tipAt={props.tipAt} />
            </>
          )}
          <PlotSlider {...props} />
        </div>
      </div>
      {!isEmpty && table}
    </figure>
  );
}

function EmptyText(): JSX.Element {
  return <p class="chart-empty">{useTexts().charts.empty}</p>;
}

function CrosshairTime({ axis }: { axis: TimeAxis }): JSX.Element {
  const { dateTime } = useFormat();
  const timeMs = useCrosshairTime();
  const startMs = timeMs === undefined ? undefined : axis.startsMs[stepAt(axis, timeMs)];
  return (
    <span class="chart-value">
      {startMs === undefined ? "" : dateTime(new Date(startMs).toISOString())}
    </span>
  );
}

function TimeLabels({ axis, width }: { axis: TimeAxis; width: number }): JSX.Element {
  const { tick, timeZone } = useFormat();
  const { fromMs, toMs } = axis;
  return useMemo(() => {
    const ticks = timeTicks(fromMs, toMs, width / tickPx, (timeMs) =>
      timeZone === "UTC" ? 0 : new Date(timeMs).getTimezoneOffset() * -60_000,
    );
    const unit = ticks.some(({ timeMs }) => timeMs % 60_000 !== 0) ? "second" : "minute";
    return (
      <div class="chart-times" aria-hidden="true">
        {ticks.map(({ timeMs, isDay }) => {
          const share = shareOf(axis, timeMs);
          return (
            <span class={isDay ? "day" : ""} style={{ left: `${share * 100}%` }}>
              {(1 - share) * width < tickPx / 2 ? "" : tick(timeMs, isDay ? "day" : unit)}
            </span>
          );
        })}
      </div>
    );
  }, [fromMs, toMs, width, tick, timeZone]);
}

interface MarksProps {
  readonly axis: TimeAxis;
  readonly marks: readonly Mark[];
  readonly width: number;
}

function Marks({ axis, marks, width }: MarksProps): JSX.Element {
  const textOf = useMarkText();
  return (
    <div class="chart-marks" aria-hidden="true">
      {groupMarks(marks, middles(axis), markPx / width).map(({ share, marks: near }) => (
        <span style={{ left: `${share * 100}%` }}>
          <b title={near.map(textOf).join("\n")}>{[...new Set(near.map(markGlyph))].join("")}</b>
        </span>
      ))}
    </div>
  );
}

/** What happened in a step stands in its middle, where its figures are. */
function middles({ fromMs, toMs, stepMs, startsMs }: TimeAxis): TimeAxis {
  return { startsMs, stepMs, fromMs: fromMs - stepMs / 2, toMs: toMs - stepMs / 2 };
}

/** More would hide the chart. */
const maxTipMarks = 4;

function CrosshairLine(
  props: MarksProps & Pick<ChartFrameProps, "tipAt">,
): JSX.Element | undefined {
  const { axis, marks, width, tipAt } = props;
  const textOf = useMarkText();
  const timeMs = useCrosshairTime();
  const step = timeMs === undefined ? -1 : stepAt(axis, timeMs);
  const startMs = axis.startsMs[step];
  if (startMs === undefined) return undefined;
  const share = shareOf(axis, startMs + axis.stepMs / 2);
  const reach = Math.max(axis.stepMs / (axis.toMs - axis.fromMs) / 2, markPx / 2 / width);
  const near = marks.filter(
    (mark) => Math.abs(shareOf(axis, Date.parse(mark.time)) - share) <= reach,
  );
  const tip = tipAt?.(step);
  return (
    <div class="chart-cross" style={{ left: `${share * 100}%` }} aria-hidden="true">
      {(tip !== undefined || near.length > 0) && (
        <div class={share > 0.5 ? "chart-tip before" : "chart-tip"}>
          {tip}
          {near.slice(0, maxTipMarks).map((mark) => (
            <p>{textOf(mark)}</p>
          ))}
          {near.length > maxTipMarks && <p>+{near.length - maxTipMarks}</p>}
        </div>
      )}
    </div>
  );
}
