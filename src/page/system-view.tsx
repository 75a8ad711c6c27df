import type { ComponentChildren, JSX } from "preact";
import type { Figure as KnownFigure } from "../metrics/figure.ts";
import type { SelfDiagnosis } from "../serve/self-diagnosis.ts";
import { useAnswer } from "./answer.ts";
import { unknownText, type Unsure } from "./create-format.ts";
import { FactList } from "./fact-list.tsx";
import { Figure } from "./figure.tsx";
import { useFormat } from "./format.ts";
import { HealthWord } from "./health-word.tsx";
import { monthDays, monthlyCost } from "./monthly-cost.ts";
import { View } from "./notice.tsx";
import { ownText } from "./own-text.ts";
import { StatusWord } from "./status-word.tsx";
import { Configuration } from "./system-configuration.tsx";
import { Losses } from "./system-losses.tsx";
import { Writers } from "./system-sources.tsx";
import { useTexts } from "./texts.ts";

/** How Edgewatch itself is doing. */
export function SystemView(): JSX.Element {
  const { core } = useTexts();
  const answer = useAnswer<SelfDiagnosis>("health?self");
  return (
    <>
      <h1>{core.views.system}</h1>
      <View answer={answer}>
        {(self) => (
          <div class="grid lines">
            <div class="over-another">
              <Process self={self} />
              {self.writers !== undefined && <Writers writers={self.writers} />}
            </div>
            <StoreFacts self={self} />
            <ResourceFacts self={self} />
            <Losses self={self} />
            <Configuration configuration={self.configuration} />
          </div>
        )}
      </View>
    </>
  );
}

interface PartProps {
  readonly self: SelfDiagnosis;
}

function Process({ self }: PartProps): JSX.Element {
  const { system: texts } = useTexts().core;
  const { duration, count } = useFormat();
  const { runtime, source, configuration } = self;
  const { service, release, environment } = configuration;
  return (
    <section class="card">
      <h2>{texts.process}</h2>
      <FactList
        facts={[
          [texts.status, <HealthWord status={self.status} />],
          [texts.service, <bdi>{service}</bdi>],
          [texts.release, <Figure text={release ?? unknownText} />],
          [texts.environment, <Figure text={environment ?? unknownText} />],
          [texts.runtime, `${runtime.name} ${runtime.version.value ?? ""}`],
          [texts.age, duration(source.ageSeconds * 1_000)],
          [texts.started, count(source.requestsStarted)],
        ]}
      />
    </section>
  );
}

function StoreFacts({ self }: PartProps): JSX.Element {
  const { system: texts } = useTexts().core;
  const { ms, duration, count, bytes } = useFormat();
  const { store, buffers } = self;
  const { flush, clockSkew } = store;
  return (
    <section class="card">
      <h2>{texts.store}</h2>
      <FactList
        facts={[
          [
            texts.coverage,
            store.coverage === "system" ? texts.coverageSystem : texts.coverageSource,
          ],
          [
            texts.sources,
            <>
              <Known figure={toFigure(self.sources)} as={count} />{" "}
              <small class="muted">{texts.sourcesNote}</small>
            </>,
          ],
          [
            texts.reachable,
            store.isReachable ? (
              <StatusWord tone="ok" word={texts.yes} />
            ) : (
              <StatusWord tone="bad" word={`${texts.no} (${store.error ?? ""})`} />
            ),
          ],
          [texts.latency, <Figure text={ms(store.latencyMs)} />],
          [
            texts.flush,
            flush.ageMs === undefined ? texts.flushNever : texts.flushAge(duration(flush.ageMs)),
          ],
          [
            texts.flushFailures,
            <span class={flush.failures > 0 ? "bad" : ""}>{count(flush.failures)}</span>,
          ],
          [
            texts.skew,
            "behindMs" in clockSkew ? (
              <span class="warn">{texts.behind(duration(clockSkew.behindMs))}</span>
            ) : (
              <Reason reason={clockSkew.reason} />
            ),
          ],
          [texts.storage, <Known figure={toFigure(self.storage)} as={bytes} />],
          [texts.cost, <Cost self={self} />],
          [
            texts.buffers,
            [
              `${texts.observations}: ${count(buffers.observations)}`,
              `${texts.series}: ${count(buffers.series)}`,
              `${texts.batches}: ${count(buffers.batches)}`,
            ].join(" · "),
          ],
        ]}
      />
    </section>
  );
}

const monthMs = monthDays * 86_400_000;

/** What stores cost that are paid by use, if each source that is there now flushes once a window all month. */
function Cost({ self: { sources, configuration } }: PartProps): JSX.Element {
  const { system: texts } = useTexts().core;
  const { dollars } = useFormat();
  if (typeof sources !== "number") return <Reason reason={sources.reason} />;
  const flushes = (sources * monthMs) / configuration.windowMs;
  const { durableObjects, redis } = monthlyCost(flushes);
  return (
    <>
      {texts.costOf(dollars(durableObjects), dollars(redis))}{" "}
      <small class="muted">{texts.costNote}</small>
    </>
  );
}

function ResourceFacts({ self }: PartProps): JSX.Element {
  const { system: texts } = useTexts().core;
  const { ms, percent, bytes, count, decimal, duration } = useFormat();
  const { memory, cpu, eventLoopLagMs, uptimeSeconds, load1, disk } = self.resources;
  const facts: readonly (readonly [string, KnownFigure, (value: Unsure) => string])[] = [
    [texts.rss, memory.rssBytes, bytes],
    [texts.heap, memory.heapUsedBytes, bytes],
    [texts.limit, memory.limitBytes, bytes],
    [texts.cpu, cpu.share, percent],
    [texts.cores, cpu.cores, count],
    [texts.lag, eventLoopLagMs, ms],
    [texts.load, load1, decimal],
    [texts.disk, disk.freeBytes, bytes],
    [texts.uptime, uptimeSeconds, (seconds) => duration((seconds ?? NaN) * 1_000)],
  ];
  return (
    <section class="card">
      <h2>{texts.resources}</h2>
      <FactList
        facts={facts.map(([name, figure, as]) => [name, <Known figure={figure} as={as} />])}
      />
    </section>
  );
}

interface KnownProps {
  readonly figure: { readonly value?: number | undefined; readonly reason?: string | undefined };
  readonly as: (value: Unsure) => string;
}

/** A figure, or why there is none. */
function Known({ figure: { value, reason = "" }, as }: KnownProps): JSX.Element {
  return value === undefined ? <Reason reason={reason} /> : <>{as(value)}</>;
}

function Reason({ reason }: { readonly reason: string }): JSX.Element {
  const { core } = useTexts();
  const why: ComponentChildren = ownText(core.system.reasons, reason) ?? reason;
  return (
    <span class="muted">
      {core.unknown}
      {why === "" ? "" : ": "}
      {why}
    </span>
  );
}

/** Takes what is told in other words than a figure. */
function toFigure(told: SelfDiagnosis["sources" | "storage"]): KnownProps["figure"] {
  if (typeof told === "number") return { value: told };
  return "bytes" in told ? { value: told.bytes } : told;
}
