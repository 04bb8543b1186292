exports.handler = (event, _context, callback) => {
  setTimeout(() => callback(null, { orderId: event.orderId }), 2);
};
