// As AWS's SDK has it for Kinesis and Bedrock: one session of HTTP/2, with a stream for each request.
import http2 from "node:http2";

const host = "https://kinesis.us-east-1.amazonaws.com";
let session;
let lastOrder;

const put = (data) =>
  new Promise((resolve, reject) => {
    session ??= http2.connect(host).on("error", reject);
    const stream = session.request({ ":method": "POST", ":path": "/", "x-amz-target": "Kinesis_20131202.PutRecord" });
    stream.on("end", resolve).on("error", reject).resume();
    stream.end(JSON.stringify({ Data: data }));
  });

export const handler = async ({ orderId }) => {
  lastOrder = orderId;
  await put("received");
  await put(lastOrder);
  return { ok: true };
};
