// Jest's transform: Node's own type stripping, so that tests run the sources exactly as Node does.
import { stripTypeScriptTypes } from "node:module";

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
