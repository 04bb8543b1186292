// An API that keeps nothing between requests but its client.
import { GetParameterCommand, PutObjectCommand, S3Client, SSMClient } from "../clients.mjs";

const s3 = new S3Client();
const ssm = new SSMClient();

const routes = {
  GET: async ({ userName }) => ({ statusCode: 200, body: JSON.stringify({ videos: [], of: userName }) }),
  POST: async ({ orderId, object }) => {
    const { Parameter } = JSON.parse(await ssm.send(new GetParameterCommand("/limits")));
    await s3.send(new PutObjectCommand("bucket", object, orderId));
    return { statusCode: 201, body: JSON.stringify({ id: orderId, limit: Parameter.Value }) };
  },
};

export const handler = async (event) => {
  const method = event.amount % 2 === 0 ? "GET" : "POST";
  return routes[method](event);
};
