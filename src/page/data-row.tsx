import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Column } from "./data-table.tsx";

export interface DataRowProps<R> {
  readonly row: R;
  readonly columns: readonly Column<R>[];
  /** Its place among all rows, the header being the first; undefined where all are there. */
  readonly index: number | undefined;
  /** Links lead on from them. */
  readonly params: URLSearchParams;
}

/** One row of a table, which is drawn again only when it or its place has changed. */
export function DataRow<R>({ row, columns, index, params }: DataRowProps<R>): JSX.Element {
  return useMemo(
    () => (
      <tr aria-rowindex={index}>
        {columns.map(({ id, isRowHeader = false, isNumeric = false, render }) =>
          isRowHeader ? (
            <th key={id} scope="row">
              <div class="row-name">{render(row)}</div>
            </th>
          ) : (
            <td key={id} class={isNumeric ? "number" : ""}>
              {render(row)}
            </td>
          ),
        )}
      </tr>
    ),
    [row, columns, index, params],
  );
}
