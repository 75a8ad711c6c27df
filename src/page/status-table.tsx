import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { UsageRow } from "../query/answer.ts";
import type { Format } from "./create-format.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { Figure } from "./figure.tsx";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { hrefTo, usePlace, type ViewName } from "./place.ts";
import { useTexts, type Texts } from "./texts.ts";

export interface StatusTableProps {
  readonly statuses: readonly UsageRow[];
  readonly total: number;
}

/** Requests by the status that answered them. */
export function StatusTable({ statuses, total }: StatusTableProps): JSX.Element {
  const { view } = usePlace();
  const texts = useTexts();
  const format = useFormat();
  const columns = useMemo(
    () => statusColumns({ view, total }, texts, format),
    [view, total, texts, format],
  );
  return (
    <section class="card statuses">
      <h2>{texts.tables.statuses}</h2>
      <DataTable
        label={texts.tables.statuses}
        columns={columns}
        rows={statuses}
        keyOf={codeOf}
        defaultSort="-requests"
        searchText={codeOf}
        name="status_"
        hasSearch={false}
      />
    </section>
  );
}

function statusColumns(
  { view, total }: { readonly view: ViewName; readonly total: number },
  { core, tables }: Texts,
  { count, percent, ms }: Format,
): Column<UsageRow>[] {
  return [
    {
      id: "status",
      title: tables.status,
      isRowHeader: true,
      value: ({ status = 0 }) => status,
      render: (row) => (
        <Link class="row-link" to={hrefTo(view, { status_class: `${codeOf(row).slice(0, 1)}xx` })}>
          {codeOf(row)}
        </Link>
      ),
    },
    {
      id: "requests",
      title: core.tiles.requests,
      isNumeric: true,
      value: ({ requests }) => requests,
      render: ({ requests }) => count(requests),
    },
    {
      id: "share",
      title: tables.share,
      isNumeric: true,
      value: ({ requests }) => requests,
      render: ({ requests }) => percent(requests / total),
    },
    {
      id: "p99",
      title: "p99",
      isNumeric: true,
      value: ({ duration_ms }) => duration_ms?.p99 ?? null,
      render: ({ duration_ms }) => <Figure text={ms(duration_ms?.p99)} />,
    },
  ];
}

function codeOf({ status }: UsageRow): string {
  return String(status ?? "");
}
