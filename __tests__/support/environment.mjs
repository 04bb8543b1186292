// Jest's environment of Node.js, with a plain global object: Jest's own is a Proxy in a contextified object, behind which V8
// caches no global, so that three looks at Math take 510 ns instead of 2 (https://github.com/nodejs/node/issues/49283).
import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";

export default class PlainGlobals extends TestEnvironment {
  constructor(...given) {
    const { createContext } = vm;
    let made = 0;
    vm.createContext = () => {
      made++;
      return createContext(vm.constants.DONT_CONTEXTIFY);
    };
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
    if (made !== 1) throw new Error("jest-environment-node no longer makes its context by vm.createContext");
  }
}
