import type { JSX } from "preact";
import type { ErrorGroupDetails } from "../query/error-group-details.ts";
import { Ago } from "./ago.tsx";
import { useAnswer } from "./answer.ts";
import { ErrorActions } from "./error-actions.tsx";
import { ErrorBadges, ErrorStateWord } from "./error-state.tsx";
import { FactList } from "./fact-list.tsx";
import { FailureCard } from "./failure-card.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { useFormat } from "./format.ts";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { rangeQuery, useWholeRange } from "./range.ts";
import { readFailure } from "./read-failure.ts";
import { useTexts } from "./texts.ts";
import { TimeChart } from "./time-chart.tsx";
import { RouteName } from "./usage-columns.tsx";

const maxTitleLength = 300;

/** One group of errors: how often, where, and its first and last failure in full. */
export function ErrorView(): JSX.Element {
  const { id } = usePlace();
  const { core, tables } = useTexts();
  const range = useWholeRange();
  const path = `errors/${encodeURIComponent(id)}?${rangeQuery(range)}`;
  const answer = useAnswer<ErrorGroupDetails>(path);
  const isUnknown = answer.state === "failed" && answer.failure.status === 404;
  return (
    <>
      <nav class="crumbs" aria-label={tables.crumbs}>
        <Link to={hrefTo("errors")}>{core.views.errors}</Link>
      </nav>
      {isUnknown ? (
        <UnknownGroup id={id} />
      ) : (
        <>
          {answer.state !== "ready" && <h1>{core.views.error}</h1>}
          <View answer={answer}>{(group) => <Group key={id} group={group} />}</View>
        </>
      )}
    </>
  );
}

function UnknownGroup({ id }: { readonly id: string }): JSX.Element {
  const { core, tables } = useTexts();
  return (
    <>
      <h1>{core.views.error}</h1>
      <div class="notice">
        <p class="notice-title">{tables.noFailure}</p>
        <p class="links">
          <Link to={hrefTo("error", { from: "-30d", to: undefined }, id)}>{tables.lastMonth}</Link>
          <Link to={hrefTo("error", { from: "-400d", to: undefined }, id)}>{tables.allKept}</Link>
        </p>
      </div>
    </>
  );
}

function Group({ group }: { readonly group: ErrorGroupDetails }): JSX.Element {
  const { tables } = useTexts();
  const { count } = useFormat();
  const { title, counts } = group;
  const last = readFailure(group.last);
  const first = readFailure(group.first);
  const isOne = JSON.stringify(group.first) === JSON.stringify(group.last);
  const line = {
    label: tables.failures,
    values: counts.values,
    color: "server",
    fill: true,
  } as const;
  return (
    <>
      <header class="view-head">
        <h1>
          <ForeignText text={title} maxLength={maxTitleLength} />
        </h1>
        <ErrorStateWord state={group.state} />
        <ErrorBadges {...group} />
        <ErrorActions id={group.id} state={group.state} />
      </header>
      <div class="card">
        <TimeChart
          title={tables.failures}
          times={counts.times}
          step={counts.step}
          partial={counts.partial}
          lines={[line]}
          format={count}
          height={140}
        />
      </div>
      <GroupFacts group={group} />
      {last !== undefined && <FailureCard title={tables.lastFailure} failure={last} />}
      {first !== undefined && !isOne && (
        <FailureCard title={tables.firstFailure} failure={first} isClosed />
      )}
      {last === undefined && first === undefined && <p class="note">{tables.noSample}</p>}
    </>
  );
}

function GroupFacts({ group }: { readonly group: ErrorGroupDetails }): JSX.Element {
  const { core, tables } = useTexts();
  const { count, dateTime } = useFormat();
  const { first_seen: first, last_seen: last, method, route } = group;
  return (
    <section class="card">
      <h2>{tables.group}</h2>
      <FactList
        facts={[
          [tables.inRange, count(group.count)],
          [core.tiles.consumers, count(group.consumers)],
          [
            core.overview.columns.seen,
            <>
              {dateTime(last)} (<Ago time={last} />)
            </>,
          ],
          [
            tables.firstSeen,
            <>
              {dateTime(first)} (<Ago time={first} />)
            </>,
          ],
          [core.overview.columns.route, <RouteName method={method} route={route} />],
          [tables.facts.code, <ForeignText text={group.code} />],
          [tables.facts.category, <ForeignText text={group.category} />],
          [tables.services, <Counts counts={group.services} facet="service" />],
          [tables.releases, <Counts counts={group.releases} facet="release" />],
        ]}
      />
    </section>
  );
}

const maxCounts = 20;

/** Values with how often each, as links to the errors that they have. */
function Counts({
  counts,
  facet,
}: {
  readonly counts: Readonly<Record<string, number>>;
  readonly facet: string;
}): JSX.Element {
  const { core, tables } = useTexts();
  const { count } = useFormat();
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const shown = sorted.filter(([value]) => value !== "").slice(0, maxCounts);
  if (shown.length === 0) return <>{core.unknown}</>;
  return (
    <ul class="counts">
      {shown.map(([value, times]) => (
        <li key={value}>
          <Link to={hrefTo("errors", { [facet]: value })}>
            <ForeignText text={value} maxLength={60} />
          </Link>{" "}
          <span class="muted">{count(times)}</span>
        </li>
      ))}
      {sorted.length > maxCounts && <li>{tables.more(count(sorted.length - maxCounts))}</li>}
    </ul>
  );
}
