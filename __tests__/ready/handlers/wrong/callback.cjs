exports.handler = (event, context, callback) => {
  setTimeout(() => callback(null, { orderId: event.orderId }), 2);
};
