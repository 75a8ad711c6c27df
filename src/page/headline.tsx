import type { JSX } from "preact";
import type { HealthDocument } from "../health/health-document.ts";
import type { Overview } from "../query/overview-answer.ts";
import type { Answer } from "./answer.ts";
import { clipText } from "./clip-text.ts";
import type { Format } from "./create-format.ts";
import { useFormat } from "./format.ts";
import { judgeOverview, type Level, type Reason } from "./judge-overview.ts";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { useTexts, type Texts } from "./texts.ts";

export interface HeadlineProps {
  readonly overview: Overview;
  /** Undefined where it is not about now. */
  readonly health: Answer<HealthDocument> | undefined;
  readonly isStale: boolean;
}

const looks: Readonly<Record<Level, { readonly tone: string; readonly glyph: string }>> = {
  healthy: { tone: "ok", glyph: "✓" },
  degraded: { tone: "warn", glyph: "▲" },
  failing: { tone: "bad", glyph: "✕" },
  quiet: { tone: "unknown", glyph: "○" },
  unknown: { tone: "unknown", glyph: "?" },
};
const maxReasons = 6;
const maxTitleLength = 100;

/** Says in words how the API is doing, and why. */
export function Headline({ overview, health, isStale }: HeadlineProps): JSX.Element {
  const { core } = useTexts();
  const format = useFormat();
  const isKnown = health?.state === "ready";
  const isUnsure = health !== undefined && !isKnown;
  const checks = (isKnown ? health.data.checks : undefined) ?? {};
  const { level, reasons } = judgeOverview(overview, isUnsure ? undefined : checks);
  const { tone, glyph } = looks[level];
  const more = reasons.length - maxReasons;
  return (
    <section class={`card headline ${tone}`} aria-label={core.system.status}>
      <h2>
        <span aria-hidden="true">{glyph} </span>
        {core.health[level]}
        {isStale ? <small> · {core.health.stale}</small> : null}
      </h2>
      {level === "healthy" ? <p>{isKnown ? core.health.fine : core.health.fewErrors}</p> : null}
      {isUnsure ? <p>{core.health.noChecks}</p> : null}
      <ul>
        {reasons.slice(0, maxReasons).map((reason) => (
          <li key={JSON.stringify(reason)}>
            <Link to={hrefOf(reason)}>{textOf(reason, core.health, format)}</Link>
          </li>
        ))}
        {more > 0 ? <li>{core.health.more(format.count(more))}</li> : null}
      </ul>
    </section>
  );
}

function hrefOf(reason: Reason): string {
  switch (reason.kind) {
    case "check":
      return hrefTo("dependencies");
    case "burn":
    case "jump":
      return hrefTo("routes", { sort: "-errors" });
    case "group":
      return hrefTo("error", {}, reason.id);
  }
}

function textOf(reason: Reason, texts: Texts["core"]["health"], format: Format): string {
  switch (reason.kind) {
    case "check": {
      const { name, status, code } = reason;
      return status === "fail" ? texts.checkFails(name, code) : texts.checkWarns(name);
    }
    case "burn":
      return texts.burn(format.decimal(reason.factor));
    case "jump":
      return texts.jump(format.percent(reason.rate), format.percent(reason.before));
    case "group": {
      const title = clipText(reason.title, maxTitleLength);
      const { newGroup, spiking, regressed } = texts;
      return { new: newGroup, spiking, regressed }[reason.why](title);
    }
  }
}
