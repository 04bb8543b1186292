"use strict";
const { setTimeout: sleep } = require("node:timers/promises");

const KEY = Symbol.for("app.request");

exports.handler = async ({ tenant, orderId }) => {
  globalThis[KEY] = { tenant };
  await sleep(5);
  return { orderId, tenant: globalThis[KEY].tenant };
};
