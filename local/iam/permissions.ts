// Decides every call by the synthesised policies: those that come to the AWS endpoint by their credentials, those in between the
// services by the role or the service that makes them.
import type { Refusal, ServiceName, Step } from "../aws/call.ts";
import { denied as deniedBy } from "../aws/denied.ts";
import type { Account, Asked } from "./account.ts";
import { askedBy } from "./asked.ts";
import { functionAsks } from "./askedOfLambda.ts";
import type { Caller, ServiceCaller } from "./caller.ts";
import { deniedMessage, missingStatement } from "./denial.ts";
import { type Decision, evaluate } from "./evaluate.ts";
import type { Roles } from "./roles.ts";
import { type Session, Sessions } from "./sessions.ts";
import type { Statement } from "./statements.ts";

export interface PermissionsOptions {
  readonly roles: Roles;
  /** Of functions and queues. */
  readonly resourcePolicies: readonly Statement[];
  /** Of buckets: evaluated for every role. */
  readonly bucketPolicies: readonly Statement[];
  readonly account: Account;
  /** Told once of each statement that is missing, in a line. */
  readonly report: (line: string) => void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const POLLING = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
/** As a policy sees a caller of which it names nothing. */
const ANYONE = "*";

export class Permissions {
  readonly #options: PermissionsOptions;
  readonly #sessions = new Sessions();
  readonly #told = new Set<string>();

  constructor(options: PermissionsOptions) {
    this.#options = options;
  }

  /** Refuses at the AWS endpoint what the caller's role may not do. Credentials that are no role's are the administrator's. */
  readonly step: Step = async (call) => {
    const session = this.#sessions.find(call.accessKeyId);
    if (!session) return undefined;
    return this.#firstRefusal(session, call.service, askedBy(call, this.#options.account));
  };

  /** A role's session, with its credentials. @throws UnsupportedPolicyError for a role that is not synthesised */
  session(roleArn: string, name: string): Session {
    return this.#sessions.of(this.#options.roles(roleArn), name);
  }

  /** Whose credentials a call was made with; undefined for the administrator's. */
  principal(accessKeyId: string | undefined): Session | undefined {
    return this.#sessions.find(accessKeyId);
  }

  /** Whether the holder of an access key may do something; a denial is not reported. */
  allows(accessKeyId: string | undefined, asked: Asked): boolean {
    const session = this.#sessions.find(accessKeyId);
    return !session || this.#decide(session, asked).allowed;
  }

  /** Whether a service may invoke a function (name or ARN, with or without qualifier), and what it is told if not. */
  invoke(caller: Caller, functionName: string): Refusal | undefined {
    return this.#firstRefusal(
      this.#who(caller),
      "lambda",
      functionAsks("InvokeFunction", functionName, this.#options.account.place),
    );
  }

  /** Whether an event that came to nothing may go to a queue, and what is said if not. */
  readonly deadLetter = (caller: Caller, queueArn: string): string | undefined =>
    this.#denied(this.#who(caller), { action: "sqs:SendMessage", resource: queueArn });

  /** Why Lambda may not poll a queue in a function's role; undefined if it may. */
  poll(caller: Caller, queueArn: string): string | undefined {
    const refusals = POLLING.map((action) => this.#denied(this.#who(caller), { action, resource: queueArn }));
    return refusals.find((refusal) => refusal !== undefined);
  }

  #who(caller: Caller): Session | ServiceCaller {
    return "service" in caller ? caller : this.session(caller.roleArn, caller.session);
  }

  #firstRefusal(who: Session | ServiceCaller, service: ServiceName, asked: readonly Asked[]): Refusal | undefined {
    for (const request of asked) {
      const message = this.#denied(who, request);
      if (message !== undefined) return { ...deniedBy(service), message };
    }
    return undefined;
  }

  #denied(who: Session | ServiceCaller, asked: Asked): string | undefined {
    const decision = this.#decide(who, asked);
    if (decision.allowed) return undefined;
    const line = missingStatement(who, asked, decision);
    if (!this.#told.has(line)) this.#options.report(line);
    this.#told.add(line);
    return deniedMessage(who, asked, decision);
  }

  #decide(who: Session | ServiceCaller, asked: Asked): Decision {
    const { resourcePolicies, bucketPolicies, account } = this.#options;
    const { accountId, region } = account.place;
    const own: Record<string, string> =
      "role" in who
        ? { "aws:principalarn": who.role.arn, "aws:principalaccount": accountId }
        : { "aws:sourcearn": who.sourceArn, "aws:sourceaccount": accountId };
    // As deployed: there the SDK speaks TLS.
    const context = { ...own, "aws:requestedregion": region, "aws:securetransport": "true" };
    const request = {
      ...asked,
      context: {
        ...asked.context,
        ...Object.fromEntries(Object.entries(context).map(([key, value]) => [key, [value]])),
      },
    };
    if (!("role" in who)) return evaluate(resourcePolicies, request, who.service);
    const ofRole = evaluate(who.role.statements, request);
    const ofBucket = evaluate(bucketPolicies, request, ANYONE);
    if (!ofBucket.allowed && ofBucket.denial === "explicit") return ofBucket;
    return !ofRole.allowed && ofRole.denial === "implicit" ? ofBucket : ofRole;
  }
}
