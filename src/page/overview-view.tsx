import type { JSX } from "preact";
import type { HealthDocument } from "../health/health-document.ts";
import type { Overview } from "../query/overview-answer.ts";
import { useAnswer, type Answer } from "./answer.ts";
import { Headline } from "./headline.tsx";
import { EmptyNotice, View } from "./notice.tsx";
import { OverviewChecks } from "./overview-checks.tsx";
import { OverviewTables } from "./overview-tables.tsx";
import { useRange, useScopeQuery } from "./range.ts";
import { useTexts } from "./texts.ts";
import { UsageCharts } from "./usage-charts.tsx";
import { UsageTiles } from "./usage-tiles.tsx";

/** More than are shown: the worst of the busiest are. */
const limit = 50;

/** How the API is doing: in words, in figures, over time, and where to look. */
export function OverviewView(): JSX.Element {
  const { core } = useTexts();
  const range = useRange();
  const answer = useAnswer<Overview>(`overview?${useScopeQuery(range)}&limit=${limit}`);
  const health = useAnswer<HealthDocument>("health");
  return (
    <>
      <h1 class="sr">{core.views.overview}</h1>
      <View answer={answer}>
        {(overview) => (
          <>
            <Headline
              overview={overview}
              health={range.isLive ? health : undefined}
              isStale={isStale(answer) || (range.isLive && isStale(health))}
            />
            <UsageTiles overview={overview} />
            {overview.total.requests === 0 ? (
              <EmptyNotice title={core.overview.emptyTitle} text={core.overview.emptyText} />
            ) : (
              <UsageCharts overview={overview} />
            )}
            <div class="grid">
              <OverviewTables overview={overview} />
              <OverviewChecks health={health} />
            </div>
          </>
        )}
      </View>
    </>
  );
}

function isStale(answer: Answer<unknown>): boolean {
  return answer.state === "ready" && answer.isStale;
}
