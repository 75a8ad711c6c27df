import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { HealthDocument } from "../health/health-document.ts";
import { healthStatuses } from "../health/check.ts";
import { useAnswer, useNow } from "./answer.ts";
import { breakerState, checkRows, type CheckRow } from "./check-rows.ts";
import type { Format } from "./create-format.ts";
import { DataTable, type Column } from "./data-table.tsx";
import { failureReason } from "./failure-reason.ts";
import { Figure } from "./figure.tsx";
import { useFormat } from "./format.ts";
import { ForeignText } from "./foreign-text.tsx";
import { HealthWord } from "./health-word.tsx";
import { HistoryStrip } from "./history-strip.tsx";
import { View } from "./notice.tsx";
import { ownText } from "./own-text.ts";
import { boundsOf, type Bounds } from "./parse-range.ts";
import { useRange } from "./range.ts";
import { useTexts, type Texts } from "./texts.ts";

/** All health checks, with what they showed in the range. */
export function CheckTable(): JSX.Element {
  const { tables } = useTexts();
  const answer = useAnswer<HealthDocument>("health");
  return (
    <section>
      <h2 class="section-title">
        {tables.checks} {answer.state === "ready" && <HealthWord status={answer.data.status} />}
      </h2>
      <View
        answer={answer}
        empty={({ checks = {} }) => (Object.keys(checks).length === 0 ? <NoChecks /> : undefined)}
      >
        {(health) => <Checks health={health} />}
      </View>
    </section>
  );
}

function NoChecks(): JSX.Element {
  const { core, tables } = useTexts();
  return (
    <div class="notice">
      <p class="notice-title">{core.overview.noChecks}</p>
      <p>{tables.howToCheck}</p>
    </div>
  );
}

function Checks({ health }: { readonly health: HealthDocument }): JSX.Element {
  const texts = useTexts();
  const format = useFormat();
  const range = useRange();
  const now = useNow();
  const rows = useMemo(() => checkRows(health), [health]);
  const bounds = useMemo(() => boundsOf(range, now()), [range, health]);
  const columns = useMemo(() => toColumns(bounds, texts, format), [bounds, texts, format]);
  return (
    <DataTable
      label={texts.tables.checks}
      columns={columns}
      rows={rows}
      keyOf={nameOf}
      defaultSort="status"
      searchText={nameOf}
      name="checks_"
      hasSearch={false}
    />
  );
}

function toColumns(
  { fromMs, toMs }: Bounds,
  { core, tables }: Texts,
  format: Format,
): Column<CheckRow>[] {
  const { columns } = core.overview;
  return [
    {
      id: "name",
      title: columns.check,
      isRowHeader: true,
      value: nameOf,
      render: ({ name, component }) => (
        <>
          <ForeignText text={name} maxLength={60} />
          {component.critical && <span class="badge">{tables.critical}</span>}
        </>
      ),
    },
    {
      id: "status",
      title: columns.status,
      widthRem: 13,
      value: ({ component }) => healthStatuses.indexOf(component.status),
      render: ({ component }) => {
        const reason = failureReason(component);
        return (
          <>
            <HealthWord status={component.status} />
            {reason !== undefined && (
              <>
                {" "}
                <ForeignText text={reason} maxLength={60} />
              </>
            )}
          </>
        );
      },
    },
    {
      id: "history",
      title: columns.history,
      isSortable: false,
      widthRem: 11,
      value: () => null,
      render: ({ name, component }) => (
        <HistoryStrip component={component} name={name} fromMs={fromMs} toMs={toMs} />
      ),
    },
    {
      id: "latency",
      title: tables.latency,
      isNumeric: true,
      widthRem: 5.5,
      value: (row) => latencyMs(row) ?? null,
      render: (row) => <Figure text={format.ms(latencyMs(row))} />,
    },
    {
      id: "observed",
      title: tables.observed,
      value: (row) => observed(row, tables),
      render: (row) => <ForeignText text={observed(row, tables)} maxLength={60} />,
    },
    {
      id: "age",
      title: tables.age,
      isNumeric: true,
      widthRem: 5.5,
      value: ({ component }) => component.ageMs ?? null,
      render: ({ component }) => <Figure text={format.duration(component.ageMs)} />,
    },
    {
      id: "failures",
      title: tables.failuresInARow,
      isNumeric: true,
      value: ({ component }) => component.failures,
      render: ({ component }) => format.count(component.failures),
    },
    {
      id: "standing",
      title: tables.standing,
      widthRem: 8,
      value: ({ component }) => component.standing,
      render: ({ component }) =>
        ownText(tables.standings, component.standing) ?? component.standing,
    },
  ];
}

/** Without another value to observe, the latency is what is observed. */
function latencyMs({ component }: CheckRow): number | undefined {
  const { latencyMs: told, observedUnit, observedValue } = component;
  if (told !== undefined || observedUnit !== "ms") return told;
  return typeof observedValue === "number" ? observedValue : undefined;
}

function observed({ component }: CheckRow, tables: Texts["tables"]): string {
  const state = breakerState(component);
  if (state !== undefined) return tables.breaker(ownText(tables.breakerStates, state) ?? state);
  const { observedValue, observedUnit = "" } = component;
  if (observedValue === undefined || observedUnit === "ms") return "";
  return `${observedValue} ${observedUnit}`;
}

function nameOf({ name }: CheckRow): string {
  return name;
}
