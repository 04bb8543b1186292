import { open, user } from "../lib/session.mjs";

export const handler = async ({ userName }) => {
  await open(userName);
  return { greeting: `hello ${user()}` };
};
