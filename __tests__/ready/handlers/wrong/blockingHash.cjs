const { pbkdf2Sync } = require("node:crypto");

exports.handler = async ({ orderId }) => {
  await new Promise((done) => setTimeout(done, 2));
  return { key: pbkdf2Sync(orderId, "salt", 500_000, 32, "sha256").toString("hex") };
};
