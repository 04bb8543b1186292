import { setTimeout as sleep } from "node:timers/promises";

const logger = {
  requestId: "",
  info: (message) => console.log(JSON.stringify({ about: logger.requestId, message })),
};

export const handler = async ({ orderId }, { awsRequestId }) => {
  logger.requestId = awsRequestId;
  await sleep(6);
  logger.info("done");
  return { orderId };
};
