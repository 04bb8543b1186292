// Sessions of roles: the credentials that are handed out, and whose they are when a call comes back with them.
import { createHash } from "node:crypto";
import type { Role } from "./roles.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A role, taken by somebody. */
export interface Session {
  readonly role: Role;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string;
  /** `AROA…:SESSION` */
  readonly userId: string;
  readonly credentials: Credentials;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const digest = (purpose: string, arn: string) => createHash("sha256").update(`${purpose} ${arn}`).digest();

/** `ASIA` and 16 characters, the same for the same session: nothing here checks the signature that they make. */
const accessKeyOf = (arn: string) =>
  `ASIA${[...digest("key", arn).subarray(0, 16)].map((byte) => BASE32[byte % 32]).join("")}`;

export class Sessions {
  readonly #byAccessKey = new Map<string, Session>();

  /** The role's session of that name; made when it is first asked for. */
  of(role: Role, name: string): Session {
    const [, partition, , , accountId] = role.arn.split(":");
    const arn = `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/${name}`;
    const accessKeyId = accessKeyOf(arn);
    const known = this.#byAccessKey.get(accessKeyId);
    if (known) return known;
    const session = {
      role,
      arn,
      userId: `${role.uniqueId}:${name}`,
      credentials: {
        accessKeyId,
        secretAccessKey: digest("secret", arn).toString("base64url").slice(0, 40),
        sessionToken: digest("token", arn).toString("base64url"),
      },
    };
    this.#byAccessKey.set(accessKeyId, session);
    return session;
  }

  /** Whose credentials an access key is of; undefined for the administrator's, which are all the others. */
  find(accessKeyId: string | undefined): Session | undefined {
    return accessKeyId === undefined ? undefined : this.#byAccessKey.get(accessKeyId);
  }
}
