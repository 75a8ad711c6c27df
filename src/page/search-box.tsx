import type { JSX } from "preact";

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onType: (text: string) => void;
}

/** A field that narrows what is shown; the key `/` goes to the first one of the page. */
export function SearchBox({ label, value, onType }: SearchBoxProps): JSX.Element {
  return (
    <input
      class="search-box"
      type="search"
      data-filter
      aria-label={label}
      placeholder={label}
      value={value}
      maxLength={256}
      autocomplete="off"
      spellcheck={false}
      dir="auto"
      onInput={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}
