/** The views of the page, as links name them. */
export type ViewName = (typeof viewNames)[number];

/** Where the page is: what its address says. */
export interface Place {
  readonly view: ViewName;
  /** Id of the group in the view of one error, else empty. */
  readonly id: string;
  readonly params: URLSearchParams;
}

const viewNames = [
  "overview",
  "routes",
  "route",
  "consumers",
  "consumer",
  "errors",
  "error",
  "dependencies",
  "system",
] as const;

/** What every view shares, and so every link keeps. */
const sharedParams: ReadonlySet<string> = new Set(["from", "to", "compare", "service"]);

/** Reads an address; what is none of the page's is the overview. */
export function parsePlace(base: string, pathname: string, search: string): Place {
  const [name = "", id = ""] = pathname.slice(base.length).split("/").slice(1);
  const view = viewNames.find((known) => known === name) ?? "overview";
  const params = new URLSearchParams(search);
  if (view === "errors" && id !== "") return { view: "error", id: decoded(id), params };
  return { view: view === "error" ? "errors" : view, id: "", params };
}

/** Writes the address of a place. */
export function formatPlace(base: string, { view, id, params }: Place): string {
  const path =
    view === "overview" ? "" : view === "error" ? `errors/${encodeURIComponent(id)}` : view;
  const search = params.toString();
  return `${base}/${path}${search === "" ? "" : `?${search}`}`;
}

/** Finds the place of a view as one comes to it first: it keeps what all views share. */
export function freshPlace({ params }: Place, view: ViewName): Place {
  const shared = [...params].filter(([name]) => sharedParams.has(name));
  return { view, id: "", params: new URLSearchParams(shared) };
}

/**
 * Finds the place that a link goes to: what the link says, and of the present place the range and comparison, or
 * everything where it stays in its view.
 *
 * @param said undefined takes a parameter away
 */
export function nextPlace(
  present: Place,
  view: ViewName,
  said: Readonly<Record<string, string | undefined>> = {},
  id = "",
): Place {
  const stays = present.view === view && (id === "" || id === present.id);
  const params = new URLSearchParams((stays ? present : freshPlace(present, view)).params);
  for (const [name, value] of Object.entries(said)) {
    if (value === undefined) params.delete(name);
    else params.set(name, value);
  }
  return { view, id: stays ? present.id : id, params };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
