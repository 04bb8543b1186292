// What answers at the API's address: API Gateway with the function behind it, and the page that describes the API.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Gateway } from "./gateway.ts";
import { createReference, REFERENCE_PATH } from "./reference.ts";

/** @param apiUrl the address, `http://127.0.0.1:4000` */
export function createApiDoor(options: ConstructorParameters<typeof Gateway>[0], apiUrl: string) {
  const gateway = new Gateway(options);
  const reference = createReference(apiUrl);
  return (request: IncomingMessage, response: ServerResponse, url: URL) =>
    url.pathname === REFERENCE_PATH ? reference(request, response) : gateway.handle(request, response, url);
}
