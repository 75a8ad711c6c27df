import type { JSX } from "preact";
import { Link } from "./link.tsx";
import { hrefTo, usePlace } from "./place.ts";

export interface ChipsProps {
  /** Parameter of the address. */
  readonly name: string;
  readonly label: string;
  /** What stands for no choice. */
  readonly all: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
}

/** Links that narrow what a view shows by one parameter. */
export function Chips({ name, label, all, choices }: ChipsProps): JSX.Element {
  const { view, params } = usePlace();
  const chosen = params.get(name);
  const isKnown = choices.some(([value]) => value === chosen);
  return (
    <div class="chips" role="group" aria-label={label}>
      <Link
        class="button chip"
        to={hrefTo(view, { [name]: undefined })}
        aria-current={isKnown ? undefined : "true"}
      >
        {all}
      </Link>
      {choices.map(([value, text]) => (
        <Link
          key={value}
          class="button chip"
          to={hrefTo(view, { [name]: value })}
          aria-current={value === chosen ? "true" : undefined}
        >
          {text}
        </Link>
      ))}
    </div>
  );
}
