// A dry run, below everything that a command does: the clients themselves record what would change something instead of
// sending it, so no command can forget to.

/** A call as the service would get it. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** The part of an SDK client that this needs. */
interface Recordable {
  readonly middlewareStack: {
    add(middleware: unknown, options: { step: "build"; priority: "high"; name: string }): void;
  };
}

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** A message that is received is let go again by its command. */
const READS = /^(Get|Query|BatchGet|List|Describe|ReceiveMessage$|ChangeMessageVisibility$)/;

/** What an UpdateItem leaves behind where there was nothing, for ReturnValues ALL_NEW. */
function updated(input: Record<string, unknown>): Record<string, unknown> {
  const { UpdateExpression = "", ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const sets = String(UpdateExpression).matchAll(/(#?\w+) = (?:if_not_exists\(#?\w+, )?(:\w+)/g);
  const plain = (value: unknown) => {
    const [type, content] = Object.entries(value as Record<string, unknown>)[0] ?? [];
    return type === "N" ? Number(content) : content;
  };
  return Object.fromEntries(
    [...sets].map(([, name = "", value = ""]) => [
      (names as Record<string, string>)[name] ?? name,
      plain((values as Record<string, unknown>)[value] ?? {}),
    ]),
  );
}

/** From now on the client only reads; everything else is kept in `calls` and answered as if it had worked. */
export function onlyRecord(client: unknown, calls: Call[]): void {
  const middleware =
    (next: (args: { input: Record<string, unknown> }) => Promise<unknown>, context: Context) =>
    async (args: { input: Record<string, unknown> }) => {
      const operation = String(context.commandName).replace(/Command$/, "");
      if (READS.test(operation)) return next(args);
      calls.push({ service: String(context.clientName).replace(/Client$/, ""), operation, input: args.input });
      const output = args.input.ReturnValues === "ALL_NEW" ? { Attributes: updated(args.input) } : {};
      return { output: { $metadata: {}, ...output }, response: {} };
    };
  // Behind the steps that turn the document client's plain values into DynamoDB's: the input is as it would be sent.
  (client as Recordable).middlewareStack.add(middleware, { step: "build", priority: "high", name: "dryRun" });
}
