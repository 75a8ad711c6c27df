import type { JSX } from "preact";
import type { ErrorList } from "../query/error-groups.ts";
import { useAnswer } from "./answer.ts";
import { Chips } from "./chips.tsx";
import { errorStates } from "./error-state.tsx";
import { ConsumerNotes, ErrorTable } from "./error-table.tsx";
import { useFormat } from "./format.ts";
import { ForeignText } from "./foreign-text.tsx";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { useWholeRange, useScopeQuery } from "./range.ts";
import { SearchBox } from "./search-box.tsx";
import { useTexts } from "./texts.ts";
import { useLastReady } from "./use-last-ready.ts";
import { useTypedParam } from "./use-typed-param.ts";

/** What the API filters by, besides words and states. */
const facets = ["route", "method", "consumer", "release", "code", "category", "type"] as const;
/** What the API orders by, so that the limit leaves out what comes last. */
const orders = new Set(["count", "first_seen", "last_seen", "consumers"]);
const maxSearchLength = 256;

/** All groups of errors in a table, by state and words. */
export function ErrorsView(): JSX.Element {
  const { params } = usePlace();
  const range = useWholeRange();
  const { core, tables } = useTexts();
  const typed = useTypedParam("q");
  const asked = askedOf(params);
  const question = `errors?step=${range.step}&${asked}&${useScopeQuery(range)}`;
  const answer = useLastReady(useAnswer<ErrorList>(question));
  const choices = errorStates.map((state) => [state, tables.states[state]] as const);
  const isFiltered = asked.has("q") || asked.has("state") || facets.some((name) => asked.has(name));
  return (
    <>
      <header class="view-head">
        <h1>{core.views.errors}</h1>
        <SearchBox label={tables.searchErrors} typed={typed} />
        <Chips name="state" label={tables.state} all={tables.allStates} choices={choices} />
        <FacetChips params={params} />
      </header>
      <View
        answer={answer}
        empty={({ groups }) =>
          groups.length === 0 ? <NoErrors isFiltered={isFiltered} /> : undefined
        }
      >
        {(list) => <ErrorsFound list={list} />}
      </View>
    </>
  );
}

function askedOf(params: URLSearchParams): URLSearchParams {
  const sort = params.get("sort") ?? "";
  const asked = new URLSearchParams({
    order: orders.has(sort.replace(/^-/, "")) ? sort : "-count",
    limit: "500",
  });
  const search = params.get("q")?.slice(0, maxSearchLength) ?? "";
  if (search !== "") asked.set("q", search);
  const state = errorStates.find((known) => known === params.get("state"));
  if (state !== undefined) asked.set("state", state);
  for (const facet of facets) {
    const value = params.get(facet);
    if (value !== null) asked.set(facet, value);
  }
  return asked;
}

/** What the view was narrowed by elsewhere, with a link that takes it away. */
function FacetChips({ params }: { readonly params: URLSearchParams }): JSX.Element {
  const { tables } = useTexts();
  return (
    <>
      {facets.map((name) => {
        const value = params.get(name);
        if (value === null) return null;
        return (
          <Link key={name} class="button chip" to={hrefTo("errors", { [name]: undefined })}>
            {name}: <ForeignText text={value} maxLength={60} /> <span aria-hidden="true">✕</span>
            <span class="sr">{tables.remove}</span>
          </Link>
        );
      })}
    </>
  );
}

function ErrorsFound({ list }: { readonly list: ErrorList }): JSX.Element {
  const { tables } = useTexts();
  const { count } = useFormat();
  const { total, groups, more, partial } = list;
  const fresh = groups.filter((group) => group.is_new).length;
  return (
    <>
      <p class="totals">
        {tables.failureCount(count(total))} ·{" "}
        <span role="status">{tables.groupCount(count(groups.length + more))}</span>
        {more === 0 && ` · ${tables.newCount(count(fresh))}`}
      </p>
      <ErrorTable groups={groups} partial={partial} />
      <ConsumerNotes groups={groups} />
      {more > 0 && <p class="note">{tables.moreGroups(count(groups.length), count(more))}</p>}
    </>
  );
}

function NoErrors({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  const { core, tables } = useTexts();
  const away = { q: undefined, state: undefined };
  const all = { ...away, ...Object.fromEntries(facets.map((name) => [name, undefined])) };
  return (
    <div class="notice">
      <p class="notice-title">{isFiltered ? tables.noSuchErrors : core.overview.noErrors}</p>
      <p class="links">
        {isFiltered && <Link to={hrefTo("errors", all)}>{tables.showAll}</Link>}
        <Link to={hrefTo("errors", { from: "-30d", to: undefined })}>{tables.lastMonth}</Link>
      </p>
    </div>
  );
}
