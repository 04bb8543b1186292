"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

exports.handler = async ({ orderId }, { awsRequestId }) => {
  const name = path.join(os.tmpdir(), `lmi-ready-test-${awsRequestId}.open`);
  const file = fs.openSync(name, "w");
  fs.writeSync(file, orderId);
  await new Promise((done) => setTimeout(done, 3));
  fs.unlinkSync(name);
  return { orderId };
};
