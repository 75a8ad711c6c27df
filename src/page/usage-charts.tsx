import type { JSX } from "preact";
import type { Measure } from "../core/measures.ts";
import type { MeasureValues, Overview } from "../query/overview-answer.ts";
import type { ChartColor } from "./chart-colors.ts";
import { useFormat } from "./format.ts";
import { Heatmap } from "./heatmap.tsx";
import { knownRates } from "./known-rates.ts";
import { useCompare } from "./range.ts";
import { useTexts } from "./texts.ts";
import { TimeChart, type ChartLine } from "./time-chart.tsx";

const classColors: ReadonlyMap<string, ChartColor> = new Map([
  ["2xx", "ok"],
  ["3xx", "redirect"],
  ["4xx", "client"],
  ["5xx", "server"],
]);

/** How the figures of an overview went. */
export function UsageCharts({ overview }: { readonly overview: Overview }): JSX.Element {
  const { overview: texts } = useTexts().core;
  const format = useFormat();
  const compares = useCompare();
  const { times, step, partial, marks, values, classes, heatmap, objective, total } = overview;
  const shared = { times, step, partial, marks };

  function lines(measure: Measure, label: string, color: ChartColor): ChartLine[] {
    const line = { label, color, values: valuesOf(values, measure) };
    if (!compares) return [line];
    const before = valuesOf(overview.previous.values, measure);
    return [{ ...line, before: { label: texts.previous(label), values: before } }];
  }

  return (
    <div class="grid">
      <div class="card">
        <TimeChart
          {...shared}
          title={texts.requests}
          kind="stack"
          lines={classes.map(({ status_class, values: counts }) => ({
            label: status_class,
            values: counts,
            color: classColors.get(status_class) ?? "muted",
          }))}
          format={format.compact}
        />
      </div>
      <div class="card">
        <TimeChart
          {...shared}
          title={`${texts.errorRate} · ${texts.burn} ${format.decimal(total.burn_rate)}`}
          lines={lines("error_rate", texts.errorRate, "server")}
          format={format.percent}
          limit={{ value: 1 - objective, label: texts.objective(format.percent(objective)) }}
        />
      </div>
      <div class="card">
        <TimeChart
          {...shared}
          title={texts.latency}
          lines={[
            ...lines("p50", "p50", "accent"),
            ...lines("p90", "p90", "second"),
            ...lines("p99", "p99", "third"),
          ]}
          format={format.ms}
        />
      </div>
      <div class="card">
        <Heatmap
          {...{ times, step, marks }}
          title={texts.heatmap}
          bounds={heatmap.bounds_ms}
          counts={heatmap.counts}
        />
      </div>
    </div>
  );
}

function valuesOf(all: MeasureValues, measure: Measure): readonly (number | null)[] {
  return measure === "error_rate" ? knownRates(all) : (all[measure] ?? []);
}
