exports.handler = async (event, context) => {
  await new Promise((done) => setTimeout(done, 2));
  context.succeed({ orderId: event.orderId });
};
