import type { ComponentChildren, JSX, TargetedMouseEvent } from "preact";
import { go } from "./place.ts";

export interface LinkProps {
  /** Address, of `hrefTo()`. */
  readonly to: string;
  readonly class?: string | undefined;
  readonly children: ComponentChildren;
  readonly [attribute: `aria-${string}` | `data-${string}`]: string | boolean | undefined;
}

/** A link within the page: a click stays in it, and opening it in a tab of its own works as well. */
export function Link({ to, children, ...attributes }: LinkProps): JSX.Element {
  function follow(event: TargetedMouseEvent<HTMLAnchorElement>): void {
    const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
    if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || event.defaultPrevented) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a {...attributes} href={to} onClick={follow}>
      {children}
    </a>
  );
}
