import { escapeHtml } from "../core/escape-html.ts";
import { pageHeaders } from "./content-security-policy.ts";
import { page } from "./page.ts";

export interface ShellOptions {
  readonly service: string;
  /** Folder of the dashboard. */
  readonly base: string;
}

/** What the page is told by the server that it comes from. */
interface PageConfig {
  readonly base: string;
  readonly service: string;
}

/** The page, ready to be sent. */
export interface Shell {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts the page together: one document that loads nothing but data. */
export function createShell({ service, base }: ShellOptions): Shell {
  const config: PageConfig = { base, service };
  // Within a script element only `<` could end it.
  const json = JSON.stringify(config).replaceAll("<", String.raw`\u003c`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(service)} · Edgewatch</title>
<link rel="icon" href="${icon}">
<style>${page.style}</style>
</head>
<body>
<div id="app"><p class="boot">Edgewatch · ${escapeHtml(service)}</p></div>
<noscript><p class="boot">This page needs JavaScript. The same figures are at ${escapeHtml(base)}/api/usage.</p></noscript>
<script type="application/json" id="config">${json}</script>
<script>${page.script}</script>
</body>
</html>
`;
  return { html, headers: { ...pageHeaders(page), "cache-control": "private, no-cache" } };
}

const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M1 9h3l2-6 4 10 2-4h3" fill="none" stroke="#2b6cb0" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`;
