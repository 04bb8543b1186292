// What keeps backups from being deleted.
import { falls, goes } from "../judges.ts";
import type { Setting } from "../setting.ts";

export const BACKUP_SETTINGS: readonly Setting[] = [
  {
    rule: "backup-lock-weakened",
    types: ["aws_backup_vault_lock_configuration"],
    path: ["min_retention_days"],
    judge: falls(),
    severity: "high",
    what: "Backups are locked for fewer days",
    why: "They can be deleted sooner, by mistake or by whoever gets in.",
    remedy: "Keep min_retention_days.",
  },
  {
    rule: "backup-lock-weakened",
    types: ["aws_backup_vault_lock_configuration"],
    path: ["changeable_for_days"],
    judge: goes,
    severity: "medium",
    what: "The lock of the vault never becomes final",
    why: "Whoever may administer backups can take the lock away at any time.",
    remedy: "Keep changeable_for_days.",
  },
];
