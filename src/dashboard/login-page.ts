import { escapeHtml } from "../core/escape-html.ts";
import { pageHeaders } from "./content-security-policy.ts";
import { loginTexts, type LoginTexts } from "./login-texts.ts";
import { login } from "./page.ts";

/** Why somebody sees the page. */
export type LoginReason = "asked" | "wrong" | "closed" | "crossSite" | { readonly waitMs: number };

export interface LoginPageOptions {
  readonly service: string;
  /** Folder of the dashboard. */
  readonly base: string;
  /** Where to go from here: an address below the folder. */
  readonly next: string;
  readonly reason: LoginReason;
}

const statuses = { asked: 401, wrong: 401, closed: 401, crossSite: 403 } as const;

/** Answers with the page that asks for the token; it works without scripts, too. */
export function loginPage(request: Request, options: LoginPageOptions): Response {
  const { service, base, next, reason } = options;
  const texts = loginTexts(request.headers.get("accept-language"));
  const message = messageOf(reason, texts);
  const alert = message === "" ? "" : `<p class="alert" role="alert">${escapeHtml(message)}</p>`;
  const html = `<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${texts.title} · ${service}`)} · Edgewatch</title>
<link rel="icon" href="data:,">
<style>${login.style}</style>
</head>
<body>
<main>
<h1>Edgewatch <span>${escapeHtml(service)}</span></h1>
${alert}
<form method="post" action="${escapeHtml(base)}/login" data-session="${escapeHtml(base)}/api/session">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<input name="user" value="${escapeHtml(service)}" autocomplete="username" hidden>
<label for="token">${escapeHtml(texts.token)}</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" aria-describedby="hint" spellcheck="false">
<p id="hint">${escapeHtml(texts.hint)}</p>
<button>${escapeHtml(texts.submit)}</button>
</form>
</main>
<script>${login.script}</script>
</body>
</html>
`;
  const headers: Record<string, string> = { ...pageHeaders(login), "cache-control": "no-store" };
  const status = typeof reason === "object" ? 429 : statuses[reason];
  if (typeof reason === "object") headers["retry-after"] = String(Math.ceil(reason.waitMs / 1_000));
  // Browsers ask for nothing where the scheme is one that they do not know (RFC 9110 § 15.5.2).
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return new Response(html, { status, headers });
}

function messageOf(reason: LoginReason, texts: LoginTexts): string {
  if (typeof reason === "object") return texts.tooMany(Math.ceil(reason.waitMs / 60_000));
  return reason === "asked" ? "" : texts[reason];
}
