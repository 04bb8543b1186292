// As most packages are: required, with nothing that says which kind of module it is.
const session = { user: undefined };

exports.signIn = async (name) => {
  session.user = name;
  await new Promise((done) => setTimeout(done, 6));
};
exports.greet = () => ({ greeting: `hello ${session.user}` });
