import type { JSX } from "preact";
import { otherGroups } from "../core/error-group.ts";
import type { ErrorGroup } from "../query/found-groups.ts";
import { ForeignText } from "./foreign-text.tsx";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { useTexts } from "./texts.ts";

export interface ErrorLinkProps {
  readonly group: Pick<ErrorGroup, "id" | "title">;
  readonly maxLength?: number | undefined;
}

/** Leads to the page of a group of errors; those that there was no room to tell apart have none. */
export function ErrorLink({ group, maxLength }: ErrorLinkProps): JSX.Element {
  const { tables } = useTexts();
  if (group.id === otherGroups) return <span class="clip">{tables.otherErrors}</span>;
  return (
    <Link class="row-link" to={hrefTo("error", {}, group.id)}>
      <ForeignText text={group.title} maxLength={maxLength} />
    </Link>
  );
}
