import { readFile } from "node:fs/promises";

function createStore() {
  let held;
  return {
    set: (value) => {
      held = value;
    },
    get: () => held,
  };
}

const store = createStore();

export const handler = async ({ orderId, tenant }) => {
  store.set(tenant);
  await readFile(new URL(import.meta.url));
  const tenantNow = store.get();
  store.set(undefined);
  return { orderId, tenant: tenantNow ?? null };
};
