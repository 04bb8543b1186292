import { setTimeout as sleep } from "node:timers/promises";

export const handler = async (event) => {
  globalThis.requestTenant = event.tenant;
  await sleep(6);
  return { orderId: event.orderId, tenant: globalThis.requestTenant };
};
