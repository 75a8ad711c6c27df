import type { ComponentChildren, JSX } from "preact";

export interface FactListProps {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
}

/** Names with what is known of them. */
export function FactList({ facts }: FactListProps): JSX.Element {
  return (
    <dl class="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
