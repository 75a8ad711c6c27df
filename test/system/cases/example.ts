import type { Case } from "./case.ts";

const json = { "content-type": "application/json" };
const order = `{"sku":"kettle","quantity":2}`;

const routes: readonly Case[] = [
  { name: "a list", status: 200, path: "/orders" },
  { name: "a list with a query", status: 200, path: "/orders?page=2&q=a%20b&empty=&q=c" },
  { name: "one of a list", status: 200, path: "/orders/1" },
  { name: "an unknown one", status: 404, path: "/orders/99999" },
  { name: "a new one", status: 201, method: "POST", path: "/orders", headers: json, body: order },
  { name: "the new one", status: 200, path: "/orders/4" },
  {
    name: "a body that is no JSON",
    status: 400,
    method: "POST",
    path: "/orders",
    headers: json,
    body: "{",
  },
  {
    name: "a body of the wrong shape",
    status: 400,
    method: "POST",
    path: "/orders",
    headers: json,
    body: "[1]",
  },
  { name: "no body", status: 400, method: "POST", path: "/orders" },
  {
    name: "a body that is not read",
    status: 404,
    method: "PUT",
    path: "/orders",
    body: "x".repeat(100_000),
  },
  { name: "a slow answer", status: 200, path: "/slow" },
  ...[1, 2, 3, 4, 5, 6].map((call) => ({
    name: `flaky, call ${call}`,
    status: call === 5 ? 500 : 200,
    path: "/flaky",
  })),
  { name: "a streamed body", status: 200, path: "/stream" },
  { name: "a redirect with immutable headers", status: 302, path: "/redirect" },
  { name: "a call to another service", status: 200, path: "/inventory/kettle" },
  { name: "a call that warns", status: 200, path: "/inventory/samovar" },
  { name: "a call that finds nothing", status: 404, path: "/inventory/unicorn" },
  { name: "the other service itself", status: 200, path: "/warehouse/saucer" },
  { name: "a sub-app behind its guard", status: 403, path: "/admin/report" },
  {
    name: "a sub-app with a key",
    status: 200,
    path: "/admin/report",
    headers: { "x-api-key": "key-ada" },
  },
  { name: "a sub-app without such a route", status: 403, path: "/admin/nothing" },
  { name: "no route", status: 404, path: "/nothing/here" },
  { name: "an empty query", status: 200, path: "/orders?" },
  { name: "the root", status: 404, path: "/" },
  { name: "a trailing slash", status: 404, path: "/orders/" },
  {
    name: "a route that has not got this method",
    status: 404,
    method: "DELETE",
    path: "/orders/1",
  },
];

const methods: readonly Case[] = [
  { name: "HEAD of a list", status: 200, method: "HEAD", path: "/orders" },
  { name: "HEAD of nothing", status: 404, method: "HEAD", path: "/nothing" },
  { name: "HEAD of a stream", status: 200, method: "HEAD", path: "/stream" },
  ...["OPTIONS", "PATCH", "PUT", "DELETE", "PROPFIND", "MKCOL", "SEARCH", "QUERY", "TRACE"].map(
    (method) => ({
      name: `${method} of a list`,
      status: 404,
      method,
      path: "/orders",
    }),
  ),
];

/** Every route of the example, and every method. */
export const exampleCases: readonly Case[] = [...routes, ...methods];
