import { GetParameterCommand, SSMClient } from "../clients.mjs";

const requestContext = { user: undefined };
const ssm = new SSMClient();

const withContext = (inner) => async (event) => {
  requestContext.user = event.userName;
  try {
    return await inner(event);
  } finally {
    requestContext.user = undefined;
  }
};

export const handler = withContext(async ({ orderId }) => {
  await ssm.send(new GetParameterCommand("/rates"));
  return { orderId, user: requestContext.user ?? "nobody is signed in" };
});
