import type { JSX } from "preact";
import { otherValue } from "../core/labels.ts";
import { useMemo } from "preact/hooks";
import type { SeriesAnswer } from "../query/answer.ts";
import { useAnswer } from "./answer.ts";
import { DataTable } from "./data-table.tsx";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { useWholeRange, useScopeQuery } from "./range.ts";
import { StatusChips, useStatusClass } from "./status-class.tsx";
import { useTexts } from "./texts.ts";
import { listViews, useUsageColumns, type UsageKind } from "./usage-columns.tsx";
import { seriesLines, type UsageLine } from "./usage-lines.ts";

/** All routes or all consumers with their figures, in a table. */
export function UsageView({ kind }: { readonly kind: UsageKind }): JSX.Element {
  const range = useWholeRange();
  const statusClass = useStatusClass();
  const { core } = useTexts();
  const by = kind === "route" ? "method,route" : kind;
  const question = `series?by=${by}&measures=requests&limit=1000&step=${range.step}`;
  const answer = useAnswer<SeriesAnswer>(`${question}${statusClass}&${useScopeQuery(range)}`);
  return (
    <>
      <header class="view-head">
        <h1>{core.views[listViews[kind]]}</h1>
        <StatusChips />
      </header>
      <View
        answer={answer}
        empty={({ series }) =>
          series.length === 0 ? <NoUsage isFiltered={statusClass !== ""} /> : undefined
        }
      >
        {(data) => <UsageTable kind={kind} data={data} />}
      </View>
    </>
  );
}

interface UsageTableProps {
  readonly kind: UsageKind;
  readonly data: SeriesAnswer;
}

function UsageTable({ kind, data }: UsageTableProps): JSX.Element {
  const { core, tables } = useTexts();
  const columns = useUsageColumns(kind, { hasSparklines: true });
  const lines = useMemo(() => seriesLines(data), [data]);
  const hasOther = lines.some((line) => line[kind] === otherValue);
  const hasAnonymous = kind === "consumer" && lines.some(({ consumer }) => consumer === "");
  return (
    <>
      <DataTable
        label={core.views[listViews[kind]]}
        columns={columns}
        rows={lines}
        keyOf={keyOf}
        defaultSort="-requests"
        searchText={nameOf}
      />
      {hasAnonymous && <p class="note">{tables.anonymousNote}</p>}
      {hasOther && <p class="note">{tables.otherNote}</p>}
    </>
  );
}

function keyOf({ key }: UsageLine): string {
  return key;
}

function nameOf({ method, route, consumer }: UsageLine): string {
  return `${method} ${route} ${consumer}`;
}

/** Says that nothing was asked for in the range, and what can be done about that. */
export function NoUsage({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  const { core, tables } = useTexts();
  const { view } = usePlace();
  return (
    <div class="notice">
      <p class="notice-title">{isFiltered ? tables.noneOfStatus : core.overview.emptyTitle}</p>
      {!isFiltered && <p>{core.overview.emptyText}</p>}
      <p class="links">
        {isFiltered && (
          <Link to={hrefTo(view, { status_class: undefined })}>{tables.allStatuses}</Link>
        )}
        <Link to={hrefTo(view, { from: "-24h", to: undefined })}>{tables.lastDay}</Link>
      </p>
    </div>
  );
}
