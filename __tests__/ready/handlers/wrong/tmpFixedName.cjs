"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const FILE = path.join(os.tmpdir(), "lmi-ready-test-out.json");

exports.handler = async (event) => {
  fs.writeFileSync(FILE, JSON.stringify(event));
  await new Promise((done) => setTimeout(done, 5));
  return { amount: JSON.parse(fs.readFileSync(FILE, "utf8")).amount };
};
