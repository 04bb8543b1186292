// Answers of AWS as the SDK's own serializers write them: an operation whose input is the output of the real one.

type Operation = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  input: unknown,
  output: unknown,
];

interface Client {
  readonly config: {
    readonly protocol: {
      serializeRequest(operation: never, input: never, context: never): Promise<{ readonly body?: unknown }>;
    };
  };
}

/** The body of an answer. */
export async function writtenAnswer(client: unknown, operation: unknown, answer: object): Promise<string> {
  const { config } = client as Client;
  const [, namespace, name, , , output] = operation as Operation;
  const schema = typeof output === "function" ? output() : output;
  const made = { namespace, name, traits: { http: ["POST", "/", 200] }, input: schema, output: schema };
  const endpoint = async () => ({ protocol: "http:", hostname: "localhost", path: "/" });
  const { body } = await config.protocol.serializeRequest(
    made as never,
    answer as never,
    { ...config, endpoint } as never,
  );
  return new TextDecoder().decode(body as Uint8Array);
}
