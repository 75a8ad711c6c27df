import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { config } from "./config.ts";
import { noteScroll } from "./left-at.ts";
import {
  formatPlace,
  freshPlace,
  nextPlace,
  parsePlace,
  type Place,
  type ViewName,
} from "./parse-place.ts";

export type { Place, ViewName } from "./parse-place.ts";

/** The place for all below; the address bar is where it comes from. */
export const PlaceContext = createContext<Place>(presentPlace());

/** Tells where the page is. */
export function usePlace(): Place {
  return useContext(PlaceContext);
}

/** Follows the address bar; for the root of the page, which gives what it finds to all others. */
export function useAddress(): Place {
  const [place, setPlace] = useState(presentPlace);
  useEffect(() => {
    function follow(): void {
      setPlace(presentPlace());
    }
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  return place;
}

/**
 * Writes the address of a view. It keeps the range and comparison of the present place; in the same view, everything
 * else too.
 *
 * @param params undefined takes one away
 * @param id of the group in the view of one error
 */
export function hrefTo(
  view: ViewName,
  params?: Readonly<Record<string, string | undefined>>,
  id?: string,
): string {
  return formatPlace(config.base, nextPlace(presentPlace(), view, params, id));
}

/** Writes the address of a view as one comes to it first, also from within it. */
export function hrefToView(view: ViewName): string {
  return formatPlace(config.base, freshPlace(presentPlace(), view));
}

/** Goes to an address of the page; `replace` leaves no step in the history. */
export function go(href: string, { replace = false }: { replace?: boolean } = {}): void {
  if (href === location.pathname + location.search) return;
  if (replace) history.replaceState(null, "", href);
  else {
    noteScroll();
    history.pushState(null, "", href);
  }
  dispatchEvent(new PopStateEvent("popstate"));
}

function presentPlace(): Place {
  return parsePlace(config.base, location.pathname, location.search);
}
