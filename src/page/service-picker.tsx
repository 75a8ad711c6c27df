import type { JSX } from "preact";
import type { Usage } from "../query/answer.ts";
import { useAnswer } from "./answer.ts";
import { clipText } from "./clip-text.ts";
import { config } from "./config.ts";
import { go, hrefTo, usePlace } from "./place.ts";
import { useTexts } from "./texts.ts";

/** Everything that a month knows; a moment ago, so that it is asked once and not again and again. */
const question = "usage?by=service&from=-30d&to=-10s&order=service&limit=100";
const maxLength = 60;

/** The service that is looked at; a choice where several share the store. */
export function ServicePicker(): JSX.Element {
  const { core } = useTexts();
  const { view, params } = usePlace();
  const answer = useAnswer<Usage>(question);
  const rows = answer.state === "ready" ? answer.data.rows : [];
  const known = rows.flatMap(({ service }) => (typeof service === "string" ? [service] : []));
  const chosen = params.get("service");
  const names = [...new Set(chosen === null ? known : [chosen, ...known])];
  if (chosen === null && names.length < 2) return <small dir="auto">{config.service}</small>;
  return (
    <select
      aria-label={core.service.label}
      value={chosen ?? ""}
      onChange={({ currentTarget: { value } }) => {
        go(hrefTo(view, { service: value === "" ? undefined : value }));
      }}
    >
      <option value="">{core.service.all}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {clipText(name, maxLength)}
        </option>
      ))}
    </select>
  );
}
