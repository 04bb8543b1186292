import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";

const storage = new AsyncLocalStorage();
const log = (message) => console.log(JSON.stringify({ user: storage.getStore().userName, message }));

export const handler = (event) =>
  storage.run(event, async () => {
    await sleep(4);
    log("done");
    return { user: storage.getStore().userName };
  });
