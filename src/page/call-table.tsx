import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { DependencyList, DependencyRow } from "../query/dependencies.ts";
import type { Format } from "./create-format.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { figureColumn } from "./figure-column.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { sparkPx, sparkRem } from "./spark-width.ts";
import { Sparkline } from "./sparkline.tsx";
import { useTexts, type Texts } from "./texts.ts";
import { withoutPartial } from "./whole-steps.ts";

/** The calls of dependencies, or of the operations of one. */
export function CallTable({ list }: { readonly list: DependencyList }): JSX.Element {
  const texts = useTexts();
  const format = useFormat();
  const { by, rows, more, partial = [] } = list;
  const columns = useMemo(
    () => toColumns(by, partial, texts, format),
    [by, partial.join(), texts, format],
  );
  return (
    <>
      <DataTable
        label={texts.tables.calls}
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        defaultSort="-calls"
        searchText={keyOf}
        name="calls_"
      />
      {more > 0 && <p class="note">{texts.tables.more(format.count(more))}</p>}
    </>
  );
}

function toColumns(
  by: DependencyList["by"],
  partial: readonly number[],
  { core, tables }: Texts,
  { count, exact, rate, percent, ms, bytes }: Format,
): Column<DependencyRow>[] {
  const { tiles, overview } = core;

  const isWhole = by === "dependency";
  return [
    {
      id: "name",
      title: isWhole ? overview.columns.dependency : tables.operation,
      isRowHeader: true,
      value: (row) => (isWhole ? row.dependency : (row.operation ?? "")),
      render: (row) => (isWhole ? <DependencyName {...row} /> : <OperationName {...row} />),
    },
    figureColumn<DependencyRow>("calls", overview.columns.calls, ({ calls }) => calls, count, {
      exact,
    }),
    {
      id: "sparkline",
      title: tables.course,
      isSortable: false,
      widthRem: sparkRem,
      value: () => null,
      render: ({ values }) => (
        <Sparkline
          values={withoutPartial(values?.calls ?? [], partial)}
          label={tables.calls}
          width={sparkPx}
        />
      ),
    },
    figureColumn<DependencyRow>("rate_per_second", tables.rate, (row) => row.rate_per_second, rate),
    figureColumn<DependencyRow>("errors", tiles.errors, ({ errors }) => errors, count, { exact }),
    figureColumn<DependencyRow>("error_rate", tiles.errorRate, (row) => row.error_rate, percent),
    figureColumn<DependencyRow>("p50", "p50", ({ duration_ms }) => duration_ms?.p50, ms),
    figureColumn<DependencyRow>("p99", "p99", ({ duration_ms }) => duration_ms?.p99, ms),
    ...(isWhole
      ? [figureColumn<DependencyRow>("retries", tables.retries, ({ retries }) => retries, count)]
      : []),
    figureColumn<DependencyRow>("bytes_in", tables.received, (row) => row.bytes_in, bytes),
    {
      id: "classes",
      title: tables.classes,
      isSortable: false,
      widthRem: 20,
      value: () => null,
      render: ({ error_classes }) =>
        Object.entries(error_classes).map(([name, times]) => (
          <span key={name} class="class-count">
            <ForeignText text={name} maxLength={40} /> {count(times)}
          </span>
        )),
    },
  ];
}

function DependencyName({ dependency }: DependencyRow): JSX.Element {
  return (
    <Link class="row-link" to={hrefTo("dependencies", { dependency })}>
      <ForeignText text={dependency} />
    </Link>
  );
}

function OperationName({ method, operation }: DependencyRow): JSX.Element {
  const { core } = useTexts();
  return (
    <>
      {method !== null && method !== undefined && <span class="method">{method} </span>}
      <ForeignText text={operation ?? core.unknown} />
    </>
  );
}

function keyOf({ dependency, method, operation }: DependencyRow): string {
  return JSON.stringify([dependency, method, operation]);
}
