import type { JSX } from "preact";
import { Chips } from "./chips.tsx";
import { usePlace } from "./place.ts";
import { useTexts } from "./texts.ts";

const classes = ["2xx", "3xx", "4xx", "5xx"];

/** Tells which class of statuses the address asks for, as a parameter of the API; empty for all. */
export function useStatusClass(): string {
  const chosen = usePlace().params.get("status_class") ?? "";
  return classes.includes(chosen) ? `&status_class=${chosen}` : "";
}

/** Chooses a class of statuses. */
export function StatusChips(): JSX.Element {
  const { tables } = useTexts();
  const choices = classes.map((name) => [name, name] as const);
  return (
    <Chips name="status_class" label={tables.status} all={tables.allStatuses} choices={choices} />
  );
}
