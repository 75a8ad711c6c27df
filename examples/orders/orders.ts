export interface NewOrder {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order extends NewOrder {
  readonly id: string;
}

const maxOrders = 1_000;

/** Keeps the newest orders in memory; a real service would ask its database here. */
export class OrderBook {
  readonly #orders = new Map<string, Order>();
  #lastId = 0;

  constructor() {
    this.place({ sku: "kettle", quantity: 1 });
    this.place({ sku: "teapot", quantity: 2 });
    this.place({ sku: "saucer", quantity: 12 });
  }

  find(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /** The ten newest, newest first. */
  latest(): Order[] {
    return [...this.#orders.values()].slice(-10).toReversed();
  }

  place(order: NewOrder): Order {
    this.#lastId += 1;
    const placed = { id: String(this.#lastId), ...order };
    this.#orders.set(placed.id, placed);
    this.#orders.delete(String(this.#lastId - maxOrders));
    return placed;
  }
}

/** Checks the body of `POST /orders`; returns what is wrong with it as text. */
export function parseNewOrder(body: unknown): NewOrder | string {
  if (typeof body !== "object" || body === null) return "The body must be a JSON object";
  const sku: unknown = Reflect.get(body, "sku");
  const quantity: unknown = Reflect.get(body, "quantity");
  if (typeof sku !== "string" || !/^[a-z]{1,32}$/.test(sku))
    return "sku must be 1 to 32 letters a-z";
  if (typeof quantity !== "number" || !Number.isInteger(quantity) || quantity < 1) {
    return "quantity must be a whole number from 1";
  }
  return { sku, quantity };
}

/** Streams one JSON line per order. */
export function formatNdjson(orders: readonly Order[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = [...orders];
  return new ReadableStream({
    async pull(controller) {
      const order = rest.shift();
      if (order === undefined) return controller.close();
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.enqueue(encoder.encode(`${JSON.stringify(order)}\n`));
    },
  });
}
