"use strict";
const cache = new Map();

exports.handler = async ({ tenant, orderId }) => {
  let settings = cache.get(tenant);
  if (settings === undefined) {
    settings = new Promise((done) => setTimeout(done, 5, { tenant, plan: "large" }));
    cache.set(tenant, settings);
    if (cache.size > 100) cache.delete(cache.keys().next().value);
  }
  return { orderId, settings: await settings };
};
