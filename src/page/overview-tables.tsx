import type { JSX } from "preact";
import type { UsageRow } from "../query/answer.ts";
import type { Overview } from "../query/overview-answer.ts";
import { Ago } from "./ago.tsx";
import { BriefTable } from "./brief-table.tsx";
import { ErrorLink } from "./error-link.tsx";
import { ErrorBadges } from "./error-state.tsx";
import { Figure } from "./figure.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { useTexts } from "./texts.ts";
import { ConsumerName, RouteName } from "./usage-columns.tsx";

const shown = 6;
const maxNameLength = 80;

/** The routes, errors, consumers and dependencies that a look at the overview leads to. */
export function OverviewTables({ overview }: { readonly overview: Overview }): JSX.Element {
  const { core } = useTexts();
  const { overview: texts, views } = core;
  const { columns } = texts;
  const { compact, ms } = useFormat();
  const { errors, dependencies } = overview;

  function errorCount(count: number): JSX.Element {
    return <span class={count > 0 ? "bad" : "muted"}>{compact(count)}</span>;
  }

  function figures({ requests, errors: failed, duration_ms }: UsageRow): JSX.Element[] {
    return [
      <>{compact(requests)}</>,
      errorCount(failed),
      <Figure key="p99" text={ms(duration_ms?.p99)} />,
    ];
  }

  const titles = [columns.requests, columns.errors, columns.p99];
  return (
    <>
      <BriefTable
        title={texts.worst}
        all={{ to: hrefTo("routes", { sort: "-errors" }), view: views.routes }}
        titles={[columns.route, ...titles]}
        rows={overview.routes.toSorted(worstFirst).slice(0, shown)}
        keyOf={({ method, route }) => `${method} ${route}`}
        cells={(row) => {
          const { method = "", route = "" } = row;
          return [<RouteName method={method} route={route} />, ...figures(row)];
        }}
        none={texts.noRoutes}
      />
      <BriefTable
        title={texts.errors}
        all={{ to: hrefTo("errors"), view: views.errors }}
        titles={[columns.error, columns.count, columns.seen]}
        rows={errors.slice(0, shown)}
        keyOf={({ id }) => id}
        cells={(group) => [
          <>
            <ErrorBadges {...group} /> <ErrorLink group={group} maxLength={maxNameLength} />
          </>,
          compact(group.count),
          <Ago time={group.last_seen} />,
        ]}
        none={texts.noErrors}
      />
      <BriefTable
        title={texts.consumers}
        all={{ to: hrefTo("consumers"), view: views.consumers }}
        titles={[columns.consumer, ...titles]}
        rows={overview.consumers.slice(0, shown)}
        keyOf={({ consumer }) => String(consumer)}
        cells={(row) => {
          const { consumer = "" } = row;
          return [<ConsumerName consumer={consumer} />, ...figures(row)];
        }}
        none={texts.noConsumers}
      />
      <BriefTable
        title={texts.dependencies}
        all={{ to: hrefTo("dependencies"), view: views.dependencies }}
        titles={[columns.dependency, columns.calls, columns.errors, columns.p99]}
        rows={dependencies.slice(0, shown)}
        keyOf={({ dependency }) => dependency}
        cells={({ dependency, calls, errors: failed, duration_ms }) => [
          <Link class="row-link" to={hrefTo("dependencies", { dependency })}>
            <ForeignText text={dependency} maxLength={maxNameLength} />
          </Link>,
          compact(calls),
          errorCount(failed),
          <Figure text={ms(duration_ms?.p99)} />,
        ]}
        none={texts.noDependencies}
      />
    </>
  );
}

function worstFirst(a: UsageRow, b: UsageRow): number {
  return b.errors - a.errors || b.requests - a.requests;
}
