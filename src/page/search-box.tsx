import type { JSX } from "preact";
import type { TypedParam } from "./use-typed-param.ts";

export interface SearchBoxProps {
  readonly label: string;
  readonly typed: TypedParam;
}

/** A field that narrows what is shown; the key `/` goes to the first one of the page. */
export function SearchBox({ label, typed }: SearchBoxProps): JSX.Element {
  const { text, type, settle } = typed;
  return (
    <input
      class="search-box"
      type="search"
      data-filter
      aria-label={label}
      placeholder={label}
      value={text}
      maxLength={256}
      autocomplete="off"
      spellcheck={false}
      dir="auto"
      onInput={({ currentTarget }) => type(currentTarget.value)}
      onBlur={settle}
    />
  );
}
