import type { ComponentChildren, HTMLAttributes, JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { DataRow } from "./data-row.tsx";
import { useFormat } from "./format.ts";
import { leftAt } from "./left-at.ts";
import { matchWords } from "./match-words.ts";
import { go, hrefTo, usePlace } from "./place.ts";
import { SearchBox } from "./search-box.tsx";
import {
  formatSort,
  holdOrder,
  parseSort,
  sortRows,
  type Sort,
  type SortValue,
} from "./sort-rows.ts";
import { useTexts } from "./texts.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useTypedParam } from "./use-typed-param.ts";

/** A column of a table. */
export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** What it is sorted by; null where it is not known. */
  readonly value: (row: R) => SortValue;
  readonly render: (row: R) => ComponentChildren;
  readonly isNumeric?: boolean;
  /** Names the row; its link is what the arrow keys go through. */
  readonly isRowHeader?: boolean;
  /** @default true */
  readonly isSortable?: boolean;
  /** @default 6 for numbers, else 9; the row header has what is left */
  readonly widthRem?: number;
}

export interface DataTableProps<R> {
  /** Names the table. */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** Such as `-requests`. */
  readonly defaultSort: string;
  readonly searchText: (row: R) => string;
  /** Goes before `sort` and `q` in the address, where a view has several tables. */
  readonly name?: string;
  /** @default true */
  readonly hasSearch?: boolean;
}

/** A table that can be sorted and searched, and draws only the rows that can be seen. */
export function DataTable<R>(props: DataTableProps<R>): JSX.Element {
  const { label, columns, rows, keyOf, defaultSort, searchText } = props;
  const { name = "", hasSearch = true } = props;
  const { tables } = useTexts();
  const { count } = useFormat();
  const typed = useTypedParam(`${name}q`);
  const search = typed.text;
  const { view, params } = usePlace();
  const ids = columns.map(({ id }) => id);
  const sort = parseSort(params.get(`${name}sort`) ?? "", ids, defaultSort);
  const question = `${formatSort(sort)} ${search}`;
  const found = useMemo(
    () => (hasSearch ? matchWords(rows, search, searchText) : rows),
    [rows, search, searchText, hasSearch],
  );
  const { ordered, holding } = useOrder(found, { columns, keyOf, sort, question });
  const { region, first, end, beforePx, afterPx, isWindowed } = useRowWindow(ordered.length);
  const width = columns.length;
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    region.current?.scrollTo({ top: isFirst.current ? (leftAt().tablesPx.get(label) ?? 0) : 0 });
    isFirst.current = false;
  }, [question]);

  function sortBy(next: Sort): void {
    const text = formatSort(next);
    const said = { [`${name}sort`]: text === defaultSort ? undefined : text };
    go(hrefTo(view, said), { replace: true });
  }

  return (
    <div class="data-table">
      {hasSearch && (
        <div class="table-tools">
          <SearchBox label={tables.filter} typed={typed} />
          <span class="table-count" role="status">
            {tables.rows(count(ordered.length), count(rows.length))}
          </span>
        </div>
      )}
      <div
        ref={region}
        class={isWindowed ? "table-region windowed" : "table-region"}
        role="region"
        aria-label={label}
        tabIndex={0}
      >
        <table
          aria-rowcount={isWindowed ? ordered.length + 1 : undefined}
          style={{ minWidth: `calc(var(--name-width) + ${widthOf(columns)}rem)` }}
        >
          <caption class="sr">{label}</caption>
          <colgroup>
            {columns.map((column) => (
              <col
                key={column.id}
                style={{ width: column.isRowHeader === true ? "" : `${widthOf([column])}rem` }}
              />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={isWindowed ? 1 : undefined}>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={sortBy} />
              ))}
            </tr>
          </thead>
          <tbody {...holding} onKeyDown={walkRows}>
            {beforePx > 0 && <Spacer heightPx={beforePx} width={width} />}
            {ordered.slice(first, end).map((row, at) => (
              // By place: another order then writes other texts, and makes no rows anew.
              <DataRow
                key={first + at}
                row={row}
                columns={columns}
                index={isWindowed ? first + at + 2 : undefined}
                params={params}
              />
            ))}
            {afterPx > 0 && <Spacer heightPx={afterPx} width={width} />}
            {ordered.length === 0 && (
              <tr>
                <td class="no-rows" colSpan={width}>
                  {search === "" ? tables.noRows : tables.noMatch}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Widths do not follow what is in the cells, for rows that come into sight would make them jump. */
function widthOf<R>(columns: readonly Column<R>[]): number {
  return columns.reduce((sum, { isRowHeader = false, isNumeric = false, widthRem }) => {
    return sum + (isRowHeader ? 0 : (widthRem ?? (isNumeric ? 6 : 9)));
  }, 0);
}

interface Ordering<R> {
  readonly columns: readonly Column<R>[];
  readonly keyOf: (row: R) => string;
  readonly sort: Sort;
  /** Once it changes, rows may move. */
  readonly question: string;
}

/** Sorts rows; while somebody points at them or is among them, new figures move none. */
function useOrder<R>(
  rows: readonly R[],
  { columns, keyOf, sort, question }: Ordering<R>,
): { ordered: readonly R[]; holding: HTMLAttributes<HTMLTableSectionElement> } {
  const isPointed = useRef(false);
  const isFocused = useRef(false);
  const before = useRef<{ question: string; keys: readonly string[] }>({ question: "", keys: [] });
  const { id, isDescending } = sort;
  const ordered = useMemo(() => {
    const column = columns.find((one) => one.id === id);
    const sorted = column === undefined ? rows : sortRows(rows, column.value, isDescending);
    const isHeld = (isPointed.current || isFocused.current) && before.current.question === question;
    const held = isHeld ? holdOrder(sorted, keyOf, before.current.keys) : sorted;
    before.current = { question, keys: held.map(keyOf) };
    return held;
  }, [rows, columns, id, isDescending, question, keyOf]);
  return {
    ordered,
    holding: {
      onPointerEnter: () => void (isPointed.current = true),
      onPointerLeave: () => void (isPointed.current = false),
      onFocusIn: () => void (isFocused.current = true),
      onFocusOut: () => void (isFocused.current = false),
    },
  };
}

interface HeaderCellProps<R> {
  readonly column: Column<R>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function HeaderCell<R>({ column, sort, onSort }: HeaderCellProps<R>): JSX.Element {
  const { id, title, isNumeric = false, isSortable = true } = column;
  const isSorted = sort.id === id;
  const order = sort.isDescending ? "descending" : "ascending";
  const next = { id, isDescending: isSorted ? !sort.isDescending : isNumeric };
  return (
    <th scope="col" class={isNumeric ? "number" : ""} aria-sort={isSorted ? order : undefined}>
      {isSortable ? (
        <button type="button" class="sort-button" onClick={() => onSort(next)}>
          {title}
          <span class="sort-glyph" aria-hidden="true">
            {isSorted ? (sort.isDescending ? "▾" : "▴") : ""}
          </span>
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function Spacer({
  heightPx,
  width,
}: {
  readonly heightPx: number;
  readonly width: number;
}): JSX.Element {
  return (
    <tr class="spacer" aria-hidden="true" style={{ height: `${heightPx}px` }}>
      <td colSpan={width} />
    </tr>
  );
}

/** Arrow keys go from the link of one row to that of the next. */
function walkRows(event: TargetedKeyboardEvent<HTMLElement>): void {
  const { key, target } = event;
  if ((key !== "ArrowDown" && key !== "ArrowUp") || !(target instanceof HTMLElement)) return;
  const row = target.closest("tr");
  const next = key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  const link = next?.querySelector("a");
  if (link === undefined || link === null) return;
  event.preventDefault();
  link.focus();
}
