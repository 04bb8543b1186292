import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export const handler = async ({ orderId }) => {
  const emitter = new EventEmitter();
  setImmediate(() => emitter.emit("error", new Error("nobody listens")));
  await sleep(5);
  return { orderId };
};
