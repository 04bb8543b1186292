// What the runtime client can find by name, since it knows no .ts.
export { handler } from "./wrapper.ts";
