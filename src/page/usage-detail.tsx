import type { ComponentChildren, JSX } from "preact";
import { otherValue } from "../core/labels.ts";
import { useMemo } from "preact/hooks";
import type { ErrorGroup } from "../query/found-groups.ts";
import type { Overview } from "../query/overview-answer.ts";
import { useAnswer } from "./answer.ts";
import { DataTable } from "./data-table.tsx";
import { ConsumerNotes, ErrorTable } from "./error-table.tsx";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { hrefTo } from "./place.ts";
import { useRange, useScopeQuery } from "./range.ts";
import { StatusChips, useStatusClass } from "./status-class.tsx";
import { StatusTable } from "./status-table.tsx";
import { useTexts } from "./texts.ts";
import { listViews, useUsageColumns, type UsageKind } from "./usage-columns.tsx";
import { UsageCharts } from "./usage-charts.tsx";
import { rowLines, type UsageLine } from "./usage-lines.ts";
import { UsageTiles } from "./usage-tiles.tsx";
import { NoUsage } from "./usage-view.tsx";

export interface UsageDetailProps {
  /** What the page is about. */
  readonly kind: UsageKind;
  /** The labels that requests have to have. */
  readonly filters: Readonly<Record<string, string>>;
  readonly title: ComponentChildren;
}

/** One route or consumer: its figures, who or what is behind them, and its errors. */
export function UsageDetail({ kind, filters, title }: UsageDetailProps): JSX.Element {
  const statusClass = useStatusClass();
  const { core, tables } = useTexts();
  const list = listViews[kind];
  const asked = new URLSearchParams({ ...filters, limit: "50" }).toString();
  const answer = useAnswer<Overview>(
    `overview?${asked}${statusClass}&${useScopeQuery(useRange())}`,
  );
  return (
    <>
      <nav class="crumbs" aria-label={tables.crumbs}>
        <Link to={hrefTo(list)}>{core.views[list]}</Link>
      </nav>
      <header class="view-head">
        <h1>{title}</h1>
        <StatusChips />
      </header>
      <View
        answer={answer}
        empty={({ total }) =>
          total.requests === 0 ? <NoUsage isFiltered={statusClass !== ""} /> : undefined
        }
      >
        {(overview) => <Found kind={kind} filters={filters} overview={overview} />}
      </View>
    </>
  );
}

interface FoundProps extends Omit<UsageDetailProps, "title"> {
  readonly overview: Overview;
}

function Found({ kind, filters, overview }: FoundProps): JSX.Element {
  const { core, tables } = useTexts();
  const other = kind === "route" ? "consumer" : "route";
  const rows = kind === "route" ? overview.consumers : overview.routes;
  const columns = useUsageColumns(other, { isOfOne: true });
  const lines = useMemo(() => rowLines(rows), [rows]);
  return (
    <>
      <h2 class="sr">{core.tiles.label}</h2>
      <UsageTiles overview={overview} isOfOne={kind === "consumer"} />
      <UsageCharts overview={overview} />
      <section class="card">
        <h2>{core.views[listViews[other]]}</h2>
        <DataTable
          label={core.views[listViews[other]]}
          columns={columns}
          rows={lines}
          keyOf={keyOf}
          defaultSort="-requests"
          searchText={keyOf}
          name="by_"
          hasSearch={false}
        />
      </section>
      <StatusTable statuses={overview.statuses} total={overview.total.requests} />
      <section class="card">
        <h2>{core.views.errors}</h2>
        {["", otherValue].includes(filters["consumer"] ?? kind) ? (
          <p class="note links">
            {tables.noErrorsByConsumer} <Link to={hrefTo("errors")}>{core.views.errors}</Link>
          </p>
        ) : (
          <Errors kind={kind} filters={filters} groups={overview.errors} />
        )}
      </section>
    </>
  );
}

interface ErrorsProps extends Omit<UsageDetailProps, "title"> {
  readonly groups: readonly ErrorGroup[];
}

function Errors({ kind, filters, groups }: ErrorsProps): JSX.Element {
  const { core, tables } = useTexts();
  if (groups.length === 0) return <p class="note">{core.overview.noErrors}</p>;
  const isOfRoute = kind === "route";
  return (
    <>
      <ErrorTable groups={groups} name="errors_" isOfRoute={isOfRoute} />
      <ConsumerNotes groups={groups} />
      <p class="links">
        <Link to={hrefTo("errors", filters)}>
          {isOfRoute ? tables.allErrorsOfRoute : tables.allErrorsOfConsumer}
        </Link>
      </p>
    </>
  );
}

function keyOf({ key }: UsageLine): string {
  return key;
}
