/** What the server tells the page of itself. */
export interface PageConfig {
  /** Path under which everything is, without a slash at its end. */
  readonly base: string;
  readonly service: string;
}

/** What the shell says in its `#config` element. */
export const config: PageConfig = readConfig(document.querySelector("#config")?.textContent);

function readConfig(text: string | null | undefined): PageConfig {
  const told: Partial<PageConfig> = JSON.parse(text || "{}");
  return { base: "/_edgewatch", service: "", ...told };
}
