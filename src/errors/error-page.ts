import { escapeHtml } from "../core/escape-html.ts";

/** What pages and texts show of a problem. */
export interface ShownProblem {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly request_id?: string;
}

/** Writes a problem as a small page that loads nothing. */
export function formatPage(problem: ShownProblem, language = "en"): string {
  const title = escapeHtml(problem.title);
  const detail = problem.detail === undefined ? "" : `<p>${escapeHtml(problem.detail)}</p>\n`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${problem.status} ${title}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
<h1>${title}</h1>
${detail}<p><small>${escapeHtml(reference(problem))}</small></p>
</html>
`;
}

/** Writes a problem as some lines of text. */
export function formatText(problem: ShownProblem): string {
  const lines = [problem.title, problem.detail, reference(problem)];
  return `${lines.filter((line) => line !== undefined).join("\n")}\n`;
}

/** What to name when one asks for help. */
function reference({ status, code, request_id: requestId }: ShownProblem): string {
  return [status, code, requestId].filter((part) => part !== undefined).join(" · ");
}
