/**
 * Code as applications have it, that fails in eleven ways: what its bundles throw is grouped by
 * `test/repo/error-groups.test.ts`.
 */
import { defineErrors } from "../../../src/errors/app-error.ts";

/** What differs from one time to the next. */
export interface Values {
  readonly number: number;
  readonly email: string;
  readonly id: string;
}

interface Profile {
  readonly settings?: { readonly theme?: { readonly name: string } };
  readonly render?: (profile: Profile) => string;
}

class PaymentDeclined extends Error {
  override readonly name: string = "PaymentDeclined";
}

class InventoryMismatch extends Error {}

const errors = defineErrors({
  ORDER_NOT_FOUND: { status: 404, title: "Order not found" },
});

function loadProfile(text: string): Profile {
  const profile: Profile = JSON.parse(text);
  return profile;
}

function themeOf(profile: Profile): string {
  const complete: Required<Profile> = Object(profile);
  return readName(complete.settings);
}

function readName(settings: NonNullable<Profile["settings"]>): string {
  const complete: { readonly theme: { readonly name: string } } = Object(settings);
  return complete.theme.name;
}

function render(profile: Profile): string {
  const renderable: { toMarkup(): string } = Object(profile);
  return renderable.toMarkup();
}

function recurse(depth: number): number {
  return recurse(depth + 1) + 1;
}

async function charge({ number, id }: Values): Promise<void> {
  await Promise.resolve();
  try {
    throw new PaymentDeclined(`Card of customer ${number} was declined (charge ${id})`);
  } catch (cause) {
    throw new Error(`Cannot complete checkout ${id}`, { cause });
  }
}

/** The eleven, by name. */
export function failingCode(values: Values): Readonly<Record<string, () => unknown>> {
  const { number, email, id } = values;
  return {
    nullish: () => themeOf({ settings: {} }),
    noFunction: () => render({}),
    json: () => loadProfile(`{bad ${number}`),
    url: () => new URL(`//${id}:${number}:x`),
    arrayLength: () => Reflect.construct(Array, [-number]),
    recursion: () => recurse(0),
    message: () => {
      throw new Error(`User ${email} has ${number} open invoices, last one ${id}`);
    },
    named: () => {
      throw new PaymentDeclined(`Payment ${id} of ${number}.50 EUR was declined`);
    },
    unnamed: () => {
      throw new InventoryMismatch(`Counted ${number} of "${id} ${number}" in stock`);
    },
    wrapped: () => charge(values),
    catalogue: () => {
      throw errors.ORDER_NOT_FOUND({ detail: `Order ${id} does not exist`, data: { email } });
    },
  };
}
