"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { finished } = require("node:stream/promises");

const report = { lines: [] };

exports.handler = async ({ orderId, userName }, { awsRequestId }) => {
  report.lines = [userName];
  await new Promise((done) => setTimeout(done, 6));
  const name = path.join(os.tmpdir(), `lmi-ready-test-${awsRequestId}.csv`);
  const file = fs.createWriteStream(name);
  file.end(report.lines.join(","));
  await finished(file);
  const handle = await fs.promises.open(name, "a");
  await handle.write("\n");
  await handle.close();
  fs.unlinkSync(name);
  return { orderId };
};
