import { GetParameterCommand, SSMClient } from "../clients.mjs";

const ssm = new SSMClient();
let rates;

export const handler = async ({ amount, orderId }) => {
  rates ??= ssm.send(new GetParameterCommand("/rates"));
  const { Parameter } = JSON.parse(await rates);
  return { orderId, cost: amount * 2, rates: Parameter.Value };
};
