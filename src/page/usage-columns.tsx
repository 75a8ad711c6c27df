import type { JSX } from "preact";
import { otherValue } from "../core/labels.ts";
import { useMemo } from "preact/hooks";
import type { Format } from "./create-format.ts";
import type { Column } from "./data-table.tsx";
import { figureColumn } from "./figure-column.tsx";
import { useFormat } from "./format.ts";
import { ForeignText } from "./foreign-text.tsx";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { sparkPx, sparkRem } from "./spark-width.ts";
import { Sparkline } from "./sparkline.tsx";
import { useTexts, type Texts } from "./texts.ts";
import type { UsageLine } from "./usage-lines.ts";

/** What a table has a line for. */
export type UsageKind = "route" | "consumer";

/** The view that lists all of a kind. */
export const listViews = { route: "routes", consumer: "consumers" } as const;

export interface UsageColumnsOptions {
  readonly hasSparklines?: boolean;
  /** Whether nobody need count consumers. @default true for consumers */
  readonly isOfOne?: boolean;
}

/** Makes the columns of a table of routes or consumers; the same ones until the language changes. */
export function useUsageColumns(
  kind: UsageKind,
  { hasSparklines = false, isOfOne = kind === "consumer" }: UsageColumnsOptions = {},
): readonly Column<UsageLine>[] {
  const texts = useTexts();
  const format = useFormat();
  return useMemo(
    () =>
      toColumns(kind, texts, format).filter(
        ({ id }) => (hasSparklines || id !== "sparkline") && !(isOfOne && id === "consumers"),
      ),
    [kind, hasSparklines, isOfOne, texts, format],
  );
}

function toColumns(
  kind: UsageKind,
  { core, tables }: Texts,
  { count, exact, rate, percent, ms, apdex, bytes }: Format,
): Column<UsageLine>[] {
  const { tiles } = core;
  const { columns } = core.overview;

  const name: Column<UsageLine> = {
    id: kind,
    title: columns[kind],
    isRowHeader: true,
    value: ({ method, route, consumer }) => (kind === "consumer" ? consumer : `${route} ${method}`),
    render: (line) => (kind === "consumer" ? <ConsumerName {...line} /> : <RouteName {...line} />),
  };
  const chart: Column<UsageLine> = {
    id: "sparkline",
    title: tables.course,
    isSortable: false,
    widthRem: sparkRem,
    value: () => null,
    render: ({ requests }) => (
      <Sparkline values={requests ?? []} label={tiles.requests} width={sparkPx} />
    ),
  };
  return [
    name,
    figureColumn("requests", tiles.requests, ({ total }) => total.requests, count, {
      widthRem: 6,
      exact,
    }),
    chart,
    figureColumn("rate_per_second", tables.rate, ({ total }) => total.rate_per_second, rate, {
      widthRem: 5,
    }),
    figureColumn("errors", tiles.errors, ({ total }) => total.errors, count, { exact }),
    figureColumn("error_rate", tiles.errorRate, ({ total }) => total.error_rate, percent),
    figureColumn("p50", "p50", ({ total }) => total.duration_ms?.p50, ms),
    figureColumn("p90", "p90", ({ total }) => total.duration_ms?.p90, ms),
    figureColumn("p99", "p99", ({ total }) => total.duration_ms?.p99, ms),
    figureColumn("apdex", tiles.apdex, ({ total }) => total.apdex, apdex, { widthRem: 4.5 }),
    figureColumn("bytes_out", tiles.bytesOut, ({ total }) => total.bytes_out, bytes),
    figureColumn("consumers", tiles.consumers, ({ total }) => total.unique_consumers, count, {
      widthRem: 6,
      exact,
    }),
  ];
}

type RouteNameProps = Pick<UsageLine, "method" | "route">;

/** A route with its method, as a link to its page. */
export function RouteName({ method, route }: RouteNameProps): JSX.Element {
  const { core } = useTexts();
  const shown = route === "" ? core.overview.unrouted : route;
  if (route === otherValue && method === otherValue) return <>{core.overview.others}</>;
  return (
    <Link class="row-link" to={hrefTo("route", { method, route })}>
      <span class="method">{method}</span> <ForeignText text={shown} />
    </Link>
  );
}

/** A consumer, as a link to its page. */
export function ConsumerName({ consumer }: Pick<UsageLine, "consumer">): JSX.Element {
  const { core } = useTexts();
  if (consumer === otherValue) return <>{core.overview.others}</>;
  return (
    <Link class="row-link" to={hrefTo("consumer", { consumer })}>
      <ForeignText text={consumer === "" ? core.overview.anonymous : consumer} />
    </Link>
  );
}
