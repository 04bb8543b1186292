// All rules about what keeps data: recovery, encryption, retention and logs.
import type { Rule } from "../rule.ts";
import { queueEncryption } from "./queueEncryption.ts";
import { alarmRules } from "./settings/alarms.ts";
import { backupRules } from "./settings/backups.ts";
import { keyRules } from "./settings/keys.ts";
import { logRules } from "./settings/logs.ts";
import { queueRules } from "./settings/queues.ts";
import { secretRules } from "./settings/secrets.ts";
import { storageRules } from "./settings/storage.ts";
import { tableRules } from "./settings/tables.ts";
import { tableEncryption } from "./tableEncryption.ts";

export const protectionRules: readonly Rule[] = [
  ...tableRules,
  tableEncryption,
  ...storageRules,
  ...secretRules,
  ...keyRules,
  ...logRules,
  ...queueRules,
  queueEncryption,
  ...backupRules,
  ...alarmRules,
];
