import { routeTemplate } from "./route-template.ts";

const maxCachedPaths = 1_000;
const maxKnownRoutes = 500;

/**
 * Finds the route of requests that no router labelled, from their raw paths.
 *
 * A path that was answered 404 is a route only when the same template has been answered otherwise before:
 * scanners make up paths without end, and they must not push real routes out.
 */
export class RouteLabels {
  readonly #templates = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #redact: (path: string) => string;

  /** @param redact takes secrets out of a path, which becomes a label */
  constructor(redact: (path: string) => string = (path) => path) {
    this.#redact = redact;
  }

  label(path: string, status: number): string | undefined {
    const template = this.#template(path);
    if (this.#known.has(template)) return template;
    if (status === 404) return undefined;
    // Starting anew when full heals by itself: routes in use come back with their next answer.
    if (this.#known.size >= maxKnownRoutes) this.#known.clear();
    this.#known.add(template);
    return template;
  }

  #template(path: string): string {
    const cached = this.#templates.get(path);
    if (cached !== undefined) return cached;
    const template = this.#redact(routeTemplate(path));
    if (this.#templates.size >= maxCachedPaths) this.#templates.clear();
    if (path.length <= 256) this.#templates.set(path, template);
    return template;
  }
}
