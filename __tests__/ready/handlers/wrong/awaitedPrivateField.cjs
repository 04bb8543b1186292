"use strict";
const { setTimeout: sleep } = require("node:timers/promises");

class Session {
  #user;
  open(user) {
    this.#user = user;
  }
  get greeting() {
    return `hello ${this.#user}`;
  }
}

const session = new Session();

exports.handler = async ({ userName }) => {
  session.open(userName);
  await sleep(8);
  return { greeting: session.greeting };
};
