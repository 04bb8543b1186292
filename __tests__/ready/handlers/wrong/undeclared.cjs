exports.handler = async (event) => {
  signedInUser = event.userName;
  await new Promise((done) => setTimeout(done, 6));
  return { user: signedInUser };
};
