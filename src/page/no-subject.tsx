import type { JSX } from "preact";
import { Link } from "./link.tsx";
import { hrefTo } from "./place.ts";
import { useTexts } from "./texts.ts";

/** Says that an address does not tell which one it is about, with the way to all of them. */
export function NoSubject({ list }: { readonly list: "routes" | "consumers" }): JSX.Element {
  const { core, tables } = useTexts();
  return (
    <>
      <h1>{core.views[list === "routes" ? "route" : "consumer"]}</h1>
      <div class="notice">
        <p class="notice-title">{tables.noSubject}</p>
        <p>
          <Link to={hrefTo(list)}>{core.overview.all(core.views[list])}</Link>
        </p>
      </div>
    </>
  );
}
