import { isThreshold, severityOf, type Threshold } from "../core/level.ts";

interface RouteRule {
  readonly method: string | undefined;
  /** Path, or beginning of a path where the rule ended in `*`. */
  readonly path: string;
  readonly isPrefix: boolean;
  readonly severity: number;
}

/**
 * Which records are written: one level for all, others for loggers by name and for requests by path.
 *
 * Written as `info, db=debug, http=warn, /admin/*=trace, POST /orders=debug`. A rule for a logger also holds for
 * the loggers below it (`db` for `db.pool`), and the rule of a request goes before that of a logger.
 */
export class LevelPolicy {
  readonly #default: number;
  readonly #loggers = new Map<string, number>();
  readonly #routes: RouteRule[] = [];

  /** @throws TypeError naming the part that cannot be read. */
  constructor(text: string) {
    let common = severityOf("info");
    for (const part of text.split(",").map((piece) => piece.trim())) {
      if (part === "") continue;
      const at = part.lastIndexOf("=");
      const name = at < 0 ? "" : part.slice(0, at).trim();
      const severity = severityOf(parseThreshold(part, part.slice(at + 1).trim()));
      if (at < 0) common = severity;
      else if (name === "") throw unreadable(part);
      else if (name.includes("/")) this.#routes.push(routeRule(name, severity));
      else this.#loggers.set(name, severity);
    }
    this.#default = common;
  }

  /** Whether any rule asks for the path of a request. */
  get hasRoutes(): boolean {
    return this.#routes.length > 0;
  }

  /** The lowest severity number that a logger writes. */
  ofLogger(name: string): number {
    for (let prefix = name; ; prefix = prefix.slice(0, prefix.lastIndexOf("."))) {
      const severity = this.#loggers.get(prefix);
      if (severity !== undefined) return severity;
      if (!prefix.includes(".")) return this.#default;
    }
  }

  /** The lowest severity number for a request; undefined where no rule speaks of it. The longest rule wins. */
  ofRequest(method: string, path: string): number | undefined {
    let best: RouteRule | undefined;
    for (const rule of this.#routes) {
      if (rule.method !== undefined && rule.method !== method) continue;
      const matches = rule.isPrefix ? path.startsWith(rule.path) : path === rule.path;
      if (matches && (best === undefined || rule.path.length >= best.path.length)) best = rule;
    }
    return best?.severity;
  }
}

function parseThreshold(part: string, text: string): Threshold {
  if (isThreshold(text)) return text;
  throw unreadable(part);
}

function unreadable(part: string): TypeError {
  return new TypeError(
    `Cannot read the level ${JSON.stringify(part)}: expected trace, debug, info, warn, error, fatal or off, with name= or /path= before it`,
  );
}

function routeRule(name: string, severity: number): RouteRule {
  const steps = name.split(/\s+/);
  const path = steps.at(-1) ?? "";
  const method = steps.length > 1 ? steps[0] : undefined;
  // What speaks of no request would silently do nothing.
  if (steps.length > 2 || !path.startsWith("/")) throw unreadable(name);
  const isPrefix = path.endsWith("*");
  return {
    method: method?.toUpperCase(),
    path: isPrefix ? path.slice(0, -1) : path,
    isPrefix,
    severity,
  };
}
