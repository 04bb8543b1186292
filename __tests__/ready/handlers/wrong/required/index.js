const { greet, signIn } = require("./lib/session");

exports.handler = async ({ userName }) => {
  await signIn(userName);
  return greet();
};
