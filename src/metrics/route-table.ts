import { Series } from "./series.ts";

/** Series by route, method and status; maps in maps, so that finding one makes no key. */
export class RouteTable {
  readonly #routes = new Map<string, Map<string, Map<number, Series>>>();

  find(route: string, method: string, status: number): Series | undefined {
    return this.#routes.get(route)?.get(method)?.get(status);
  }

  add(route: string, method: string, status: number): Series {
    let methods = this.#routes.get(route);
    if (methods === undefined) {
      methods = new Map();
      this.#routes.set(route, methods);
    }
    let statuses = methods.get(method);
    if (statuses === undefined) {
      statuses = new Map();
      methods.set(method, statuses);
    }
    const series = new Series();
    statuses.set(status, series);
    return series;
  }

  *[Symbol.iterator](): Iterator<
    readonly [route: string, method: string, status: number, series: Series]
  > {
    for (const [route, methods] of this.#routes) {
      for (const [method, statuses] of methods) {
        for (const [status, series] of statuses) yield [route, method, status, series];
      }
    }
  }
}
