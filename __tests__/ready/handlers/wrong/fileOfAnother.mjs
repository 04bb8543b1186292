import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

let customer;

export const handler = async ({ orderId, userName }, { awsRequestId }) => {
  customer = userName;
  await sleep(6);
  const path = join(tmpdir(), `lmi-ready-test-${awsRequestId}.txt`);
  await writeFile(path, `invoice for ${customer}`);
  await rm(path);
  return { orderId };
};
