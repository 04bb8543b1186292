// All rules about what keeps data: recovery, encryption, retention, logs and backups.
import type { Rule } from "../finding.ts";
import { guardsRemoved } from "./guardsRemoved.ts";
import { queueEncryption } from "./queueEncryption.ts";
import { weakened } from "./setting.ts";
import { KEY_SETTINGS } from "./settings/keys.ts";
import { LOG_SETTINGS } from "./settings/logs.ts";
import { QUEUE_SETTINGS } from "./settings/queues.ts";
import { SECRET_SETTINGS } from "./settings/secrets.ts";
import { STORAGE_SETTINGS } from "./settings/storage.ts";
import { TABLE_SETTINGS } from "./settings/tables.ts";
import { tableEncryption } from "./tableEncryption.ts";

export const protectionRules: readonly Rule[] = [
  weakened([
    ...TABLE_SETTINGS,
    ...STORAGE_SETTINGS,
    ...SECRET_SETTINGS,
    ...KEY_SETTINGS,
    ...LOG_SETTINGS,
    ...QUEUE_SETTINGS,
  ]),
  tableEncryption,
  queueEncryption,
  guardsRemoved,
];
