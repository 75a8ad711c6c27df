import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ErrorGroup } from "../query/found-groups.ts";
import { Ago } from "./ago.tsx";
import type { Format } from "./create-format.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { ErrorLink } from "./error-link.tsx";
import { ErrorBadges, errorStates, ErrorStateWord } from "./error-state.tsx";
import { Figure } from "./figure.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { useFormat } from "./format.ts";
import { sparkPx, sparkRem } from "./spark-width.ts";
import { Sparkline } from "./sparkline.tsx";
import { useTexts, type Texts } from "./texts.ts";
import { RouteName } from "./usage-columns.tsx";
import { withoutPartial } from "./whole-steps.ts";

export interface ErrorTableProps {
  readonly groups: readonly ErrorGroup[];
  /** Indexes of the steps that are not over yet, where there are steps. */
  readonly partial?: readonly number[] | undefined;
  /** Goes before its parameters in the address. */
  readonly name?: string;
  /** Whether all are of one route, which need not be told then. */
  readonly isOfRoute?: boolean;
}

/** Groups of errors, each a link to its page. */
export function ErrorTable(props: ErrorTableProps): JSX.Element {
  const { groups, partial = [], name = "", isOfRoute = false } = props;
  const texts = useTexts();
  const format = useFormat();
  const hasValues = groups.some(({ values }) => values !== undefined);
  const columns = useMemo(
    () =>
      toColumns(partial, texts, format).filter(
        ({ id }) => (id !== "route" || !isOfRoute) && (id !== "sparkline" || hasValues),
      ),
    [partial.join(), texts, format, isOfRoute, hasValues],
  );
  return (
    <DataTable
      label={texts.core.views.errors}
      columns={columns}
      rows={groups}
      keyOf={idOf}
      defaultSort="-count"
      searchText={titleOf}
      name={name}
      hasSearch={false}
    />
  );
}

/** What is to be known of groups that were narrowed down to a consumer. */
export function ConsumerNotes({ groups }: Pick<ErrorTableProps, "groups">): JSX.Element | null {
  const { tables } = useTexts();
  if (groups.every((group) => group.hits_consumer === undefined)) return null;
  const isUnsure = groups.some((group) => group.hits_consumer === null);
  return (
    <p class="note">
      {tables.countsOfAll} {isUnsure && tables.maybeNote}
    </p>
  );
}

function toColumns(
  partial: readonly number[],
  { core, tables }: Texts,
  format: Format,
): Column<ErrorGroup>[] {
  const { columns } = core.overview;
  return [
    {
      id: "title",
      title: columns.error,
      isRowHeader: true,
      value: titleOf,
      render: (group) => (
        <>
          <ErrorLink group={group} />
          <ErrorBadges {...group} />
        </>
      ),
    },
    {
      id: "state",
      title: tables.state,
      widthRem: 7,
      value: ({ state }) => errorStates.indexOf(state),
      render: ({ state }) => <ErrorStateWord state={state} />,
    },
    {
      id: "count",
      title: columns.count,
      isNumeric: true,
      value: ({ count }) => count,
      render: ({ count }) => <Figure text={format.count(count)} whole={format.exact(count)} />,
    },
    {
      id: "sparkline",
      title: tables.course,
      isSortable: false,
      widthRem: sparkRem,
      value: () => null,
      render: ({ values = [] }) => (
        <Sparkline
          values={withoutPartial(values, partial)}
          label={columns.count}
          color="server"
          width={sparkPx}
        />
      ),
    },
    {
      id: "consumers",
      title: core.tiles.consumers,
      isNumeric: true,
      widthRem: 6.5,
      value: ({ consumers }) => consumers,
      render: ({ consumers }) => format.count(consumers),
    },
    {
      id: "last_seen",
      title: columns.seen,
      isNumeric: true,
      widthRem: 7,
      value: ({ last_seen }) => last_seen,
      render: ({ last_seen }) => <Ago time={last_seen} />,
    },
    {
      id: "first_seen",
      title: tables.firstSeen,
      isNumeric: true,
      widthRem: 7,
      value: ({ first_seen }) => first_seen,
      render: ({ first_seen }) => <Ago time={first_seen} />,
    },
    {
      id: "route",
      title: columns.route,
      value: ({ method, route }) => `${route} ${method}`,
      render: ({ method, route }) => <RouteName method={method} route={route} />,
    },
    {
      id: "releases",
      title: tables.releases,
      widthRem: 7,
      value: (group) => releasesOf(group)[0] ?? "",
      render: (group) => <Releases releases={releasesOf(group)} />,
    },
  ];
}

/** The one that failed most, and how many others there are. */
function Releases({ releases }: { readonly releases: readonly string[] }): JSX.Element | null {
  const { tables } = useTexts();
  const { count } = useFormat();
  const [first, ...others] = releases;
  if (first === undefined) return null;
  return (
    <>
      <ForeignText text={first} maxLength={40} />{" "}
      {others.length > 0 && <span class="muted">{tables.andMore(count(others.length))}</span>}
    </>
  );
}

function releasesOf({ releases }: ErrorGroup): readonly string[] {
  return Object.keys(releases)
    .filter((release) => release !== "")
    .toSorted((a, b) => (releases[b] ?? 0) - (releases[a] ?? 0));
}

function idOf({ id }: ErrorGroup): string {
  return id;
}

function titleOf({ title }: ErrorGroup): string {
  return title;
}
