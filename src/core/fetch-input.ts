/** What `fetch` may be called with; not every set of types has a name for it. */
export type FetchInput = string | URL | Request;
