import type { JSX } from "preact";
import type { DependencyList } from "../query/dependencies.ts";
import { useAnswer } from "./answer.ts";
import { CallTable } from "./call-table.tsx";
import { CheckTable } from "./check-table.tsx";
import { ForeignText } from "./foreign-text.tsx";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { hrefTo, usePlace } from "./place.ts";
import { useWholeRange, useScopeQuery } from "./range.ts";
import { useTexts } from "./texts.ts";

/** What the service depends on: its health checks, and the calls that it makes. */
export function DependenciesView(): JSX.Element {
  const { params } = usePlace();
  const { core, tables } = useTexts();
  const dependency = params.get("dependency") || null;
  if (dependency === null) {
    return (
      <>
        <h1>{core.views.dependencies}</h1>
        <CheckTable />
        <section>
          <h2 class="section-title">{tables.calls}</h2>
          <Calls dependency={null} />
        </section>
      </>
    );
  }
  return (
    <>
      <nav class="crumbs" aria-label={tables.crumbs}>
        <Link to={hrefTo("dependencies", { dependency: undefined })}>
          {core.views.dependencies}
        </Link>
      </nav>
      <h1>
        <ForeignText text={dependency} />
      </h1>
      <Calls key={dependency} dependency={dependency} />
    </>
  );
}

/** The calls of all dependencies, or of one by operation. */
function Calls({ dependency }: { readonly dependency: string | null }): JSX.Element {
  const range = useWholeRange();
  const one = dependency === null ? "" : `&${new URLSearchParams({ dependency }).toString()}`;
  const by = dependency === null ? "dependency" : "operation";
  const question = `dependencies?by=${by}&limit=200&step=${range.step}${one}`;
  const answer = useAnswer<DependencyList>(`${question}&${useScopeQuery(range)}`);
  return (
    <View
      answer={answer}
      empty={({ rows }) => (rows.length === 0 ? <NoCalls isOne={one !== ""} /> : undefined)}
    >
      {(list) => <CallTable list={list} />}
    </View>
  );
}

function NoCalls({ isOne }: { readonly isOne: boolean }): JSX.Element {
  const { core, tables } = useTexts();
  return (
    <div class="notice">
      <p class="notice-title">{core.overview.noDependencies}</p>
      {!isOne && <p>{tables.howToCall}</p>}
      <p>
        <Link to={hrefTo("dependencies", { from: "-24h", to: undefined })}>{tables.lastDay}</Link>
      </p>
    </div>
  );
}
