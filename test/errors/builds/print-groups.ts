import { describeFailure } from "../../../src/errors/describe-failure.ts";
import { fingerprint } from "../../../src/errors/fingerprint.ts";
import { failingCode, type Values } from "./failing-code.ts";

/** The keys of the groups, by the name of the error. */
export type Groups = Record<string, string>;

const first: Values = {
  number: 41,
  email: "ada@example.com",
  id: "6f1c2f9e-3b1d-4c7a-9a55-0d4c3f1e2b7a",
};
const second: Values = {
  number: 90_210,
  email: "g.hopper+test@navy.example.org",
  id: "a81bc81b-dead-4e5d-abff-90865d1e13b1",
};

/** Lets everything fail, with one or the other values, and says which groups it belongs to. */
export async function groupsOf(hasOtherValues: boolean): Promise<Groups> {
  const groups: Groups = {};
  const cases = failingCode(hasOtherValues ? second : first);
  for (const [name, fail] of Object.entries(cases)) {
    try {
      await fail();
    } catch (error) {
      const site = { route: "/orders/:id", method: "GET" };
      groups[name] = fingerprint(describeFailure(error), site).key;
    }
  }
  return groups;
}

function print(lines: readonly unknown[]): void {
  // In the form that all runtimes leave as it is.
  console.log(`groups ${JSON.stringify(lines)}`);
}

/** What workerd runs; the other runtimes run the module. */
export default {
  async test(): Promise<void> {
    print([await groupsOf(false), await groupsOf(true)]);
  },
};

if (Reflect.get(globalThis, "WebSocketPair") === undefined) {
  print([await groupsOf(false), await groupsOf(true)]);
}
